package httpwire.body.multipart;

import httpwire.HttpException.LimitExceeded;
import java.io.IOException;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;

/**
 * Finds the boundary delimiters in a source, RFC 2046 §5.1.1:
 *
 * <pre>
 * delimiter       := CRLF "--" boundary *LWSP-char CRLF
 * close-delimiter := CRLF "--" boundary "--" *LWSP-char (CRLF | end)
 * </pre>
 *
 * <p>The CR LF in front is part of the delimiter; at the beginning of the source, and right after
 * the head of a part, there is none. A line that begins like a delimiter and goes on otherwise is
 * content. Each byte of content is looked at a fixed number of times: a delimiter has one CR before
 * its boundary, so that two candidates do not overlap.
 */
final class Delimiters {
  private static final int MAX_PADDING_BYTES = 256;
  private static final int LINE_END_BYTES = 2;
  private static final int NOT_THERE = -1;

  private enum Kind {
    /** It is not a delimiter. */
    CONTENT,
    /** More bytes are needed to tell. */
    UNKNOWN,
    /** Another part follows. */
    DELIMITER,
    /** No part follows. */
    LAST,
    /** More blanks follow the boundary than may. */
    TOO_WIDE
  }

  private final BufferedSource source;
  private final Buffer ahead;

  /** A delimiter up to its boundary, and without the line end in front. */
  private final ByteString delimiter;

  private final ByteString dashBoundary;
  private boolean isAtStart = true;
  private boolean isAtEnd;

  /** How long the delimiter is that {@link #look} has found. */
  private long byteCount;

  private Kind found = Kind.UNKNOWN;

  Delimiters(BufferedSource source, String boundary) {
    this.source = source;
    this.ahead = source.getBuffer();
    this.dashBoundary = ByteString.encodeUtf8("--" + boundary);
    this.delimiter = ByteString.encodeUtf8("\r\n--" + boundary);
  }

  /** Says that the position is after the head of a part. */
  void beginContent() {
    isAtStart = true;
  }

  /**
   * How many bytes at the position are content, at most {@code atMost}; 0 if a delimiter is there,
   * and -1 if the source ends before the last one. Waits only if there is nothing to return.
   */
  long contentByteCount(long atMost) throws IOException {
    while (true) {
      long count = buffered(atMost);
      if (count > 0) isAtStart = false;
      if (count > 0 || found == Kind.DELIMITER || found == Kind.LAST) return count;
      if (found == Kind.TOO_WIDE) throw tooWide();
      if (isAtEnd) return -1;
      isAtEnd = !source.request(ahead.size() + 1);
    }
  }

  /** How many of the buffered bytes are content for sure. */
  private long buffered(long atMost) {
    long from = 0;
    if (isAtStart) {
      found = look(0, dashBoundary);
      if (found != Kind.CONTENT) return 0;
    }
    while (true) {
      long cr = ahead.indexOf((byte) '\r', from, atMost);
      found = cr < 0 ? Kind.UNKNOWN : look(cr, delimiter);
      if (cr < 0) return Math.min(ahead.size(), atMost);
      if (found != Kind.CONTENT) return cr;
      from = cr + 1;
    }
  }

  /** What begins at {@code at}, if it begins with {@code wanted}. */
  private Kind look(long at, ByteString wanted) {
    int there = (int) Math.min(ahead.size() - at, wanted.size());
    if (!ahead.rangeEquals(at, wanted, 0, there)) return Kind.CONTENT;
    return there < wanted.size() ? Kind.UNKNOWN : lookAfterBoundary(at, at + there);
  }

  private Kind lookAfterBoundary(long at, long from) {
    boolean isLast = byteAt(from) == '-';
    if (isLast && byteAt(from + 1) != '-') {
      return byteAt(from + 1) == NOT_THERE ? Kind.UNKNOWN : Kind.CONTENT;
    }
    long i = isLast ? from + 2 : from;
    long end = endOfPadding(i);
    if (end - i > MAX_PADDING_BYTES) return Kind.TOO_WIDE;
    int next = byteAt(end);
    byteCount = end - at;
    if (next == NOT_THERE) return isLast && isAtEnd ? Kind.LAST : Kind.UNKNOWN;
    if (next != '\r') return Kind.CONTENT;
    byteCount += LINE_END_BYTES;
    next = byteAt(end + 1);
    if (next == NOT_THERE) return Kind.UNKNOWN;
    if (next != '\n') return Kind.CONTENT;
    return isLast ? Kind.LAST : Kind.DELIMITER;
  }

  /** Stops at the first blank that is too many. */
  private long endOfPadding(long from) {
    long i = from;
    while (i - from <= MAX_PADDING_BYTES && (byteAt(i) == ' ' || byteAt(i) == '\t')) i++;
    return i;
  }

  /** Thrown only when the content before it was handed out, however the bytes have come. */
  private static LimitExceeded tooWide() {
    return new LimitExceeded("more than " + MAX_PADDING_BYTES + " blanks after a boundary");
  }

  private int byteAt(long index) {
    return index < ahead.size() ? ahead.getByte(index) : NOT_THERE;
  }

  /**
   * Takes the delimiter that {@link #contentByteCount} has found.
   *
   * @return whether a part follows
   */
  boolean take() throws IOException {
    source.skip(byteCount);
    return found == Kind.DELIMITER;
  }
}
