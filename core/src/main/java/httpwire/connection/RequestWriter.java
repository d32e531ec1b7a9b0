package httpwire.connection;

import httpwire.RequestBody;
import httpwire.internal.wire.BodySink;
import httpwire.internal.wire.FileWrites;
import httpwire.internal.wire.LengthSink;
import httpwire.trace.ByteListener;
import httpwire.trace.ConnectionListener;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import okio.Buffer;
import okio.BufferedSink;
import okio.ByteString;
import okio.Okio;
import okio.Sink;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends the parts of one request, and keeps apart what fails: the wire, told as {@link
 * WireFailure}, or the body itself, whose exceptions are the caller's and pass through untouched.
 */
final class RequestWriter {
  /** The network failed, and not the body. */
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

  /** A first block of the body goes to the send buffer. */
  private static final long UNWATCHED_BYTES = 64 << 10;

  private final Exchange exchange;
  private final BufferedSink wire;
  private final BodySink framed;
  private final Watchers watchers;
  private @Nullable StuckWrites stuck;
  private long handedOver;

  RequestWriter(Exchange exchange, Watchers watchers) {
    this.exchange = exchange;
    this.wire = exchange.transport().getSink();
    this.framed = exchange.sink();
    this.watchers = watchers;
  }

  /**
   * Writes head and body, or a piece of the body alone, and flushes. A body in memory goes with the
   * head; one that cannot be repeated may be made as it is sent, so it is first asked when the head
   * has gone, and each of its pieces goes as it comes.
   *
   * @param head null if it was sent before
   * @param body with a head: the whole body; without: a piece of it
   */
  void write(@Nullable Buffer head, @Nullable RequestBody body, int blockSize) throws IOException {
    if (head != null) writeHead(head);
    if (body != null) {
      boolean isLive = !body.isRepeatable();
      if (isLive && head != null) flush();
      writeBody(body, blockSize, isLive);
      if (head != null) endBody();
    }
    flush();
  }

  private void writeHead(Buffer head) throws WireFailure {
    ByteListener bytes = watchers.bytes();
    ByteString shown = bytes == null ? ByteString.EMPTY : head.snapshot();
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

  private void writeBody(RequestBody body, int blockSize, boolean isLive) throws IOException {
    try {
      writeWatchedBody(body, blockSize, isLive);
    } finally {
      if (stuck != null) stuck.retire();
    }
  }

  /** From the second block on somebody looks after writes that are stuck; one fits the network. */
  private void beginWrite(long byteCount) {
    handedOver += byteCount;
    if (stuck == null && handedOver > UNWATCHED_BYTES) stuck = new StuckWrites(exchange.open());
    if (stuck != null) stuck.begin();
  }

  private void endWrite() {
    if (stuck != null) stuck.end();
  }

  private IOException describe(IOException failure) {
    return stuck == null ? failure : stuck.describe(failure);
  }

  private void writeWatchedBody(RequestBody body, int blockSize, boolean isLive)
      throws IOException {
    Path file = body.file();
    boolean isByKernel = exchange.transport() instanceof FileWrites && watchers.bytes() == null;
    if (file != null && isByKernel && framed instanceof LengthSink sink) {
      writeFile(file, sink, (FileWrites) exchange.transport());
      return;
    }
    OutgoingSink outgoing = new OutgoingSink(isLive);
    BufferedSink sink = Okio.buffer(outgoing);
    try {
      body.writeTo(sink, blockSize);
      sink.emit();
    } finally {
      outgoing.requireUnbroken();
    }
  }

  /** The kernel moves it, and no byte comes by here. */
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

  /** The body is whole: what ends it, and a check of its length. */
  private void endBody() throws WireFailure {
    try {
      framed.end();
    } catch (IOException e) {
      throw new WireFailure(e);
    }
    show(framed.ending());
  }

  private void flush() throws WireFailure {
    try {
      wire.flush();
    } catch (IOException e) {
      throw new WireFailure(e);
    }
  }

  private void show(ByteString piece) {
    ByteListener bytes = watchers.bytes();
    if (bytes != null && piece.size() > 0) bytes.bodyBytesSent(exchange.moment(), piece);
  }

  private void tellBodySent(long byteCount) {
    ConnectionListener listener = watchers.active();
    if (listener != null && byteCount > 0) listener.bodySent(exchange.moment(), byteCount);
  }

  /** Between the body and its framing: shows what passes, remembers what failed. */
  private final class OutgoingSink implements Sink {
    private final boolean isLive;
    private @Nullable IOException failure;

    OutgoingSink(boolean isLive) {
      this.isLive = isLive;
    }

    /** Whatever the body made of it: what broke was the wire. */
    void requireUnbroken() throws WireFailure {
      if (failure != null) throw new WireFailure(failure);
    }

    @Override
    public void write(Buffer source, long byteCount) throws IOException {
      ByteString piece =
          watchers.bytes() == null ? ByteString.EMPTY : source.snapshot((int) byteCount);
      boolean isHandedOver = false;
      beginWrite(byteCount);
      try {
        framed.write(source, byteCount);
        isHandedOver = true;
        if (isLive) framed.flush();
      } catch (IOException e) {
        // How much of it went out is not known; what the framing refuses is no IOException.
        isHandedOver = true;
        failure = describe(e);
        throw e;
      } finally {
        endWrite();
        if (isHandedOver) exchange.bodyHandedOver(byteCount);
      }
      show(framed.framed(piece));
      tellBodySent(byteCount);
    }

    @Override
    public void flush() throws IOException {
      try {
        framed.flush();
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    @Override
    public Timeout timeout() {
      return framed.timeout();
    }

    /** A body that closes its sink has not understood the contract, and does no harm. */
    @Override
    public void close() {}
  }
}
