package httpwire.transport;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How connections are opened from this machine.
 *
 * @param dialer opens them in place of all that follows; null for TCP or a Unix domain socket
 * @param unixSocket the socket that every connection leads to; null for TCP
 * @param resolver asked for every name that is connected to from here
 * @param policy which addresses may be connected to; null for all
 * @param sockets how TCP sockets are set up
 */
public record DialOptions(
    @Nullable Dialer dialer,
    @Nullable Path unixSocket,
    NameResolver resolver,
    @Nullable AddressPolicy policy,
    SocketSettings sockets) {
  /** TCP with the resolver of this machine and no restriction. */
  public static final DialOptions DEFAULT =
      new DialOptions(null, null, NameResolver.SYSTEM, null, SocketSettings.DEFAULT);

  /**
   * The dialer that these options ask for.
   *
   * @param proxy the one that it is to connect to; null for the origin
   */
  Dialer dialer(@Nullable Proxy proxy) {
    if (dialer != null) return dialer;
    Path path = proxy != null && proxy.getUnixSocket() != null ? proxy.getUnixSocket() : unixSocket;
    if (path != null) return new UnixDialer(path);
    return new TcpDialer(addresses(), sockets, proxy != null);
  }

  Addresses addresses() {
    return new Addresses(resolver, policy);
  }
}
