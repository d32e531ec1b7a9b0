package httpwire.internal.wire;

import httpwire.Headers;
import httpwire.HttpException.IncompleteRead;
import httpwire.Limits;
import java.io.EOFException;
import java.io.IOException;
import okio.Buffer;
import okio.BufferedSource;
import okio.Source;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A response's body, as its framing delimits it on the wire. Never takes a byte more than it is
 * asked for, nor one after the body. A failure repeats on every later read: what is left on the
 * wire means nothing any more.
 */
public abstract sealed class BodySource implements Source
    permits LengthSource, ChunkedSource, UntilCloseSource {
  /** Less than this costs less through the buffer, which one system call fills with more. */
  private static final int WORTH_A_CALL_BYTES = 32 << 10;

  final BufferedSource wire;
  final SegmentReader segments;
  private @Nullable ArrayReads arrays;
  private Headers trailers = Headers.EMPTY;
  private boolean isAtEnd;
  private @Nullable IOException failure;

  BodySource(SegmentReader segments) {
    this.segments = segments;
    this.wire = segments.source();
  }

  /** The source that {@code framing} asks for; not for {@link Framing.None}. */
  public static BodySource of(Framing framing, BufferedSource wire, Limits limits) {
    return of(framing, new SegmentReader(wire), limits);
  }

  /** As the other {@code of}, beside others who read the wire. */
  public static BodySource of(Framing framing, SegmentReader wire, Limits limits) {
    if (framing instanceof Framing.Length length) {
      return new LengthSource(wire, length.byteCount());
    }
    if (framing instanceof Framing.Chunked) return new ChunkedSource(wire, limits);
    if (framing instanceof Framing.UntilClose) return new UntilCloseSource(wire);
    throw new IllegalArgumentException("no body to read: " + framing);
  }

  /** Reads into arrays go past the wire's buffer from now on. */
  public final BodySource readingArraysThrough(ArrayReads arrays) {
    this.arrays = arrays;
    return this;
  }

  /** At most {@code byteCount} bytes of the body into {@code sink}, -1 at its end. */
  @Override
  public final long read(Buffer sink, long byteCount) throws IOException {
    if (byteCount < 0) throw new IllegalArgumentException("byteCount < 0: " + byteCount);
    long allowed = begin(byteCount);
    if (allowed <= 0) return allowed;
    try {
      return end(segments.take(sink, allowed));
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** As the other {@code read}, into an array. */
  public final int read(byte[] sink, int offset, int byteCount) throws IOException {
    int allowed = (int) begin(byteCount);
    if (allowed <= 0) return allowed;
    try {
      return (int) end(readWire(sink, offset, allowed));
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private int readWire(byte[] sink, int offset, int byteCount) throws IOException {
    boolean isWorthIt = byteCount >= WORTH_A_CALL_BYTES && wire.getBuffer().exhausted();
    return arrays != null && isWorthIt
        ? arrays.read(sink, offset, byteCount)
        : segments.take(sink, offset, byteCount);
  }

  /** How many of {@code byteCount} bytes the wire may be asked for now; -1 at the body's end. */
  private long begin(long byteCount) throws IOException {
    if (failure != null) throw failure;
    if (isAtEnd) return -1;
    if (byteCount == 0) return 0;
    try {
      return Math.min(byteCount, allowance());
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private long end(long read) throws IncompleteRead {
    if (read < 0) ended();
    else taken(read);
    return read;
  }

  /** A transport that can tell a cut from an orderly end (TLS) has an exception for it. */
  private IOException broken(IOException e) {
    IOException broken = e instanceof EOFException ? cut() : e;
    failure = broken;
    return broken;
  }

  /**
   * How many bytes of the body come next on the wire, at least one; -1 if {@link #complete} was
   * called. Takes what frames them.
   */
  abstract long allowance() throws IOException;

  /** So many of them were taken. */
  abstract void taken(long byteCount);

  /** The wire ended in order before the body was complete. */
  void ended() throws IncompleteRead {
    throw cut();
  }

  abstract IncompleteRead cut();

  /** How many bytes are still to come; -1 if only its end will tell. */
  public long missing() {
    return isAtEnd ? 0 : -1;
  }

  /** The last byte is off the wire; {@code read} answers -1 from now on. */
  final void complete(Headers trailers) {
    this.trailers = trailers;
    isAtEnd = true;
  }

  /** Whether the last byte of the body, and what frames it, is off the wire. */
  public final boolean isAtEnd() {
    return isAtEnd;
  }

  /** The trailer fields of a chunked body; empty before its end. */
  public final Headers trailers() {
    return trailers;
  }

  @Override
  public final Timeout timeout() {
    return wire.timeout();
  }

  /** Does nothing: the connection owns the wire, and decides what an unread rest means. */
  @Override
  public final void close() {}
}
