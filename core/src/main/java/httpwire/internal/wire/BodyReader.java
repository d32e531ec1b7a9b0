package httpwire.internal.wire;

import httpwire.Headers;
import httpwire.HttpException.IncompleteRead;
import httpwire.HttpException.LimitExceeded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import okio.Buffer;
import okio.ByteString;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The methods that read a body, over a {@link BodySource}. Takes from the wire only what it is
 * asked for, except to find the end of a line or to peek. The bytes that it then holds still count
 * as unread: the body ends when the caller has read them, not when they are off the wire.
 *
 * <p>Reading ends in one of the ways of {@link BodyEnd}, of which the watcher is told once. After
 * {@code COMPLETE} and {@code CLOSED} every read finds the end; after {@code CUT} and {@code
 * TAKEN_AWAY} it throws the failure.
 */
public final class BodyReader {
  /** The most bytes that one read takes: eight segments. */
  private static final long BLOCK_BYTES = 64 << 10;

  private static final long LINE_BLOCK_BYTES = 8 << 10;

  /** A body of a known length up to this is read straight into an array of that size. */
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

  /** The timeout of reads of the wire. */
  public Timeout timeout() {
    return body == null ? Timeout.NONE : body.timeout();
  }

  /** How the reading ended; null while it goes on. May be called by any thread. */
  public @Nullable BodyEnd end() {
    return end;
  }

  /** The trailer fields of a chunked body; empty until the body has ended. */
  public Headers trailers() {
    return body == null ? Headers.EMPTY : body.trailers();
  }

  /** The most bytes that are held for a caller at once. */
  public long maxBufferedBytes() {
    return maxBufferedBytes;
  }

  // 1. Reading.

  /**
   * Moves at most {@code byteCount} bytes to {@code sink} with a single read of the wire; returns
   * the number, or -1 at the end.
   */
  public long take(Buffer sink, long byteCount) throws IOException {
    long taken = hold(sink, byteCount);
    completeAtEnd();
    return taken;
  }

  /** Like {@link #take}, but does not end the reading: the bytes may be put back. */
  private long hold(Buffer sink, long byteCount) throws IOException {
    if (!isOpen()) return -1;
    return ahead.exhausted() ? fromWire(sink, byteCount) : ahead.read(sink, byteCount);
  }

  /** Like {@link #take(Buffer, long)}, into an array. */
  public int take(byte[] sink, int offset, int byteCount) throws IOException {
    if (!isOpen()) return -1;
    int taken =
        ahead.exhausted() ? fromWire(sink, offset, byteCount) : ahead.read(sink, offset, byteCount);
    completeAtEnd();
    return taken;
  }

  /** Reads {@code byteCount} bytes, fewer only at the end. */
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

  /**
   * Reads the rest of the body within the bound. If it is longer, throws and keeps what was read
   * for the next call.
   */
  public ByteString readAll() throws IOException {
    if (!isOpen()) return ByteString.EMPTY;
    long missing = body == null ? 0 : body.missing();
    boolean isSmall = missing >= 0 && missing <= Math.min(maxBufferedBytes, SMALL_BYTES);
    return isSmall && ahead.exhausted() ? readSmall((int) missing) : readLarge();
  }

