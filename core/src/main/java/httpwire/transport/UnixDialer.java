package httpwire.transport;

import httpwire.HttpException;
import httpwire.Origin;
import httpwire.Phase;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a Unix domain socket, whatever the origin is. The origin decides only what Host says,
 * and for which host TLS checks the certificate.
 */
public final class UnixDialer implements Dialer {
  private final Path path;

  public UnixDialer(Path path) {
    this.path = path;
  }

  @Override
  public Transport dial(Origin peer) throws IOException {
    return dial(peer, new ConnectAttempt());
  }

  /**
   * @throws HttpException.ConnectFailed if nobody listens at the path
   * @throws HttpException.Timeout if the server accepts no connection in time
   */
  @Override
  public Transport dial(Origin peer, ConnectAttempt attempt) throws IOException {
    Duration bound = attempt.getBudget().enter(Phase.CONNECT);
    attempt.tcpConnecting(text());
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    ChannelSocket socket = ChannelSocket.ofUnix(channel);
    boolean isConnected = false;
    try {
      if (!attempt.getCancellation().onCancel(socket)) throw cancelled(null);
      connect(channel, socket, bound);
      attempt.tcpConnected(text());
      isConnected = true;
      return new ChannelTransport(socket, text());
    } catch (SocketTimeoutException e) {
      HttpException.Timeout expired = attempt.getBudget().expired(e);
      attempt.tcpFailed(text(), expired);
      throw expired;
    } catch (HttpException e) {
      throw e;
    } catch (IOException e) {
      boolean isCut = attempt.getCancellation().isCancelled();
      if (isCut || Thread.currentThread().isInterrupted()) throw cancelled(e);
      attempt.tcpFailed(text(), e);
      String message = "can't connect to " + text() + ": " + e.getMessage();
      throw new HttpException.ConnectFailed(message, e);
    } finally {
      if (!isConnected) channel.close();
    }
  }

  /**
   * Connects. Waits only while the queue of connections that the server has not accepted is full.
   *
   * @throws SocketTimeoutException if that takes too long
   */
  private void connect(SocketChannel channel, ChannelSocket socket, @Nullable Duration bound)
      throws IOException {
    Watch watch = new Watch(Watchdog.SHARED, socket);
    if (bound != null) watch.beginUntil(Watch.nowNanos() + bound.toNanos());
    try {
      channel.connect(UnixDomainSocketAddress.of(path));
    } finally {
      // If it was cut, that is the reason, and not what it made of the call.
      watch.end();
      watch.retire();
    }
  }

  private String text() {
    return "unix:" + path;
  }

  private static HttpException.Cancelled cancelled(@Nullable Throwable cause) {
    return new HttpException.Cancelled("cancelled while " + Phase.CONNECT, cause);
  }

  @Override
  public String toString() {
    return text();
  }
}
