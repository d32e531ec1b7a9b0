package httpwire.connection;

import httpwire.Headers;
import httpwire.HttpException.IncompleteRead;
import httpwire.HttpException.LimitExceeded;
import httpwire.internal.wire.BodyEnd;
import httpwire.internal.wire.BodySource;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The ways to read a body, over the one that framing gives. Takes from the wire only what it is
 * asked for, except to look for a line's end or to peek; what it then holds ahead still counts as
 * unread, so that the end of the body is the caller's end of it and not the wire's.
 */
final class BodyReader implements BodyEnd {
  /** What one read takes at most: eight segments. */
  private static final long BLOCK_BYTES = 64 << 10;

  private static final long LINE_BLOCK_BYTES = 8 << 10;

  /** A body of a known length up to this is read into an array of its own at once. */
  private static final int SMALL_BYTES = 8 << 10;

  /** Told once, when the caller has the whole body, or it broke off. */
  interface End {
    void reached(boolean isComplete);
  }

  private final long maxBufferedBytes;
  private final Listeners listeners;
  private final End end;
  private final Buffer ahead = new Buffer();
  private @Nullable BodySource body;
  private Headers trailers = Headers.EMPTY;
  private boolean isOffTheWire;
  private volatile boolean isReleased;

  /**
   * @param listeners shown what comes off the wire
   */
  BodyReader(long maxBufferedBytes, Listeners listeners, End end) {
    this.maxBufferedBytes = maxBufferedBytes;
    this.listeners = listeners;
    this.end = end;
  }

  /** Reads {@code source} from now on; null for a message without a body. */
  void begin(@Nullable BodySource source) {
    body = source;
    isOffTheWire = source == null;
  }

  /** Nothing more will come: the whole body was read, or it broke off, or was given up. */
  boolean isReleased() {
    return isReleased;
  }

  /** All reads from now on find the end. */
  boolean isOver() {
    return isReleased && (body == null || isOffTheWire);
  }

  Headers trailers() {
    return trailers;
  }

  /** At most {@code byteCount} bytes into {@code sink}; -1 at the end. One read of the wire. */
  long take(Buffer sink, long byteCount) throws IOException {
    long taken = hold(sink, byteCount);
    releaseAtEnd();
    return taken;
  }

  /** As {@link #take}, but the end of the body is not the caller's yet. */
  private long hold(Buffer sink, long byteCount) throws IOException {
    if (isOver()) return -1;
    return ahead.exhausted() ? fromWire(sink, byteCount) : ahead.read(sink, byteCount);
  }

  /** Up to {@code byteCount} bytes, fewer only at the end. */
  ByteString readUpTo(long byteCount) throws IOException {
    Buffer read = new Buffer();
    try {
      while (read.size() < byteCount) {
        if (take(read, Math.min(BLOCK_BYTES, byteCount - read.size())) < 0) break;
      }
    } catch (IncompleteRead e) {
      throw new IncompleteRead(read.readByteString(), e.getExpected());
    }
    return read.readByteString();
  }

  /** All that is left, within the bound; over it, nothing is lost. */
  ByteString readAll() throws IOException {
    long missing = body == null ? 0 : body.missing();
    boolean isSmall = missing >= 0 && missing <= Math.min(maxBufferedBytes, SMALL_BYTES);
    return isSmall && ahead.exhausted() ? readSmall((int) missing) : readLarge();
  }

  private ByteString readSmall(int byteCount) throws IOException {
    byte[] read = new byte[byteCount];
    int count = Math.max(0, readInto(read, 0, byteCount));
    releaseAtEnd();
    // Not a part of the array: Okio cuts that with Kotlin's array functions, see Taking.
    return ByteString.of(count == byteCount ? read : Arrays.copyOf(read, count));
  }

  private ByteString readLarge() throws IOException {
    Buffer read = new Buffer();
    try {
      while (hold(read, BLOCK_BYTES) >= 0) {
        if (read.size() > maxBufferedBytes) throw tooLong(read);
      }
      releaseAtEnd();
    } catch (IncompleteRead e) {
      throw new IncompleteRead(read.readByteString(), e.getExpected());
    }
    return read.readByteString();
  }

  private LimitExceeded tooLong(Buffer read) {
    ahead.write(read, read.size());
    return new LimitExceeded(
        "the body is longer than " + maxBufferedBytes + " bytes: read it through source()");
  }

