package httpwire.transport;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import javax.net.ssl.SSLSession;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Socket;
import org.jspecify.annotations.Nullable;

/**
 * A two-way stream of bytes to a peer: an {@link okio.Socket} with its buffers. As with every Okio
 * socket, closing the source or the sink ends that direction only, and closing both closes the
 * connection.
 *
 * <p>Reading and writing each belong to one thread at a time; the two may differ. {@link #cancel}
 * may be called by any thread at any time. Time is bounded by {@code getSource().timeout()} and
 * {@code getSink().timeout()}: they are those of the dialed socket, however many layers there are.
 */
public interface Transport extends Socket, Closeable {
  /**
   * What the peer sent. Layers on top read this same object, so nothing read ahead is lost. After
   * its {@code close} nothing can be read, and the peer can still be sent to.
   */
  @Override
  BufferedSource getSource();

  /**
   * What the peer will get, at the latest with {@code flush}. Its {@code close} sends what is in it
   * and then the end: TCP's FIN, or over TLS close_notify. The peer's answer can still be read, if
   * the peer goes on: over TLS 1.2 it has to end too (RFC 5246 §7.2.1).
   */
  @Override
  BufferedSink getSink();

  /** Cuts the dialed socket: operations in other threads fail at once. Idempotent. */
  @Override
  void cancel();

  /**
   * Ends our output at the dialed socket at once: a write that waits in another thread fails, and
   * reading goes on. Does nothing on a transport whose socket cannot do that. Idempotent.
   */
  default void cutOutput() {}

  /** Closes the connection; TLS sends close_notify first. Idempotent. */
  @Override
  void close() throws IOException;

  /**
   * Whether {@link #close} returns without waiting for the network, as it does for TCP. Over TLS it
   * sends close_notify, which may wait.
   */
  default boolean canCloseNow() {
    return false;
  }

  /** The other end for messages: an address, or {@code host:port}. */
  String getPeer();

  /**
   * Our end of the dialed socket, also when the bytes go through a tunnel or TLS; null if it has no
   * such address, as in memory, or is closed.
   */
  default @Nullable InetSocketAddress getLocalAddress() {
    return null;
  }

  /**
   * Whether the peer has sent something, found by waiting at most {@code atMost} (to the next
   * millisecond); zero or less for not at all. Nothing is lost: what had to be read to find out is
   * in the source's buffer. Over TLS only the peer's data counts as bytes, and neither session
   * tickets nor key updates. Never throws: a broken connection is {@link Arrival#END}.
   *
   * <p>Called by the thread that reads. {@link #cancel} ends the wait; the timeouts of the source
   * do not bound it.
   */
  Arrival poll(Duration atMost);

  /**
   * Whether {@link #poll} sees what has come even if it does not wait. Otherwise it has to wait for
   * a moment: on a socket that is not {@link Pollable}, and on what runs over one.
   */
  default boolean canPollNow() {
    return false;
  }

  /** Bytes that were handed to the network through this transport, above TLS in clear. */
  long getSentByteCount();

  /**
   * Bytes that were handed to the dialed socket, through all layers: over TLS, the encrypted ones.
   * Grows while a large write is under way.
   */
  default long getDialedSentByteCount() {
    return getSentByteCount();
  }

  /** Bytes that were taken from the network through this transport, above TLS in clear. */
  long getReceivedByteCount();

  /** The session of the topmost TLS layer; null in clear. */
  default @Nullable SSLSession getTlsSession() {
    return null;
  }

  /**
   * A transport over any Okio socket, the in-memory pair included; it owns the socket. Unless the
   * socket is {@link Pollable}, its {@link #poll} sees only what is in the source's buffer if it
   * does not wait, and otherwise reads in a thread of its own.
   */
  static Transport of(Socket socket) {
    return new SocketTransport(socket, "peer");
  }
}
