package httpwire.transport;

import httpwire.HttpException;
import httpwire.Origin;
import httpwire.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens TCP connections: looks the host up and connects to one of its addresses. Several are raced
 * ({@link AddressRace}).
 */
public final class TcpDialer implements Dialer {
  private final Addresses addresses;
  private final SocketSettings settings;
  private final boolean isForProxies;

  /**
   * @param sourceAddress the local end, null for any (http.client: source_address); its port may be
   *     0
   */
  public TcpDialer(NameResolver resolver, @Nullable InetSocketAddress sourceAddress) {
    this(new Addresses(resolver, null), new SocketSettings(sourceAddress, false, 0, 0), false);
  }

  /**
   * @param isForProxies whether it connects to proxies, which a policy may except
   */
  TcpDialer(Addresses addresses, SocketSettings settings, boolean isForProxies) {
    this.addresses = addresses;
    this.settings = settings;
    this.isForProxies = isForProxies;
  }

  @Override
  public Transport dial(Origin peer) throws IOException {
    return dial(peer, new ConnectAttempt());
  }

  /**
   * @throws HttpException.ConnectFailed if no address answers; each attempt is a suppressed
   *     exception
   * @throws HttpException.AddressRefused if no address is allowed
   * @throws HttpException.Timeout if the last attempt ran out of time, or the deadline did
   */
  @Override
  public Transport dial(Origin peer, ConnectAttempt attempt) throws IOException {
    List<InetAddress> found = addresses.of(peer, isForProxies, attempt);
    Transport transport =
        found.size() == 1
            ? connect(new InetSocketAddress(found.get(0), peer.port()), peer, attempt)
            : race(found, peer, attempt);
    tellConnected(attempt, transport);
    return transport;
  }

  private Transport connect(InetSocketAddress remote, Origin peer, ConnectAttempt attempt)
      throws IOException {
    attempt.tcpConnecting(text(remote));
    try {
      return connect(remote, attempt);
    } catch (IOException e) {
      attempt.tcpFailed(text(remote), e);
      if (e instanceof HttpException) throw e;
      throw failure(List.of(e), peer);
    }
  }

  private Transport race(List<InetAddress> found, Origin peer, ConnectAttempt attempt)
      throws IOException {
    List<IOException> failures = new ArrayList<>();
    AddressRace.Connected winner;
    try {
      winner = AddressRace.run(found, peer.port(), settings, attempt, failures);
    } catch (HttpException.Timeout deadline) {
      throw after(failures, deadline);
    }
    if (winner == null) throw failure(failures, peer);
    ChannelSocket socket = new ChannelSocket(winner.channel());
    if (!attempt.getCancellation().onCancel(socket)) throw cancelled(null);
    return new ChannelTransport(socket, text(winner.remote()));
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

  private Transport connect(InetSocketAddress remote, ConnectAttempt attempt) throws IOException {
    Cancellation cancellation = attempt.getCancellation();
    Duration bound = attempt.getBudget().enter(Phase.CONNECT);
    SocketChannel channel = SocketChannel.open();
    ChannelSocket socket = new ChannelSocket(channel);
    boolean isConnected = false;
    try {
      if (!cancellation.onCancel(socket)) throw cancelled(null);
      settings.applyTo(channel);
      channel.socket().connect(remote, millis(bound));
      isConnected = true;
      return new ChannelTransport(socket, text(remote));
    } catch (SocketTimeoutException e) {
      throw attempt.getBudget().expired(e);
    } catch (IllegalArgumentException e) {
      throw new IOException(text(remote) + ": " + reason(e), e);
    } catch (IOException e) {
      if (cancellation.isCancelled() || Thread.currentThread().isInterrupted()) throw cancelled(e);
      throw new IOException(text(remote) + ": " + reason(e), e);
    } finally {
      if (!isConnected) channel.close();
    }
  }

  /** An address that is unresolved, or of another family than the source address, is named. */
  static @Nullable String reason(Exception e) {
    return e instanceof IllegalArgumentException ? e.toString() : e.getMessage();
  }

  /** The time that ran out, with what happened before. */
  private static HttpException.Timeout after(
      List<IOException> attempts, HttpException.Timeout timeout) {
    for (IOException attempt : attempts) {
      if (attempt.getCause() != timeout) timeout.addSuppressed(attempt);
    }
    return timeout;
  }

  /** One failure with all attempts in its one line; that of the last one if its time ran out. */
  private static HttpException failure(List<IOException> attempts, Origin peer) {
    IOException last = attempts.get(attempts.size() - 1);
    if (last.getCause() instanceof HttpException.Timeout timeout) return after(attempts, timeout);
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
  static String text(InetSocketAddress remote) {
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
