package httpwire.transport;

import httpwire.HttpException;
import httpwire.Origin;
import httpwire.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens TCP connections: looks the host up and tries its addresses in turn. */
public final class TcpDialer implements Dialer {
  private final BoundedResolver resolver;
  private final @Nullable InetSocketAddress sourceAddress;

  /**
   * @param sourceAddress the local end, null for any (http.client: source_address); its port may be
   *     0
   */
  public TcpDialer(NameResolver resolver, @Nullable InetSocketAddress sourceAddress) {
    this.resolver = new BoundedResolver(resolver);
    this.sourceAddress = sourceAddress;
  }

  @Override
  public Transport dial(Origin peer) throws IOException {
    return dial(peer, new ConnectAttempt());
  }

  /**
   * @throws HttpException.ConnectFailed if no address answers; each attempt is a suppressed
   *     exception
   * @throws HttpException.Timeout if the last attempt ran out of time, or the deadline did
   */
  @Override
  public Transport dial(Origin peer, ConnectAttempt attempt) throws IOException {
    List<InetAddress> addresses = addresses(peer, attempt);
    List<IOException> failures = new ArrayList<>(0);
    for (InetAddress address : addresses) {
      InetSocketAddress remote = new InetSocketAddress(address, peer.port());
      attempt.tcpConnecting(text(remote));
      Transport transport;
      try {
        transport = connect(remote, attempt);
      } catch (IOException e) {
        attempt.tcpFailed(text(remote), e);
        if (e instanceof HttpException.Cancelled) throw e;
        failures.add(e);
        continue;
      }
      tellConnected(attempt, transport);
      return transport;
    }
    IOException last = failures.get(failures.size() - 1);
    if (last instanceof HttpException.Timeout timeout) throw timeout;
    throw failure(failures, peer);
  }

  private static void tellConnected(ConnectAttempt attempt, Transport transport)
      throws IOException {
    boolean isTold = false;
    try {
      attempt.tcpConnected(transport.getPeer());
      isTold = true;
    } finally {
      if (!isTold) transport.close();
    }
  }

  private List<InetAddress> addresses(Origin peer, ConnectAttempt attempt) throws IOException {
    if (peer.isAddress()) return resolve(peer, attempt);
    attempt.resolving(peer.host());
    List<InetAddress> addresses = resolve(peer, attempt);
    attempt.resolved(peer.host(), addresses);
    return addresses;
  }

  private List<InetAddress> resolve(Origin peer, ConnectAttempt attempt) throws IOException {
    try {
      List<InetAddress> addresses = resolver.resolve(peer, attempt);
      if (addresses.isEmpty()) throw new UnknownHostException(peer.host());
      return addresses;
    } catch (UnknownHostException e) {
      throw new HttpException.ConnectFailed("no address for host " + reason(e, peer), e);
    } catch (HttpException e) {
      throw e;
    } catch (IOException e) {
      String message = "can't look up host " + peer.host() + ": " + e.getMessage();
      throw new HttpException.ConnectFailed(message, e);
    }
  }

  /** The host, and what the exception says beyond it. */
  private static String reason(UnknownHostException e, Origin peer) {
    String message = e.getMessage();
    boolean isMore = message != null && peer.isAddress() && !message.contains(peer.host());
    return isMore ? peer.host() + ": " + message : peer.host();
  }

  private Transport connect(InetSocketAddress remote, ConnectAttempt attempt) throws IOException {
    Cancellation cancellation = attempt.getCancellation();
    Duration bound = attempt.getBudget().enter(Phase.CONNECT);
    SocketChannel channel = SocketChannel.open();
    ChannelSocket socket = new ChannelSocket(channel);
    boolean isConnected = false;
    try {
      if (!cancellation.onCancel(socket)) throw cancelled(null);
      if (sourceAddress != null) channel.bind(sourceAddress);
      channel.socket().connect(remote, millis(bound));
      isConnected = true;
      return new ChannelTransport(socket, text(remote));
    } catch (SocketTimeoutException e) {
      throw attempt.getBudget().expired(e);
    } catch (IllegalArgumentException e) {
      // An address that is unresolved, or of another family than the source address.
      throw new IOException(text(remote) + ": " + e, e);
    } catch (IOException e) {
      if (cancellation.isCancelled() || Thread.currentThread().isInterrupted()) throw cancelled(e);
      throw new IOException(text(remote) + ": " + e.getMessage(), e);
    } finally {
      if (!isConnected) channel.close();
    }
  }

  /** One failure with all attempts in its one line. */
  private static HttpException.ConnectFailed failure(List<IOException> attempts, Origin peer) {
    StringBuilder message = new StringBuilder("can't connect to ").append(peer.authority());
    for (IOException attempt : attempts) message.append("; ").append(attempt.getMessage());
    var failure = new HttpException.ConnectFailed(message.toString(), null);
    for (IOException attempt : attempts) failure.addSuppressed(attempt);
    return failure;
  }

  private static HttpException.Cancelled cancelled(@Nullable Throwable cause) {
    return new HttpException.Cancelled("cancelled while " + Phase.CONNECT, cause);
  }

  /** The address with its port; without the name that it was found by. */
  private static String text(InetSocketAddress remote) {
    String address = remote.getAddress().getHostAddress();
    boolean isIpv6 = address.indexOf(':') >= 0;
    return (isIpv6 ? "[" + address + "]" : address) + ":" + remote.getPort();
  }

  /** Rounded up: to give up early would be to blame the wrong bound, and 0 means "for ever". */
  private static int millis(@Nullable Duration bound) {
    if (bound == null) return 0;
    return (int) Math.min(Integer.MAX_VALUE, bound.plusNanos(999_999).toMillis());
  }
}
