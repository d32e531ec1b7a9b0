package httpwire.transport;

import httpwire.HttpException;
import httpwire.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One lookup of a host name in a daemon thread of its own, which is left alone when time runs out
 * or the attempt is cancelled.
 */
final class Lookup {
  private final String host;
  private final FutureTask<List<InetAddress>> addresses;

  Lookup(NameResolver resolver, String host) {
    this.host = host;
    this.addresses = new FutureTask<>(() -> resolver.resolve(host));
  }

  /** Starts the thread, and waits for what it finds. */
  List<InetAddress> run(@Nullable Duration bound, ConnectAttempt attempt) throws IOException {
    boolean isHeld = attempt.getCancellation().onCancel(() -> addresses.cancel(false));
    if (!isHeld) throw cancelled(null);
    Thread thread = new Thread(addresses, "httpwire lookup of " + host);
    thread.setDaemon(true);
    thread.start();
    return await(bound, attempt.getBudget());
  }

  private List<InetAddress> await(@Nullable Duration bound, TimeBudget budget) throws IOException {
    try {
      return bound == null ? addresses.get() : addresses.get(bound.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw budget.expired(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cancelled(e);
    } catch (CancellationException e) {
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
