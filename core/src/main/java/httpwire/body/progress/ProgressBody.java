package httpwire.body.progress;

import httpwire.Headers;
import httpwire.RequestBody;
import httpwire.internal.ArraySink;
import httpwire.internal.PieceSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import okio.Buffer;
import okio.BufferedSink;
import okio.ByteString;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A body whose progress a listener hears while it is sent: how much of it has been handed to the
 * connection. It begins again if the body is sent again.
 *
 * <p>A file is read and written by this process then, and not sent by the kernel, which would tell
 * nothing before the end. Arrays are not copied, as without it; of a body that knows its length a
 * large array goes out in pieces, so that there is some progress to hear of.
 */
public final class ProgressBody implements RequestBody {
  private final RequestBody body;
  private final ProgressListener listener;

  private ProgressBody(RequestBody body, ProgressListener listener) {
    this.body = body;
    this.listener = listener;
  }

  /** This body, of whose progress {@code listener} hears. */
  public static ProgressBody of(RequestBody body, ProgressListener listener) {
    return new ProgressBody(body, listener);
  }

  /** The body that is sent. */
  public RequestBody getBody() {
    return body;
  }

  /** Who hears of its progress. */
  public ProgressListener getListener() {
    return listener;
  }

  @Override
  public long length() throws IOException {
    return body.length();
  }

  @Override
  public @Nullable String contentType() {
    return body.contentType();
  }

  @Override
  public Headers trailers() {
    return body.trailers();
  }

  @Override
  public boolean isRepeatable() {
    return body.isRepeatable();
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    Counting counting = begin(sink);
    ArraySink counted = new ArraySink(counting);
    body.writeTo(counted);
    counting.end(counted);
  }

  @Override
  public void writeTo(BufferedSink sink, int blockByteCount) throws IOException {
    Counting counting = begin(sink);
    ArraySink counted = new ArraySink(counting);
    body.writeTo(counted, blockByteCount);
    counting.end(counted);
  }

  private Counting begin(BufferedSink sink) throws IOException {
    long length = body.length();
    Counting counting = new Counting(sink, length, new ProgressMeter(length, listener));
    counting.meter.begin();
    return counting;
  }

  /** Counts what goes on to the connection's own sink. */
  private static final class Counting implements ArraySink.Pieces {
    /** How much of an array goes out between two looks at the clock. */
    private static final int SLICE_BYTES = 256 << 10;

    private final BufferedSink sink;
    private final boolean isSliced;
    private final ProgressMeter meter;

    Counting(BufferedSink sink, long length, ProgressMeter meter) {
      this.sink = sink;
      this.isSliced = length >= 0;
      this.meter = meter;
    }

    void end(BufferedSink counted) throws IOException {
      counted.emit();
      meter.end();
    }

    /** What the body writes at once stays one chunk. */
    @Override
    public void write(Buffer source, long byteCount) throws IOException {
      sink.getBuffer().write(source, byteCount);
      sink.emit();
      meter.add(byteCount);
    }

    @Override
    public void write(ByteBuffer piece, ByteString end) throws IOException {
      ByteBuffer rest = piece.slice();
      while (isSliced && rest.remaining() > SLICE_BYTES) {
        write(rest.slice(rest.position(), SLICE_BYTES), ByteString.EMPTY, SLICE_BYTES);
        rest.position(rest.position() + SLICE_BYTES);
      }
      write(rest, end, rest.remaining() + end.size());
    }

    private void write(ByteBuffer piece, ByteString end, int byteCount) throws IOException {
      if (sink instanceof PieceSink pieces) {
        pieces.writePiece(piece, end);
      } else {
        sink.write(piece);
        sink.write(end);
      }
      sink.emit();
      meter.add(byteCount);
    }

    @Override
    public void flush() throws IOException {
      sink.flush();
    }

    @Override
    public Timeout timeout() {
      return sink.timeout();
    }

    /** Does nothing: the connection owns the sink. */
    @Override
    public void close() {}
  }
}
