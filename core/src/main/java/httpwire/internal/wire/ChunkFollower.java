package httpwire.internal.wire;

import httpwire.internal.syntax.Characters;
import java.nio.ByteBuffer;
import okio.Buffer;

/**
 * Follows the chunk framing of bytes that the caller writes, RFC 9112 §7.1, to know when the body
 * is complete. Reports no faults: a body with wrong framing is never complete.
 */
final class ChunkFollower {
  private enum Part {
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER,
    TRAILER_LINE,
    TRAILER_LF,
    LAST_LF,
    COMPLETE,
    WRONG
  }

  private Part part = Part.SIZE;
  private long size;
  private boolean hasDigit;

  /** Whether the last chunk and the trailer section have passed. */
  boolean isComplete() {
    return part == Part.COMPLETE;
  }

  /** Whether the next byte begins a chunk, which may be the last one. */
  boolean isBetweenChunks() {
    return part == Part.SIZE && !hasDigit;
  }

  /**
   * The follower after the first {@code byteCount} bytes of {@code source}; changes neither this
   * one nor {@code source}.
   *
   * @throws IllegalArgumentException if some of them follow the end of the body
   */
  ChunkFollower after(Buffer source, long byteCount) {
    ChunkFollower next = copy();
    try (Buffer.UnsafeCursor segment = source.readUnsafe(new Buffer.UnsafeCursor())) {
      long left = byteCount;
      while (left > 0 && segment.next() > 0) {
        int length = (int) Math.min(left, segment.end - segment.start);
        next.follow(ByteBuffer.wrap(segment.data, segment.start, length));
        left -= length;
      }
    }
    return next;
  }

  /** The follower after {@code bytes}; changes neither this one nor {@code bytes}. */
  ChunkFollower after(ByteBuffer bytes) {
    ChunkFollower next = copy();
    next.follow(bytes);
    return next;
  }

  private ChunkFollower copy() {
    ChunkFollower copy = new ChunkFollower();
    copy.part = part;
    copy.size = size;
    copy.hasDigit = hasDigit;
    return copy;
  }

  private void follow(ByteBuffer bytes) {
    int i = bytes.position();
    int to = bytes.limit();
    while (i < to && part != Part.WRONG) {
      if (part == Part.COMPLETE) {
        throw new IllegalArgumentException(
            "bytes after the last chunk would be read as the next request (RFC 9112 7.1)");
      }
      if (part == Part.DATA) i += skipData(to - i);
      else part = after(bytes.get(i++));
    }
  }

  private int skipData(int available) {
    int skipped = (int) Math.min(size, available);
    size -= skipped;
    if (size == 0) part = Part.DATA_CR;
    return skipped;
  }

  private Part after(byte b) {
    return switch (part) {
      case SIZE -> afterSize(b);
      case EXTENSION -> b == '\r' ? Part.SIZE_LF : b == '\n' ? Part.WRONG : Part.EXTENSION;
      case SIZE_LF -> b == '\n' ? afterSizeLine() : Part.WRONG;
      case DATA_CR -> b == '\r' ? Part.DATA_LF : Part.WRONG;
      case DATA_LF -> b == '\n' ? begin() : Part.WRONG;
      case TRAILER -> b == '\r' ? Part.LAST_LF : b == '\n' ? Part.WRONG : Part.TRAILER_LINE;
      case TRAILER_LINE -> b == '\r' ? Part.TRAILER_LF : b == '\n' ? Part.WRONG : part;
      case TRAILER_LF -> b == '\n' ? Part.TRAILER : Part.WRONG;
      case LAST_LF -> b == '\n' ? Part.COMPLETE : Part.WRONG;
      case DATA, COMPLETE, WRONG -> part;
    };
  }

  private Part begin() {
    size = 0;
    hasDigit = false;
    return Part.SIZE;
  }

  private Part afterSize(byte b) {
    int digit = Character.digit(b, 16);
    if (digit >= 0 && size >>> 59 == 0) {
      size = size << 4 | digit;
      hasDigit = true;
      return Part.SIZE;
    }
    if (!hasDigit) return Part.WRONG;
    if (b == '\r') return Part.SIZE_LF;
    return b == ';' || Characters.isBlank(b) ? Part.EXTENSION : Part.WRONG;
  }

  private Part afterSizeLine() {
    return size == 0 ? Part.TRAILER : Part.DATA;
  }
}
