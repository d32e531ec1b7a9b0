package httpwire.internal.wire;

import java.io.EOFException;
import java.io.IOException;
import okio.Buffer;
import okio.BufferedSource;

/**
 * Takes bytes from a buffered source as the methods of the source do, with two differences. Arrays
 * are filled without Kotlin's array functions, because loading their class takes much of the time
 * of a first request. And a segment is never split into two that share it, because Okio never
 * returns such segments to its pool. All readers of a source use the same one, from one thread at a
 * time.
 */
public final class SegmentReader {
  private final BufferedSource source;
  private final Buffer.UnsafeCursor cursor = new Buffer.UnsafeCursor();

  public SegmentReader(BufferedSource source) {
    this.source = source;
  }

  /**
   * Like {@link Buffer#readUnsafe}, which initializes a class of Okio's that loads ten others for
   * its charsets: too many for a first request.
   */
  public static Buffer.UnsafeCursor reading(Buffer buffer, Buffer.UnsafeCursor cursor) {
    cursor.buffer = buffer;
    return cursor;
  }

  /** Like {@link Buffer#readAndWriteUnsafe}, without those classes, as {@link #reading} does it. */
  public static Buffer.UnsafeCursor writing(Buffer buffer, Buffer.UnsafeCursor cursor) {
    cursor.readWrite = true;
    return reading(buffer, cursor);
  }

  BufferedSource source() {
    return source;
  }

  /**
   * Takes at most {@code byteCount} of the bytes that have arrived; blocks if there are none. -1 at
   * the end.
   */
  int take(byte[] sink, int offset, int byteCount) throws IOException {
    if (!source.request(1)) return -1;
    return takeBuffered(sink, offset, byteCount);
  }

  /**
   * Moves a segment to {@code sink}, or copies a part of one; blocks if there is none. -1 at the
   * end.
   */
  public long take(Buffer sink, long byteCount) throws IOException {
    if (!source.request(1)) return -1;
    Buffer buffer = source.getBuffer();
    int length;
    try (Buffer.UnsafeCursor first = reading(buffer, cursor)) {
      length = first.next();
      if (length > byteCount) sink.write(first.data, first.start, (int) byteCount);
    }
    if (length <= byteCount) {
      sink.write(buffer, length);
      return length;
    }
    buffer.skip(byteCount);
    return byteCount;
  }

  /** Takes exactly {@code byteCount} bytes. */
  byte[] take(int byteCount) throws IOException {
    if (!source.request(byteCount)) throw new EOFException();
    byte[] taken = new byte[byteCount];
    int count = 0;
    while (count < byteCount) count += takeBuffered(taken, count, byteCount - count);
    return taken;
  }

  private int takeBuffered(byte[] sink, int offset, int byteCount) throws IOException {
    Buffer buffer = source.getBuffer();
    int taken;
    try (Buffer.UnsafeCursor first = reading(buffer, cursor)) {
      taken = Math.min(byteCount, first.next());
      System.arraycopy(first.data, first.start, sink, offset, taken);
    }
    buffer.skip(taken);
    return taken;
  }
}
