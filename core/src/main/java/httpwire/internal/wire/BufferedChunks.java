package httpwire.internal.wire;

import okio.Buffer;

/**
 * Looks through the chunks in a buffer without taking them. Checks no more than it needs to find
 * their ends: whoever takes them checks everything.
 */
final class BufferedChunks {
  private final Buffer buffer;
  private final int maxLineBytes;

  BufferedChunks(Buffer buffer, int maxLineBytes) {
    this.buffer = buffer;
    this.maxLineBytes = maxLineBytes;
  }

  /**
   * Whether the buffer has {@code byteCount} bytes of data with the framing before them, or the
   * rest of the body with its trailer section.
   *
   * @param chunkRemaining the bytes of the current chunk with which the buffer begins
   * @param isFirst whether the buffer begins with the first size line of the body
   */
  boolean have(long byteCount, long chunkRemaining, boolean isFirst) {
    long missing = byteCount - Math.min(chunkRemaining, buffer.size());
    long end = chunkRemaining;
    boolean isPrecededByData = !isFirst;
    while (missing > 0) {
      if (end > buffer.size()) return false;
      long line = isPrecededByData ? end + 2 : end;
      long afterLine = afterLine(line);
      if (afterLine < 0) return false;
      long size = size(line, afterLine);
      if (size <= 0) return size == 0 && haveTrailers(afterLine);
      missing -= Math.min(size, buffer.size() - afterLine);
      end = afterLine + size;
      isPrecededByData = true;
    }
    return true;
  }

  private boolean haveTrailers(long from) {
    long line = from;
    for (long next = afterLine(line); next >= 0; next = afterLine(line)) {
      if (next - line == 2 && buffer.getByte(line) == '\r') return true;
      line = next;
    }
    return false;
  }

  /**
   * The offset after the line that begins at {@code from}; -1 if the buffer does not have its end.
   */
  private long afterLine(long from) {
    if (from >= buffer.size()) return -1;
    long lf = buffer.indexOf((byte) '\n', from, from + maxLineBytes);
    return lf < 0 ? -1 : lf + 1;
  }

  /** The size in the line between two offsets; -1 if there is none that a body can have. */
  private long size(long from, long to) {
    long size = 0;
    long position = from;
    for (; position < to; position++) {
      int digit = Character.digit(buffer.getByte(position), 16);
      if (digit < 0) break;
      if (size > Long.MAX_VALUE >> 5) return -1;
      size = size << 4 | digit;
    }
    return position == from ? -1 : size;
  }
}
