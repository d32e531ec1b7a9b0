package httpwire.internal.wire;

import java.io.EOFException;
import java.io.IOException;
import okio.Buffer;
import okio.BufferedSource;

/**
 * Takes bytes out of a buffered source, as the source's own methods do, but for two things: arrays
 * are filled without Kotlin's array functions, whose one class is a good part of a cold start; and
 * no segment is ever split in two that share it, since such segments never come back to the pool.
 * One for all that reads a source, by one thread at a time.
 */
public final class SegmentReader {
  private final BufferedSource source;
  private final Buffer.UnsafeCursor cursor = new Buffer.UnsafeCursor();

  public SegmentReader(BufferedSource source) {
    this.source = source;
  }

  BufferedSource source() {
    return source;
  }

  /** What is there, at most {@code byteCount}; waits if there is nothing. -1 at the end. */
  int take(byte[] sink, int offset, int byteCount) throws IOException {
    if (!source.request(1)) return -1;
    return takeBuffered(sink, offset, byteCount);
  }

  /** Moves a segment, or copies a part of one; waits if there is nothing. -1 at the end. */
  long take(Buffer sink, long byteCount) throws IOException {
    if (!source.request(1)) return -1;
    Buffer buffer = source.getBuffer();
    int length;
    try (Buffer.UnsafeCursor first = buffer.readUnsafe(cursor)) {
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

  /** Exactly so many bytes. */
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
    try (Buffer.UnsafeCursor first = buffer.readUnsafe(cursor)) {
      taken = Math.min(byteCount, first.next());
      System.arraycopy(first.data, first.start, sink, offset, taken);
    }
    buffer.skip(taken);
    return taken;
  }
}
