package httpwire.connection;

import httpwire.Headers;
import httpwire.RequestBody;
import httpwire.internal.ArraySink;
import httpwire.internal.wire.ArrayWrites;
import httpwire.internal.wire.BodySink;
import httpwire.internal.wire.FileWrites;
import httpwire.internal.wire.LengthSink;
import httpwire.trace.ByteListener;
import httpwire.trace.ConnectionListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import okio.Buffer;
import okio.BufferedSink;
import okio.ByteString;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends the parts of one request. A failure of the network is thrown as {@link WireFailure}; an
 * exception of the body itself belongs to the caller and passes through unchanged.
 */
final class RequestWriter {
  /** The network failed, not the body. */
  static final class WireFailure extends IOException {
    private static final long serialVersionUID = 1L;
    private final IOException failure;

    WireFailure(IOException failure) {
      super(failure);
      this.failure = failure;
    }

    IOException failure() {
      return failure;
    }
  }

  /** A body up to this size fits the send buffer, so that writing it is not watched. */
  private static final long UNWATCHED_BYTES = 64 << 10;

  private final Exchange exchange;
  private final BufferedSink wire;
  private final BodySink framed;
  private final Watchers watchers;
  private @Nullable StuckWrites stuck;

  RequestWriter(Exchange exchange, Watchers watchers) {
    this.exchange = exchange;
    this.wire = exchange.transport().getSink();
    this.framed = exchange.sink();
    this.watchers = watchers;
  }

  /**
   * Writes head and body, or either of them; {@link #flush} sends them. A repeatable body is sent
   * together with the head. A body that cannot be repeated may be produced while it is sent, so it
   * is asked for its first piece only when the head has been flushed, and each piece is flushed at
   * once.
   *
   * @param head null if it has already been sent
   * @param body null if it is sent later, or there is none
   * @param isWhole whether {@code body} is the whole body, and not a piece of it
   */
  void put(@Nullable Buffer head, @Nullable RequestBody body, boolean isWhole, int blockSize)
      throws IOException {
    if (head != null) writeHead(head);
    if (body != null) {
      boolean isLive = !body.isRepeatable();
      if (isLive && head != null) flush();
      writeBody(body, blockSize, isLive);
      if (isWhole) endBody(body.trailers());
    }
  }

  /** Ends a body that was written piece by piece. */
  void end(Headers trailers) throws IOException {
    try {
      framed.endPieces(trailers);
    } catch (IOException e) {
      throw new WireFailure(e);
    }
    show(framed.ending());
  }

  private void writeHead(Buffer head) throws WireFailure {
    ByteListener bytes = watchers.bytes();
    ByteString shown = bytes == null ? ByteString.EMPTY : head.snapshot();
    Recording recording = exchange.recording();
    if (recording != null) recording.setSentHead(head.snapshot());
    exchange.headHandedOver(head.size());
    try {
      wire.write(head, head.size());
    } catch (IOException e) {
      throw new WireFailure(e);
    }
    if (bytes != null) bytes.headBytesSent(exchange.moment(), shown);
    ConnectionListener listener = watchers.active();
    if (listener != null) {
      listener.headSent(exchange.moment(), exchange.head().method(), exchange.head().target());
    }
  }

  /**
   * Bytes of the body beyond the first block are watched by {@link StuckWrites}; that one fits the
   * send buffer.
   */
  private void beginWrite(long byteCount) {
    boolean isWatched = exchange.bodyByteCount() + byteCount > UNWATCHED_BYTES;
    if (stuck == null && isWatched) stuck = exchange.open().stuckWrites();
    if (stuck != null) stuck.begin(exchange);
  }

  private void endWrite() {
    if (stuck != null) stuck.end();
  }

  private IOException describe(IOException failure) {
    return stuck == null ? failure : stuck.describe(failure);
  }

  private void writeBody(RequestBody body, int blockSize, boolean isLive) throws IOException {
    Path file = body.file();
    boolean isByKernel = exchange.transport() instanceof FileWrites && watchers.bytes() == null;
    if (file != null && isByKernel && framed instanceof LengthSink sink) {
      writeFile(file, sink, (FileWrites) exchange.transport());
      return;
    }
    OutgoingSink outgoing = new OutgoingSink(isLive);
    BufferedSink sink = outgoing.buffered();
    try {
      body.writeTo(sink, blockSize);
      sink.emit();
    } finally {
      outgoing.requireUnbroken();
    }
  }

