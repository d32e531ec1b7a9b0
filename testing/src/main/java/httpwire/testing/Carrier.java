package httpwire.testing;

import java.io.IOException;

/** What carries the bytes of a connection, below any TLS: the peer's end of it. */
interface Carrier {

  /** The bytes in both directions. The same socket at every call. */
  okio.Socket socket();

  /** The same end for the JDK's TLS to run over. */
  java.net.Socket javaSocket();

  /** Whether bytes of the client have arrived that nobody has read yet. Any thread. */
  boolean hasUnreadInput();

  /** Ends the connection for good, as a close of the socket does. */
  void close() throws IOException;

  /** Ends the connection with an error at the client's end, after the bytes already sent. */
  void reset() throws IOException;

  /** Makes all blocked and future reads and writes of this end fail at once. Any thread. */
  void cancel();
}
