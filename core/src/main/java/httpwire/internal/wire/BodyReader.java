package httpwire.internal.wire;

import httpwire.Headers;
import httpwire.HttpException.IncompleteRead;
import httpwire.HttpException.LimitExceeded;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import okio.Buffer;
import okio.ByteString;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The ways to read a body, over the one that framing gives. Takes from the wire only what it is
 * asked for, except to look for a line's end or to peek; what it then holds ahead still counts as
 * unread, so that the end of the body is the caller's end of it and not the wire's.
 *
 * <p>Reading ends in one of the ways of {@link BodyEnd}, told once. After {@code COMPLETE} and
 * {@code CLOSED} every read finds the end; after the other two it throws what ended the reading.
 */
public final class BodyReader {
  /** What one read takes at most: eight segments. */
  private static final long BLOCK_BYTES = 64 << 10;

  private static final long LINE_BLOCK_BYTES = 8 << 10;

  /** A body of a known length up to this is read into an array of its own at once. */
  private static final int SMALL_BYTES = 8 << 10;

  private final @Nullable BodySource body;
  private final long maxBufferedBytes;
  private final BodyWatcher watcher;
  private final Buffer ahead = new Buffer();
  private long receivedByteCount;
  private @Nullable IOException failure;
  private volatile @Nullable BodyEnd end;

  /**
   * @param body null for a message without a body
   */
  public BodyReader(@Nullable BodySource body, long maxBufferedBytes, BodyWatcher watcher) {
    this.body = body;
    this.maxBufferedBytes = maxBufferedBytes;
    this.watcher = watcher;
  }

  /** The time that reads of the wire have. */
  public Timeout timeout() {
    return body == null ? Timeout.NONE : body.timeout();
  }

  /** How the reading ended; null while it goes on. By any thread. */
  public @Nullable BodyEnd end() {
    return end;
  }

  /** The trailer fields of a chunked body; empty before its end. */
  public Headers trailers() {
    return body == null ? Headers.EMPTY : body.trailers();
  }

  // 1. Reading.

  /** At most {@code byteCount} bytes into {@code sink}; -1 at the end. One read of the wire. */
  public long take(Buffer sink, long byteCount) throws IOException {
    long taken = hold(sink, byteCount);
    completeAtEnd();
    return taken;
  }

  /** As {@link #take}, but the end of the body is not the caller's yet. */
  private long hold(Buffer sink, long byteCount) throws IOException {
    if (!isOpen()) return -1;
    return ahead.exhausted() ? fromWire(sink, byteCount) : ahead.read(sink, byteCount);
  }

  /** As the other {@code take}, into an array. */
  public int take(byte[] sink, int offset, int byteCount) throws IOException {
    if (!isOpen()) return -1;
    int taken =
        ahead.exhausted() ? fromWire(sink, offset, byteCount) : ahead.read(sink, offset, byteCount);
    completeAtEnd();
    return taken;
  }

  /** Up to {@code byteCount} bytes, fewer only at the end. */
  public ByteString readUpTo(long byteCount) throws IOException {
    Buffer read = new Buffer();
    try {
      while (read.size() < byteCount) {
        if (take(read, Math.min(BLOCK_BYTES, byteCount - read.size())) < 0) break;
      }
    } catch (IncompleteRead e) {
      throw cutWith(read, e);
    }
    return read.readByteString();
  }

  /** All that is left, within the bound; over it, nothing is lost. */
  public ByteString readAll() throws IOException {
    long missing = body == null ? 0 : body.missing();
    boolean isSmall = missing >= 0 && missing <= Math.min(maxBufferedBytes, SMALL_BYTES);
    return isSmall && ahead.exhausted() ? readSmall((int) missing) : readLarge();
  }

