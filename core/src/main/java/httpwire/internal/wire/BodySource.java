package httpwire.internal.wire;

import httpwire.Headers;
import httpwire.HttpException.IncompleteRead;
import httpwire.Limits;
import java.io.EOFException;
import java.io.IOException;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import okio.Source;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A response's body, as its framing delimits it on the wire. Never takes a byte more than it is
 * asked for, nor one behind the body. A failure repeats on every later read: what is left on the
 * wire means nothing any more.
 */
public abstract sealed class BodySource implements Source
    permits LengthSource, ChunkedSource, UntilCloseSource {
  final BufferedSource wire;
  private final BodyEnd end;
  private boolean isAtEnd;
  private @Nullable IOException failure;

  BodySource(BufferedSource wire, BodyEnd end) {
    this.wire = wire;
    this.end = end;
  }

  /** The source that {@code framing} asks for; not for {@link Framing.None}. */
  public static BodySource of(Framing framing, BufferedSource wire, Limits limits, BodyEnd end) {
    if (framing instanceof Framing.Length length) {
      return new LengthSource(wire, length.byteCount(), end);
    }
    if (framing instanceof Framing.Chunked) return new ChunkedSource(wire, limits, end);
    if (framing instanceof Framing.UntilClose) return new UntilCloseSource(wire, end);
    throw new IllegalArgumentException("no body to read: " + framing);
  }

  /** At most {@code byteCount} bytes of the body into {@code sink}, -1 at its end. */
  @Override
  public final long read(Buffer sink, long byteCount) throws IOException {
    if (byteCount < 0) throw new IllegalArgumentException("byteCount < 0: " + byteCount);
    if (failure != null) throw failure;
    if (isAtEnd) return -1;
    if (byteCount == 0) return 0;
    try {
      return readBody(sink, byteCount);
    } catch (IOException e) {
      failure = e;
      end.broken();
      throw e;
    }
  }

  /** Reads as {@link #read}; never called again once {@link #complete} was. */
  abstract long readBody(Buffer sink, long byteCount) throws IOException;

  /**
   * Reads from the wire. A transport that can tell a cut from an orderly end (TLS) reports the cut
   * as {@link EOFException}; here both become one answer.
   */
  final long readWire(Buffer sink, long byteCount, long expected) throws IOException {
    try {
      return wire.read(sink, byteCount);
    } catch (EOFException cut) {
      throw new IncompleteRead(ByteString.EMPTY, expected);
    }
  }

  /** The last byte is off the wire; {@code read} answers -1 from now on. */
  final void complete(Headers trailers) {
    isAtEnd = true;
    end.complete(trailers);
  }

  @Override
  public final Timeout timeout() {
    return wire.timeout();
  }

  /** Does nothing: the connection owns the wire, and decides what an unread rest means. */
  @Override
  public final void close() {}
}
