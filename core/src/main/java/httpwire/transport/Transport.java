package httpwire.transport;

import java.io.Closeable;
import java.io.IOException;
import javax.net.ssl.SSLSession;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Socket;
import org.jspecify.annotations.Nullable;

/**
 * A two-way stream of bytes to a peer: an {@link okio.Socket} with its buffers.
 *
 * <p>Reading and writing each belong to one thread at a time; the two may differ. {@link #cancel}
 * may be called by any thread at any time. Time is bounded by {@code getSource().timeout()} and
 * {@code getSink().timeout()}: they are those of the dialed socket, however many layers there are.
 */
public interface Transport extends Socket, Closeable {
  /** What the peer sent. Layers on top read this same object, so nothing read ahead is lost. */
  @Override
  BufferedSource getSource();

  /** What the peer will get, at the latest with {@code flush}. */
  @Override
  BufferedSink getSink();

  /** Cuts the dialed socket: operations in other threads fail at once. Idempotent. */
  @Override
  void cancel();

  /** Ends the connection in an orderly way; TLS says goodbye first. Idempotent. */
  @Override
  void close() throws IOException;

  /** The other end for messages: an address, or {@code host:port}. */
  String getPeer();

  /**
   * Whether an idle connection has something to read, its end included, found without waiting.
   * After true it may only be closed: RFC 9112 §9.2 forbids to take what came for an answer.
   */
  boolean isReadable();

  /** Bytes that were handed to the network through this transport, above TLS in clear. */
  long getSentByteCount();

  /** Bytes that were taken from the network through this transport, above TLS in clear. */
  long getReceivedByteCount();

  /** The session of the topmost TLS layer; null in clear. */
  default @Nullable SSLSession getTlsSession() {
    return null;
  }

  /** A transport over any socket of Okio's, the in-memory pair included; it owns the socket. */
  static Transport of(Socket socket) {
    return new SocketTransport(socket, "peer");
  }
}
