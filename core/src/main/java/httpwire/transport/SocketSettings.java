package httpwire.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * How TCP sockets are set up before they connect. TCP_NODELAY is always on.
 *
 * @param sourceAddress the local end, null for any (http.client: source_address); its port may be 0
 * @param isKeptAlive whether the system probes an idle connection (SO_KEEPALIVE)
 * @param sendBufferBytes SO_SNDBUF; 0 for the system's own size, which grows when needed
 * @param receiveBufferBytes SO_RCVBUF; 0 for the system's own size, which grows when needed
 */
public record SocketSettings(
    @Nullable InetSocketAddress sourceAddress,
    boolean isKeptAlive,
    int sendBufferBytes,
    int receiveBufferBytes) {
  /** The system's own. */
  public static final SocketSettings DEFAULT = new SocketSettings(null, false, 0, 0);

  /**
   * @throws IllegalArgumentException if the source address is unresolved, or a size negative
   */
  public SocketSettings {
    if (sourceAddress != null && sourceAddress.isUnresolved()) {
      throw new IllegalArgumentException("the source address is not resolved: " + sourceAddress);
    }
    if (sendBufferBytes < 0 || receiveBufferBytes < 0) {
      throw new IllegalArgumentException("a buffer of less than 0 bytes");
    }
  }

  void applyTo(SocketChannel channel) throws IOException {
    if (isKeptAlive) channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    if (sendBufferBytes > 0) channel.setOption(StandardSocketOptions.SO_SNDBUF, sendBufferBytes);
    if (receiveBufferBytes > 0) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBufferBytes);
    }
    if (sourceAddress != null) channel.bind(sourceAddress);
  }
}