  private ByteString readSmall(int byteCount) throws IOException {
    byte[] read = new byte[byteCount];
    int count = Math.max(0, readInto(read, 0, byteCount));
    // Not a part of the array: Okio cuts that with Kotlin's array functions, see SegmentReader.
    return ByteString.of(count == byteCount ? read : Arrays.copyOf(read, count));
  }

  private ByteString readLarge() throws IOException {
    Buffer read = new Buffer();
    try {
      while (hold(read, BLOCK_BYTES) >= 0) {
        if (read.size() <= maxBufferedBytes) continue;
        putBack(read);
        throw tooLong();
      }
    } catch (IncompleteRead e) {
      throw cutWith(read, e);
    }
    completeAtEnd();
    return read.readByteString();
  }

  /**
   * For what a caller collects.
   *
   * @throws LimitExceeded if so many bytes are more than the bound
   */
  public void requireBuffered(long byteCount) throws LimitExceeded {
    if (byteCount > maxBufferedBytes) throw tooLong();
  }

  private LimitExceeded tooLong() {
    return new LimitExceeded(
        "the body is longer than " + maxBufferedBytes + " bytes: read it through source()");
  }

  /** What was read goes back in front of what is still ahead. */
  private void putBack(Buffer read) {
    read.write(ahead, ahead.size());
    ahead.write(read, read.size());
  }

  /** Into an array until it is full or the body ends; the count, or -1 at the end. */
  public int readInto(byte[] sink, int offset, int byteCount) throws IOException {
    Objects.checkFromIndexSize(offset, byteCount, sink.length);
    int filled = 0;
    try {
      while (filled < byteCount) {
        int taken = take(sink, offset + filled, byteCount - filled);
        if (taken < 0) break;
        filled += taken;
      }
    } catch (IncompleteRead e) {
      throw cutWith(new Buffer().write(sink, offset, filled), e);
    }
    return filled == 0 && byteCount > 0 ? -1 : filled;
  }

  /** What one read gives; empty only at the end. */
  public ByteString readOnce(long byteCount) throws IOException {
    Buffer read = new Buffer();
    take(read, Math.min(BLOCK_BYTES, byteCount));
    return read.readByteString();
  }

  /** What is there, without taking it; waits only when there is nothing. */
  public ByteString peek(long byteCount) throws IOException {
    if (isOpen() && ahead.exhausted() && byteCount > 0) {
      fromWire(ahead, Math.min(BLOCK_BYTES, byteCount));
      completeAtEnd();
    }
    return ahead.snapshot((int) Math.min(ahead.size(), byteCount));
  }

  /** A line with its LF, or what is left; never more than {@code limit} bytes. */
  public ByteString readLine(long limit) throws IOException {
    if (!isOpen()) return ByteString.EMPTY;
    long scanned = 0;
    while (true) {
      long lf = ahead.indexOf((byte) '\n', scanned, limit);
      long lineByteCount = lf >= 0 ? lf + 1 : Math.min(limit, ahead.size());
      scanned = ahead.size();
      if (lf >= 0 || scanned >= limit || !readAhead(limit)) {
        ByteString line = ahead.readByteString(lineByteCount);
        completeAtEnd();
        return line;
      }
    }
  }

  private boolean readAhead(long limit) throws IOException {
    if (ahead.size() > maxBufferedBytes) {
      throw new LimitExceeded(
          "a line is longer than " + maxBufferedBytes + " bytes: read it through source()");
    }
    try {
      return fromWire(ahead, Math.min(LINE_BLOCK_BYTES, limit - ahead.size())) >= 0;
    } catch (IncompleteRead e) {
      throw cutWith(ahead, e);
    }
  }

  // 2. The wire.

  /** Whether there may be something to read. */
  private boolean isOpen() throws IOException {
    if (failure != null) throw failure;
    if (end != null) return false;
    IOException cancelled = watcher.cancelled();
    if (cancelled != null) throw cut(cancelled);
    return true;
  }

