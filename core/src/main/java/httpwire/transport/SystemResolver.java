package httpwire.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Asks the JDK. A class of its own, since the first lambda is much of a cold start. */
final class SystemResolver implements NameResolver {
  @Override
  public List<InetAddress> resolve(String host) throws UnknownHostException {
    return List.of(InetAddress.getAllByName(host));
  }
}
