package httpwire.transport;

import httpwire.Origin;
import httpwire.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

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
    return new Lookup(resolver, host).run(bound, attempt);
  }
}
