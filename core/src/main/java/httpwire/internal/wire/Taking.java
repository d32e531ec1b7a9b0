package httpwire.internal.wire;

import java.io.EOFException;
import java.io.IOException;
import okio.Buffer;
import okio.BufferedSource;

/**
 * Takes bytes out of a buffered source into arrays, as the source's own methods do. Those load
 * Kotlin's array functions, whose one class is a good part of a cold start.
 */
final class Taking {
  private final BufferedSource source;
  private final Buffer.UnsafeCursor cursor = new Buffer.UnsafeCursor();

  Taking(BufferedSource source) {
    this.source = source;
  }

  /** What is there, at most {@code byteCount}; waits if there is nothing. -1 at the end. */
  int take(byte[] sink, int offset, int byteCount) throws IOException {
    if (!source.request(1)) return -1;
    return takeBuffered(sink, offset, byteCount);
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
