package httpwire.internal.wire;

import httpwire.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import okio.Buffer;
import okio.BufferedSink;
import okio.ByteString;
import okio.Sink;
import okio.Timeout;

/**
 * Writes the body of one request with its framing, and knows whether it is complete. The
 * counterpart of {@link BodySource}.
 */
public abstract sealed class BodySink implements Sink
    permits NoBodySink, LengthSink, ChunkedSink, CallerChunksSink {
  final BufferedSink wire;

  BodySink(BufferedSink wire) {
    this.wire = wire;
  }

  /**
   * Creates the sink for {@code framing}.
   *
   * @param writesChunks in chunked framing: true if the sink writes each piece as a chunk, false if
   *     the pieces already contain the chunks (http.client: encode_chunked)
   */
  public static BodySink of(Framing framing, boolean writesChunks, BufferedSink wire) {
    if (Framing.NONE.equals(framing)) return new NoBodySink(wire);
    return WithBody.of(framing, writesChunks, wire);
  }

  /** A class of its own, so that a request without a body does not load the other sinks. */
  private static final class WithBody {
    static BodySink of(Framing framing, boolean writesChunks, BufferedSink wire) {
      if (framing instanceof Framing.Length length) return new LengthSink(wire, length.byteCount());
      return writesChunks ? new ChunkedSink(wire) : new CallerChunksSink(wire);
    }
  }

  /**
   * Writes a piece of the body from where it is, without copying it if the framing allows that, and
   * {@code end}, which follows it.
   *
   * @param arrays the transport whose buffer is the wire
   */
  public void write(ByteBuffer piece, ByteString end, ArrayWrites arrays) throws IOException {
    Buffer copy = new Buffer();
    copy.write(piece);
    copy.write(end);
    write(copy, copy.size());
  }

  /** Whether more of the body may be written. */
  public abstract boolean isOpen();

  /** Whether the body is as long as the head announced. */
  public abstract boolean isComplete();

  /**
   * Writes what ends the body, after the whole of it has been written; nothing if its writer does
   * that too.
   *
   * @param trailers what follows the last chunk
   * @throws IllegalArgumentException if the body was shorter than announced, or there are trailer
   *     fields and no chunks of ours, or a field that a trailer section can't have; nothing was
   *     written
   */
  public void end(Headers trailers) throws IOException {
    if (trailers.isEmpty()) return;
    throw new IllegalArgumentException(
        "trailer fields can only follow chunks that httpwire writes (RFC 9112 7.1.2)");
  }

  /**
   * Ends a body that was written piece by piece: like {@link #end}, but also if its writer has made
   * the chunks and not the last one.
   *
   * @throws IllegalArgumentException also if the last of those chunks is not whole
   */
  public void endPieces(Headers trailers) throws IOException {
    end(trailers);
  }

  /** The bytes of a piece as they are on the wire, for listeners. */
  public ByteString framed(ByteString piece) {
    return piece;
  }

  /** The bytes that {@link #end} has written. */
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