  /** Sends the file by a system call, without its bytes passing through this process. */
  private void writeFile(Path file, LengthSink sink, FileWrites files) throws IOException {
    long byteCount;
    try (FileChannel channel = FileChannel.open(file)) {
      byteCount = channel.size();
      sink.requireRoom(byteCount);
      exchange.bodyHandedOver(byteCount);
      beginWrite(byteCount);
      try {
        sink.write(channel, files);
      } catch (IOException e) {
        throw new WireFailure(describe(e));
      } finally {
        endWrite();
      }
    }
    tellBodySent(byteCount);
  }

  /** Ends a whole body: writes what follows it, and checks its length. */
  private void endBody(Headers trailers) throws WireFailure {
    if (!framed.isComplete()) requireOutput();
    try {
      framed.end(trailers);
    } catch (IOException e) {
      throw new WireFailure(e);
    }
    show(framed.ending());
  }

  /** Sends what was written. */
  void flush() throws WireFailure {
    // A body may have ended the output with its last byte; that flushes.
    if (exchange.isOutputEnded()) return;
    if (stuck != null) stuck.begin(exchange);
    try {
      wire.flush();
    } catch (IOException e) {
      throw new WireFailure(describe(e));
    } finally {
      endWrite();
    }
  }

  private void requireOutput() {
    if (!exchange.isOutputEnded()) return;
    throw new IllegalStateException(
        "the body can't go on: shutdownOutput() was called while it was written");
  }

  private void show(ByteString piece) {
    ByteListener bytes = watchers.bytes();
    if (bytes != null && piece.size() > 0) bytes.bodyBytesSent(exchange.moment(), piece);
  }

  private void tellBodySent(long byteCount) {
    ConnectionListener listener = watchers.active();
    if (listener != null && byteCount > 0) listener.bodySent(exchange.moment(), byteCount);
  }

  /**
   * What the body writes to, before the framing: shows the bytes to listeners, and remembers a
   * failure of the network.
   */
  private final class OutgoingSink implements ArraySink.Pieces {
    private final boolean isLive;
    private final @Nullable ArrayWrites arrays =
        exchange.transport() instanceof ArrayWrites straight ? straight : null;
    private @Nullable IOException failure;

    OutgoingSink(boolean isLive) {
      this.isLive = isLive;
    }

    /** Made here, so that a request without a body does not load what it consists of. */
    BufferedSink buffered() {
      return new ArraySink(this);
    }

    /** Throws the failure of the network, whatever exception the body made of it. */
    void requireUnbroken() throws WireFailure {
      if (failure != null) throw new WireFailure(failure);
    }

    @Override
    public void write(Buffer source, long byteCount) throws IOException {
      ByteString piece =
          watchers.bytes() == null ? ByteString.EMPTY : source.snapshot((int) byteCount);
      transmit(source, byteCount, null);
      show(framed.framed(piece));
      tellBodySent(byteCount);
    }

    /** A piece that is encrypted, or shown to listeners, is copied. */
    @Override
    public void write(ByteBuffer piece, ByteString end) throws IOException {
      int byteCount = piece.remaining() + end.size();
      Buffer rest = new Buffer();
      if (arrays == null || watchers.bytes() != null) {
        rest.write(piece);
        rest.write(end);
        write(rest, byteCount);
      } else {
        rest.write(end);
        transmit(rest, byteCount, piece);
        tellBodySent(byteCount);
      }
    }

    /**
     * Sends {@code byteCount} bytes: {@code piece} if there is one, and the rest from {@code
     * source}.
     */
    private void transmit(Buffer source, long byteCount, @Nullable ByteBuffer piece)
        throws IOException {
      boolean isHandedOver = false;
      requireOutput();
      requireWanted();
      beginWrite(byteCount);
      try {
        if (piece == null || arrays == null) framed.write(source, byteCount);
        else framed.write(piece, source.readByteString(), arrays);
        isHandedOver = true;
        if (isLive) framed.flush();
      } catch (IOException e) {
        // It is not known how much was sent. What the framing refuses is not an IOException.
        isHandedOver = true;
        failure = describe(e);
        throw e;
      } finally {
        endWrite();
        if (isHandedOver) exchange.bodyHandedOver(byteCount);
      }
    }

    /** The first piece goes out whatever the server says. */
    private void requireWanted() throws IOException {
      if (exchange.bodyByteCount() == 0) return;
      try {
        exchange.early().requireWanted();
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        RequestWriter.this.flush();
      } catch (WireFailure e) {
        failure = e.failure();
        throw failure;
      }
    }

    @Override
    public Timeout timeout() {
      return framed.timeout();
    }

    /** Does nothing: a body should not close its sink, and does no harm if it does. */
    @Override
    public void close() {}
  }
}
