package httpwire.connection;

import httpwire.CloseReason;
import httpwire.Headers;
import httpwire.Origin;
import java.util.Set;
import okio.ByteString;

/**
 * Sees each moment of a connection's exchanges, in order, in the thread that works the connection.
 * Nothing is hidden from it: heads hold their secrets. What it throws goes to the connection's
 * caller, and the connection is closed.
 */
public interface ConnectionListener {
  /** A connection to the origin, or the proxy in front of it, is about to be opened. */
  default void connecting(Origin peer) {}

  /**
   * It is open, tunnel and TLS included.
   *
   * @param address the address that answered, with its port
   */
  default void connected(Origin peer, String address) {}

  /** A head was handed to the network: a request's, or CONNECT's. */
  default void headSent(ByteString head) {}

  /** Bytes of a request's body were, framing not included. */
  default void bodySent(ByteString piece) {}

  /** The proxy answered CONNECT, whatever it said. */
  default void tunnelAnswered(ByteString statusLine, int status, Headers headers) {}

  /** A 1xx answer came before the final one. */
  default void interimReceived(ByteString statusLine, int status, Headers headers) {}

  /**
   * The final response's head came.
   *
   * @param statusLine as it came, line end included
   */
  default void headReceived(ByteString statusLine, int status, Headers headers) {}

  /** Bytes of the response's body were taken off the wire, framing not included. */
  default void bodyReceived(ByteString piece) {}

  /** The response's body ended; or broke off, then {@code closed} follows. */
  default void bodyEnded(boolean isComplete) {}

  /** The connection was closed by us, for these reasons. */
  default void closed(Set<CloseReason> reasons) {}
}
