package httpwire.internal.wire;

import java.io.IOException;
import okio.BufferedSink;
import okio.ByteString;
import okio.Sink;
import okio.Timeout;

/**
 * Where the body of one request goes, as its framing delimits it on the wire, and how much of it
 * has gone. The counterpart of {@link BodySource}.
 */
public abstract sealed class BodySink implements Sink
    permits NoBodySink, LengthSink, ChunkedSink, CallerChunksSink {
  final BufferedSink wire;

  BodySink(BufferedSink wire) {
    this.wire = wire;
  }

  /**
   * The sink that {@code framing} asks for.
   *
   * @param writesChunks whether we write the chunks around the pieces; else, in chunked framing,
   *     the caller does (http.client: encode_chunked)
   */
  public static BodySink of(Framing framing, boolean writesChunks, BufferedSink wire) {
    if (framing instanceof Framing.Length length) return new LengthSink(wire, length.byteCount());
    if (framing instanceof Framing.Chunked) {
      return writesChunks ? new ChunkedSink(wire) : new CallerChunksSink(wire);
    }
    return new NoBodySink(wire);
  }

  /** Whether a piece of the body may still come. */
  public abstract boolean isOpen();

  /** Whether nothing is missing of what the head announced. */
  public abstract boolean isComplete();

  /**
   * The body has been written: puts what ends it.
   *
   * @throws IllegalArgumentException if it was shorter than announced
   */
  public abstract void end() throws IOException;

  /** What a piece looks like on the wire. */
  public ByteString framed(ByteString piece) {
    return piece;
  }

  /** The bytes that {@link #end} puts. */
  public ByteString ending() {
    return ByteString.EMPTY;
  }

  @Override
  public final void flush() throws IOException {
    wire.flush();
  }

  @Override
  public final Timeout timeout() {
    return wire.timeout();
  }

  /** Does nothing: the connection owns the wire. */
  @Override
  public final void close() {}
}
