package httpwire.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/**
 * Finds the addresses of a host, to be tried in order. It is asked for every name, {@code
 * localhost} too, and not for addresses.
 */
@FunctionalInterface
public interface NameResolver {
  /** The resolver of this machine. {@code localhost} is the loopback addresses, RFC 6761 §6.3. */
  NameResolver SYSTEM = new SystemResolver();

  /**
   * The addresses of a name. May block: it is called in a thread of its own, which is not
   * interrupted; a caller whose time is up stops waiting for it.
   *
   * @throws java.net.UnknownHostException if it has none
   */
  List<InetAddress> resolve(String host) throws IOException;
}