  private long fromWire(Buffer sink, long byteCount) throws IOException {
    if (body == null) return -1;
    long read = -1;
    boolean isRead = false;
    try {
      read = body.read(sink, byteCount);
      receivedByteCount += Math.max(0, read);
      if (read > 0) watcher.received(sink, read);
      isRead = true;
    } catch (IOException e) {
      throw cut(e);
    } finally {
      if (!isRead) cutByCallback();
    }
    requireNotTaken();
    return read;
  }

  private int fromWire(byte[] sink, int offset, int byteCount) throws IOException {
    if (body == null) return -1;
    int read = -1;
    boolean isRead = false;
    try {
      read = body.read(sink, offset, byteCount);
      receivedByteCount += Math.max(0, read);
      if (read > 0) watcher.received(sink, offset, read);
      isRead = true;
    } catch (IOException e) {
      throw cut(e);
    } finally {
      if (!isRead) cutByCallback();
    }
    requireNotTaken();
    return read;
  }

  private IOException cut(IOException e) {
    if (failure != null) return failure;
    IOException described = watcher.described(counted(e));
    failure = described;
    end(BodyEnd.CUT);
    return described;
  }

  /** What framing finds missing says nothing of the bytes that were handed out before. */
  private IOException counted(IOException e) {
    if (!(e instanceof IncompleteRead cut)) return e;
    return new IncompleteRead(cut.getPartial(), cut.getExpected(), receivedByteCount);
  }

  /** The first failure again, now with what the call that met it had read. */
  private IncompleteRead cutWith(Buffer partial, IncompleteRead cut) {
    if (partial.exhausted() || cut.getPartial().size() > 0) return cut;
    IncompleteRead whole = cut.withPartial(partial.snapshot());
    failure = whole;
    return whole;
  }

  /** A listener or a transport of the caller's threw something that is no failure of the wire. */
  private void cutByCallback() {
    if (failure != null || end != null) return;
    failure = watcher.described(new IOException("reading the body was broken off by a callback"));
    end(BodyEnd.CUT);
  }

  /** A callback may have closed what is being read: the rest is no whole body. */
  private void requireNotTaken() throws IOException {
    if (failure != null) throw failure;
    if (end == BodyEnd.CLOSED) {
      throw new IllegalStateException("the response was closed while it was read");
    }
  }

  // 3. The end.

  /** Ends the reading if everything was read; for the owner also: if there is nothing to read. */
  public void completeAtEnd() {
    boolean isOffTheWire = body == null || body.isAtEnd();
    if (isOffTheWire && ahead.exhausted()) end(BodyEnd.COMPLETE);
  }

  /**
   * The reader wants no more of it: reads find the end from now on. After a cancellation they throw
   * that instead, because it came first.
   */
  public void close() {
    if (end != null) return;
    ahead.clear();
    IOException cancelled = watcher.cancelled();
    if (cancelled == null) end(BodyEnd.CLOSED);
    else cut(cancelled);
  }

  /**
   * Somebody else than the reader ends the reading: reads throw {@code reason} from now on, or the
   * cancellation that came first.
   */
  public void close(IOException reason) {
    if (end != null) return;
    ahead.clear();
    IOException cancelled = watcher.cancelled();
    if (cancelled != null) {
      cut(cancelled);
      return;
    }
    failure = reason;
    end(BodyEnd.TAKEN_AWAY);
  }

  /** The connection under it is gone, which the watcher knows: reads throw {@code failure}. */
  public void takeAway(IOException failure) {
    if (end != null) return;
    this.failure = failure;
    ahead.clear();
    end = BodyEnd.TAKEN_AWAY;
  }

  /** Hands out what was read ahead, in order; the reading goes on somewhere else. */
  public Buffer handOver() {
    Buffer rest = new Buffer();
    rest.write(ahead, ahead.size());
    end = BodyEnd.CLOSED;
    return rest;
  }

  private void end(BodyEnd how) {
    if (end != null) return;
    end = how;
    watcher.ended(how);
  }
}
