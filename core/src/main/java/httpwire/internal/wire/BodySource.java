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
 * Reads the body of a message from the wire, as far as its framing says. Takes no more than it is
 * asked for, and nothing after the body. After a failure every later read throws it again, because
 * the rest of the wire cannot be interpreted.
 */
public abstract sealed class BodySource implements Source
    permits LengthSource, ChunkedSource, UntilCloseSource {
  /**
   * A smaller read is cheaper through the buffer, because one system call fills it for several
   * reads.
   */
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

  /** Creates the source for {@code framing}, which must not be {@link Framing#NONE}. */
  public static BodySource of(Framing framing, BufferedSource wire, Limits limits) {
    return of(framing, new SegmentReader(wire), limits);
  }

  /**
   * Like {@link #of(Framing, BufferedSource, Limits)}, with the segment reader that other readers
   * of this wire use.
   */
  public static BodySource of(Framing framing, SegmentReader wire, Limits limits) {
    // The rarer two have factories of their own, so that verifying this class does not load them.
    if (framing instanceof Framing.Length length) {
      return new LengthSource(wire, length.byteCount());
    }
    if (Framing.CHUNKED.equals(framing)) return ChunkedSource.of(wire, limits);
    if (Framing.UNTIL_CLOSE.equals(framing)) return UntilCloseSource.of(wire);
    throw new IllegalArgumentException("no body to read: " + framing);
  }

  /** From now on large reads into arrays use {@code arrays} instead of the buffer of the wire. */
  public final BodySource readingArraysThrough(ArrayReads arrays) {
    this.arrays = arrays;
    return this;
  }

  /** From now on {@code watcher} is told of the framing of chunks, and of their extensions. */
  public void showFramingTo(BodyWatcher watcher) {}

  /** Moves at most {@code byteCount} bytes of the body to {@code sink}; -1 at its end. */
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

  /** Like {@link #read(Buffer, long)}, into an array. */
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

  /**
   * How many of {@code byteCount} bytes may be read from the wire now; -1 at the end of the body.
   */
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
    if (read == -1) ended();
    else taken(read);
    return read;
  }

  /**
   * TLS throws EOFException where the connection was cut instead of closed in order; the body is
   * cut in both cases.
   */
  private IOException broken(IOException e) {
    IOException broken = e instanceof EOFException ? cut() : e;
    failure = broken;
    return broken;
  }

  /**
   * Reads the framing up to the next bytes of the body, and returns how many of them follow at
   * least, one or more; -1 if {@link #complete} was called.
   */
  abstract long allowance() throws IOException;

  /** Called when {@code byteCount} bytes of the body were taken. */
  abstract void taken(long byteCount);

  /** Called when the wire ended in order before the body was complete. */
  void ended() throws IncompleteRead {
    throw cut();
  }

  /** The failure of a body whose wire has ended before it was complete. */
  abstract IncompleteRead cut();

  /**
   * Whether {@code byteCount} bytes of the body, or all that are left if those are fewer, can be
   * taken from the buffer of the wire. Takes nothing. May be false although they can.
   */
  public final boolean hasArrived(long byteCount) {
    return failure != null || isAtEnd || isBuffered(byteCount);
  }

  /** Like {@link #hasArrived}, before the end. */
  abstract boolean isBuffered(long byteCount);

  /** How many bytes of the body come next in the buffer of the wire, before any framing. */
  public final long bufferedByteCount() {
    return Math.min(unframed(), wire.getBuffer().size());
  }

  /** How many bytes of the body follow at least, as far as the framing has been read. */
  abstract long unframed();

  /** How many bytes of the body are left; -1 if its framing does not say that. */
  public long missing() {
    return -1;
  }

  /** Ends the body, whose last byte has been taken: {@code read} returns -1 from now on. */
  final void complete(Headers trailers) {
    this.trailers = trailers;
    isAtEnd = true;
  }

  /** Whether the last byte of the body and of its framing has been taken. */
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

  /**
   * Does nothing: the connection owns the wire, and decides what to do with the rest of the body.
   */
  @Override
  public final void close() {}
}