  /** Into an array until it is full or the body ends. */
  int readInto(byte[] sink, int offset, int byteCount) throws IOException {
    Objects.checkFromIndexSize(offset, byteCount, sink.length);
    int filled = 0;
    try {
      while (filled < byteCount) {
        int taken = take(sink, offset + filled, byteCount - filled);
        if (taken < 0) break;
        filled += taken;
      }
    } catch (IncompleteRead e) {
      throw new IncompleteRead(ByteString.of(sink, offset, filled), e.getExpected());
    }
    return filled == 0 && byteCount > 0 ? -1 : filled;
  }

  /** As the other {@code take}, into an array. */
  int take(byte[] sink, int offset, int byteCount) throws IOException {
    int taken = -1;
    if (!isOver()) {
      taken =
          ahead.exhausted()
              ? fromWire(sink, offset, byteCount)
              : ahead.read(sink, offset, byteCount);
    }
    releaseAtEnd();
    return taken;
  }

  /** What one read gives. */
  ByteString readOnce(long byteCount) throws IOException {
    Buffer read = new Buffer();
    if (byteCount > 0) take(read, Math.min(BLOCK_BYTES, byteCount));
    return read.readByteString();
  }

  /** What is there, without taking it; waits only when there is nothing. */
  ByteString peek(long byteCount) throws IOException {
    if (ahead.exhausted() && byteCount > 0 && !isOffTheWire && !isReleased) {
      fromWire(ahead, Math.min(BLOCK_BYTES, byteCount));
      releaseAtEnd();
    }
    return ahead.snapshot((int) Math.min(ahead.size(), byteCount));
  }

  /** A line with its LF, or what is left; never more than {@code limit} bytes. */
  ByteString readLine(long limit) throws IOException {
    long scanned = 0;
    while (true) {
      long lf = ahead.indexOf((byte) '\n', scanned, limit);
      long lineByteCount = lf >= 0 ? lf + 1 : Math.min(limit, ahead.size());
      scanned = ahead.size();
      if (lf >= 0 || scanned >= limit || !lookFurther(limit)) {
        ByteString line = ahead.readByteString(lineByteCount);
        releaseAtEnd();
        return line;
      }
    }
  }

  private boolean lookFurther(long limit) throws IOException {
    if (isOffTheWire || isReleased) return false;
    if (ahead.size() > maxBufferedBytes) {
      throw new LimitExceeded(
          "a line is longer than " + maxBufferedBytes + " bytes: read it through source()");
    }
    try {
      return fromWire(ahead, Math.min(LINE_BLOCK_BYTES, limit - ahead.size())) >= 0;
    } catch (IncompleteRead e) {
      throw new IncompleteRead(ahead.readByteString(), e.getExpected());
    }
  }

  /** The caller wants no more of it. */
  void abandon() {
    ahead.clear();
    isOffTheWire = true;
    release(false);
  }

  private long fromWire(Buffer sink, long byteCount) throws IOException {
    if (body == null) return -1;
    long read = body.read(sink, byteCount);
    ConnectionListener listener = listeners.active();
    if (listener != null && read > 0) {
      Buffer piece = new Buffer();
      sink.copyTo(piece, sink.size() - read, read);
      show(piece.readByteString(), listener);
    }
    return read;
  }

  private int fromWire(byte[] sink, int offset, int byteCount) throws IOException {
    if (body == null) return -1;
    int read = body.read(sink, offset, byteCount);
    ConnectionListener listener = listeners.active();
    if (listener != null && read > 0) show(ByteString.of(sink, offset, read), listener);
    return read;
  }

  /** A listener that throws breaks the body off. */
  private void show(ByteString piece, ConnectionListener listener) {
    boolean isShown = false;
    try {
      listener.bodyReceived(piece);
      isShown = true;
    } finally {
      if (!isShown) broken();
    }
  }

  @Override
  public void complete(Headers trailers) {
    this.trailers = trailers;
    isOffTheWire = true;
  }

  @Override
  public void broken() {
    release(false);
  }

  /** Lets the connection go if the caller has everything. */
  void releaseAtEnd() {
    if (isOffTheWire && ahead.exhausted()) release(true);
  }

  private void release(boolean isComplete) {
    if (isReleased) return;
    isReleased = true;
    end.reached(isComplete);
  }
}
