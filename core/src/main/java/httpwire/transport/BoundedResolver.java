package httpwire.transport;

import httpwire.HttpException;
import httpwire.Origin;
import httpwire.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Bounds a lookup, which the JDK can neither time out nor interrupt: it runs in a daemon thread of
 * its own, which is left alone when time runs out. No resolver is asked for an address, and no
 * thread started for what needs no lookup.
 */
final class BoundedResolver {
  private final NameResolver resolver;

  BoundedResolver(NameResolver resolver) {
    this.resolver = resolver;
  }

  List<InetAddress> resolve(Origin peer, ConnectAttempt attempt) throws IOException {
    String host = peer.host();
    Duration bound = attempt.getBudget().enter(Phase.RESOLVE);
    if (peer.isAddress()) return List.of(InetAddress.getByName(host));
    if (resolver instanceof SystemResolver && SystemResolver.isLocalhost(host)) {
      return resolver.resolve(host);
    }
    FutureTask<List<InetAddress>> lookup = new FutureTask<>(() -> resolver.resolve(host));
    if (!attempt.getCancellation().onCancel(() -> lookup.cancel(false))) throw cancelled(null);
    Thread thread = new Thread(lookup, "httpwire lookup of " + host);
    thread.setDaemon(true);
    thread.start();
    return await(lookup, bound, attempt.getBudget());
  }

  private static List<InetAddress> await(
      FutureTask<List<InetAddress>> lookup, @Nullable Duration bound, TimeBudget budget)
      throws IOException {
    try {
      return bound == null ? lookup.get() : lookup.get(bound.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw budget.expired(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cancelled(e);
    } catch (java.util.concurrent.CancellationException e) {
      throw cancelled(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) throw cause;
      throw new IOException("the name resolver failed", e.getCause());
    }
  }

  private static HttpException.Cancelled cancelled(@Nullable Throwable cause) {
    return new HttpException.Cancelled("cancelled while " + Phase.RESOLVE, cause);
  }
}
