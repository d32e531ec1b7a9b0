package httpwire.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Asks the JDK, but not for {@code localhost}, which is the loopback addresses whatever a name
 * server or a hosts file says (RFC 6761 §6.3). A class of its own, since the first lambda is a good
 * part of a cold start.
 */
final class SystemResolver implements NameResolver {
  private static final byte[] IPV4_LOOPBACK = {127, 0, 0, 1};
  private static final byte[] IPV6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  /** Whether its addresses are known without asking anybody. */
  static boolean isLocalhost(String host) {
    return host.equalsIgnoreCase("localhost") || host.equalsIgnoreCase("localhost.");
  }

  @Override
  public List<InetAddress> resolve(String host) throws UnknownHostException {
    if (!isLocalhost(host)) return List.of(InetAddress.getAllByName(host));
    return List.of(
        InetAddress.getByAddress("localhost", IPV4_LOOPBACK),
        InetAddress.getByAddress("localhost", IPV6_LOOPBACK));
  }
}