  private ByteString readSmall(int byteCount) throws IOException {
    byte[] read = new byte[byteCount];
    int count = Math.max(0, readInto(read, 0, byteCount));
    // Okio copies a part of an array with Kotlin's array functions, which SegmentReader avoids.
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
   * Checks the size of what a caller collects.
   *
   * @throws LimitExceeded if {@code byteCount} is over the bound
   */
  public void requireBuffered(long byteCount) throws LimitExceeded {
    if (byteCount > maxBufferedBytes) throw tooLong();
  }

  private LimitExceeded tooLong() {
    return new LimitExceeded(
        "the body is longer than " + maxBufferedBytes + " bytes: read it through source()");
  }

  /** Puts bytes that were read back before the bytes that are held. */
  private void putBack(Buffer read) {
    read.write(ahead, ahead.size());
    ahead.write(read, read.size());
  }

  /**
   * Reads into an array until it is full or the body ends; returns the number of bytes, or -1 at
   * the end.
   */
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

  /**
   * Reads at most {@code byteCount} bytes with a single read of the network, none of them after the
   * end of a chunk; empty only at the end.
   */
  public ByteString readOnce(long byteCount) throws IOException {
    Buffer read = new Buffer();
    long bound = Math.min(BLOCK_BYTES, byteCount);
    boolean isHeld = !ahead.exhausted();
    take(read, bound);
    while (!isHeld && read.size() < bound && isUnframedBuffered()) take(read, bound - read.size());
    return read.readByteString();
  }

  private boolean isUnframedBuffered() {
    return end == null && body != null && body.bufferedByteCount() > 0;
  }

  /**
   * Reads what has arrived, in pieces of at most 64 KiB and {@code byteCount} bytes in all; waits
   * only for the first byte. Empty only at the end, or if nothing is asked for. A failure after the
   * first byte is left to the next read, which throws it.
   */
  public List<ByteString> readPieces(long byteCount) throws IOException {
    List<ByteString> pieces = new ArrayList<>();
    long missing = byteCount;
    while (missing > 0 && (pieces.isEmpty() || canReadSoon())) {
      ByteString piece = readPiece(Math.min(BLOCK_BYTES, missing), pieces.isEmpty());
      if (piece.size() == 0) break;
      pieces.add(piece);
      missing -= piece.size();
    }
    return pieces;
  }

  /** Reads what is in the buffer of the wire, over the ends of chunks. */
  private ByteString readPiece(long byteCount, boolean isFirst) throws IOException {
    Buffer read = new Buffer();
    try {
      do take(read, byteCount - read.size());
      while (read.size() < byteCount && end == null && canReadNow(1));
    } catch (IOException e) {
      if (isFirst && read.exhausted()) throw e;
    }
    return read.readByteString();
  }

  private boolean canReadSoon() {
    return canReadNow(1) || (watcher.poll() && canReadNow(1));
  }

  /**
   * Whether {@code byteCount} bytes, or all that are left if those are fewer, can be read without
   * reading the wire; true too if a read would throw at once.
   */
  public boolean canReadNow(long byteCount) {
    if (end != null || body == null) return true;
    return body.hasArrived(byteCount - ahead.size());
  }

  /** Whether the next line can be read without reading the wire. May be false although it can. */
  public boolean canReadLineNow() {
    return ahead.indexOf((byte) '\n') >= 0 || canReadNow(Long.MAX_VALUE);
  }

  /** Returns bytes without consuming them; blocks only if none has arrived. */
  public ByteString peek(long byteCount) throws IOException {
    if (isOpen() && ahead.exhausted() && byteCount > 0) {
      fromWire(ahead, Math.min(BLOCK_BYTES, byteCount));
      completeAtEnd();
    }
    return ahead.snapshot((int) Math.min(ahead.size(), byteCount));
  }

  /**
   * Reads a line with its LF, or the rest of the body if there is no LF; at most {@code limit}
   * bytes.
   */
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

  /** The exception of the framing does not count the bytes that were read before. */
  private IOException counted(IOException e) {
    if (!(e instanceof IncompleteRead cut)) return e;
    return new IncompleteRead(cut.getPartial(), cut.getExpected(), receivedByteCount);
  }

  /**
   * The failure with the bytes that the failing call had read before it; it replaces the first one.
   */
  private IncompleteRead cutWith(Buffer partial, IncompleteRead cut) {
    if (partial.exhausted() || cut.getPartial().size() > 0) return cut;
    IncompleteRead whole = cut.withPartial(partial.snapshot());
    failure = whole;
    return whole;
  }

  /**
   * Ends the reading because the caller's listener or transport threw something other than an
   * IOException.
   */
  private void cutByCallback() {
    if (failure != null || end != null) return;
    failure = watcher.described(new IOException("a callback threw while the body was read"));
    end(BodyEnd.CUT);
  }

  /**
   * A callback may have closed the response during the read: what was read is then not the whole
   * body.
   */
  private void requireNotTaken() throws IOException {
    if (failure != null) throw failure;
    if (end == BodyEnd.CLOSED) {
      throw new IllegalStateException("the response was closed while it was read");
    }
  }

  // 3. The end.

  /**
   * Ends the reading if everything has been read. The owner calls it first in case there is nothing
   * to read.
   */
  public void completeAtEnd() {
    boolean isWireRead = body == null || body.isAtEnd();
    if (isWireRead && ahead.exhausted()) end(BodyEnd.COMPLETE);
  }

  /**
   * Ends the reading before the end of the body: later reads find the end. If it was cancelled
   * before, they throw that instead.
   */
  public void close() {
    if (end != null) return;
    ahead.clear();
    IOException cancelled = watcher.cancelled();
    if (cancelled == null) end(BodyEnd.CLOSED);
    else cut(cancelled);
  }

  /**
   * Like {@link #close()}, if all that is left of the body has arrived: it is thrown away, and the
   * watcher is told that the body is complete. Reads nothing from the wire.
   *
   * @return false if something has not arrived; nothing has changed then
   */
  public boolean closeIfArrived() throws IOException {
    if (end != null || !canReadNow(Long.MAX_VALUE)) return false;
    ahead.clear();
    Buffer rest = new Buffer();
    while (body != null && !body.isAtEnd() && fromWire(rest, BLOCK_BYTES) >= 0) rest.clear();
    end = BodyEnd.CLOSED;
    watcher.ended(BodyEnd.COMPLETE);
    return true;
  }

  /**
   * Ends the reading on behalf of somebody else than the reader: later reads throw {@code reason},
   * or the cancellation that came before it.
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

  /**
   * Ends the reading because the connection was closed; later reads throw {@code failure}. Does not
   * tell the watcher, who calls this.
   */
  public void takeAway(IOException failure) {
    if (end != null) return;
    this.failure = failure;
    ahead.clear();
    end = BodyEnd.TAKEN_AWAY;
  }

  /**
   * Ends the reading without telling the watcher and returns the bytes that are held, for whoever
   * reads on.
   */
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
