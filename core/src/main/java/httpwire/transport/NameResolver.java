package httpwire.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/** Finds the addresses of a host, to be tried in order. */
@FunctionalInterface
public interface NameResolver {
  /** The resolver of this machine. */
  NameResolver SYSTEM = new SystemResolver();

  /**
   * The addresses of a name; blocking, and called in a thread of its own, which nobody can
   * interrupt but everybody can leave waiting.
   *
   * @throws java.net.UnknownHostException if it has none
   */
  List<InetAddress> resolve(String host) throws IOException;
}
