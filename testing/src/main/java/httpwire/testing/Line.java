package httpwire.testing;

import java.io.IOException;
import java.io.InputStream;
import okio.Buffer;
import okio.ByteString;
import okio.Okio;

/**
 * One open connection as the steps of a script see it: takes and sends bytes, inside TLS once that
 * is started, and tells the tape. Confined to the playing thread, except {@link #cancel} and {@link
 * #hasUnjudgedInput}.
 */
final class Line {
  private static final long READ_BYTE_COUNT = 65_536;

  private final int number;
  private final Carrier carrier;
  private final Tape tape;
  private final Buffer incoming = new Buffer();
  private okio.Socket socket;
  private java.net.Socket javaSocket;
  private volatile boolean ignoringInput;
  private boolean clientGone;
  private boolean over;
  private volatile boolean cancelled;

  Line(int number, Carrier carrier, Tape tape) {
    this.number = number;
    this.carrier = carrier;
    this.tape = tape;
    this.socket = carrier.socket();
    this.javaSocket = carrier.javaSocket();
  }

  /** What has arrived and is not yet taken. */
  Buffer incoming() {
    return incoming;
  }

  /** Waits for more bytes; false at the end of the client's stream. */
  boolean fill() throws IOException {
    return socket.getSource().read(incoming, READ_BYTE_COUNT) != -1L;
  }

  /** Takes {@code byteCount} bytes that have arrived, and enters them in the transcript. */
  ByteString take(long byteCount) throws IOException {
    ByteString taken = incoming.readByteString(byteCount);
    if (taken.size() > 0) {
      tape.received(number, taken);
    }
    return taken;
  }

  ByteString takeAll() throws IOException {
    return take(incoming.size());
  }

  /** Enters what has arrived and was not taken, for the report. */
  void keepLeftover() {
    if (incoming.size() > 0) {
      tape.received(number, incoming.readByteString());
    }
  }

  /** Sends the bytes with one flush. */
  void send(ByteString bytes) throws IOException {
    enterSent(bytes);
    sendUnrecorded(bytes);
  }

  /** Enters bytes in the transcript without sending them. */
  void enterSent(ByteString bytes) {
    tape.sent(number, bytes);
  }

  /** Sends the bytes with one flush and does not enter them in the transcript. */
  void sendUnrecorded(ByteString bytes) throws IOException {
    socket.getSink().write(new Buffer().write(bytes), bytes.size());
    socket.getSink().flush();
  }

  void note(String event) {
    tape.event(number, event);
  }

  /** From now on nothing that the client sends is wrong. */
  void ignoreInput() {
    ignoringInput = true;
  }

  /**
   * @throws ScriptFailure if bytes have arrived that no step took, and they are not to be ignored
   */
  void refuseLeftover() throws IOException, ScriptFailure {
    if (incoming.size() > 0 && !ignoringInput) {
      throw new ScriptFailure("unexpected bytes from the client: " + Escaped.quoted(takeAll()));
    }
  }

  /**
   * Waits until the client is gone, by an end or by a reset, and notes which.
   *
   * @throws ScriptFailure if it sends bytes first, and they are not to be ignored
   */
  void awaitEnd() throws IOException, ScriptFailure {
    refuseLeftover();
    while (!clientGone) {
      incoming.clear();
      clientGone = !fillUnlessReset();
      refuseLeftover();
    }
  }

  private boolean fillUnlessReset() throws IOException {
    try {
      boolean more = fill();
      if (!more) {
        note("client ended");
      }
      return more;
    } catch (IOException e) {
      noteGone("client reset", e);
      return false;
    }
  }

  /** Notes that {@code e} shows the client to be gone, unless it is the peer that gave up. */
  void noteGone(String event, IOException e) throws IOException {
    if (cancelled) {
      throw e;
    }
    note(event);
  }

  /** Where TLS is to run: the connection, or the TLS that already runs over it. */
  java.net.Socket javaSocket() {
    return javaSocket;
  }

  /** The bytes that arrived ahead of a TLS handshake, for it to start with. */
  InputStream handOverIncoming() throws IOException {
    Buffer early = new Buffer();
    early.writeAll(incoming);
    return early.inputStream();
  }

  /** Speaks through {@code layered} from now on. */
  void adopt(java.net.Socket layered) throws IOException {
    javaSocket = layered;
    socket = Okio.socket(layered);
  }

  void shutdownOutput() throws IOException {
    socket.getSink().close();
    note("output shut down");
  }

  // Each is noted when it is done: whoever waits for the note may count on it.

  /** Closes the connection, with a close_notify where TLS is on. */
  void hangUp() throws IOException {
    over = true;
    try {
      javaSocket.close();
    } finally {
      note("hung up");
    }
  }

  void hangUpBelowTls() throws IOException {
    over = true;
    try {
      carrier.close();
    } finally {
      note("hung up below TLS");
    }
  }

  void reset() throws IOException {
    over = true;
    try {
      carrier.reset();
    } finally {
      note("reset");
    }
  }

  /** Whether the script has ended the connection. */
  boolean isOver() {
    return over;
  }

  /** Whether bytes have arrived that are still to be read, and that could be unexpected. */
  boolean hasUnjudgedInput() {
    return !ignoringInput && carrier.hasUnreadInput();
  }

  /**
   * Closes the connection whatever state it is in, without close_notify and without an entry in the
   * transcript.
   */
  void close() {
    try {
      carrier.close();
    } catch (IOException ignored) {
      // The client had left already.
    }
  }

  /** Makes whatever blocks on this line fail at once. */
  void cancel() {
    cancelled = true;
    carrier.cancel();
  }
}
