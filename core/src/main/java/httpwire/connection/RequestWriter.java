package httpwire.connection;

import httpwire.RequestBody;
import httpwire.internal.wire.FileWrites;
import httpwire.internal.wire.LengthSink;
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

  private final Exchange exchange;
  private final BufferedSink wire;
  private final @Nullable FileWrites files;
  private final Listeners listeners;

  RequestWriter(Exchange exchange, Listeners listeners) {
    this.exchange = exchange;
    this.wire = exchange.transport().getSink();
    this.files = exchange.transport() instanceof FileWrites f ? f : null;
    this.listeners = listeners;
  }

  /** The head, with its empty line; not flushed, so that a small body can go along. */
  void writeHead(Buffer head) throws WireFailure {
    ConnectionListener listener = listeners.active();
    ByteString bytes = listener == null ? null : head.snapshot();
    exchange.headHandedOver(head.size());
    try {
      wire.write(head, head.size());
    } catch (IOException e) {
      throw new WireFailure(e);
    }
    if (listener != null && bytes != null) listener.headSent(bytes);
  }

  /** A body, or a piece of one, through the sink that its framing asks for. */
  void writeBody(RequestBody body, int blockSize) throws IOException {
    Path file = body.file();
    Sink framed = exchange.framing().sink(wire);
    if (file != null && files != null && framed instanceof LengthSink l && listeners.isSilent()) {
      writeFile(file, l, files);
      return;
    }
    OutgoingSink outgoing = new OutgoingSink(framed);
    BufferedSink sink = Okio.buffer(outgoing);
    try {
      body.writeTo(sink, blockSize);
      sink.emit();
    } catch (IOException e) {
      throw outgoing.failure == null ? e : new WireFailure(outgoing.failure);
    }
  }

  /** The kernel moves it, and no byte comes by here. */
  private void writeFile(Path file, LengthSink framed, FileWrites files) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      exchange.bodyHandedOver(channel.size());
      try {
        framed.write(channel, files);
      } catch (IOException e) {
        throw new WireFailure(e);
      }
    }
  }

  /** The body is whole: what ends it, and a check of its length. */
  void endBody() throws WireFailure {
    try {
      exchange.framing().end(wire);
    } catch (IOException e) {
      throw new WireFailure(e);
    }
    if (exchange.framing().writesChunks()) listeners.lastChunkSent();
  }

  void flush() throws WireFailure {
    try {
      wire.flush();
    } catch (IOException e) {
      throw new WireFailure(e);
    }
  }

  /** Between the body and its framing: shows what passes, remembers what failed. */
  private final class OutgoingSink implements Sink {
    private final Sink framed;
    private @Nullable IOException failure;

    OutgoingSink(Sink framed) {
      this.framed = framed;
    }

    @Override
    public void write(Buffer source, long byteCount) throws IOException {
      ByteString piece = listeners.active() == null ? null : source.snapshot((int) byteCount);
      exchange.bodyHandedOver(byteCount);
      try {
        framed.write(source, byteCount);
      } catch (IOException e) {
        failure = e;
        throw e;
      }
      if (piece != null && piece.size() > 0) {
        listeners.bodySent(piece, exchange.framing().writesChunks());
      }
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
