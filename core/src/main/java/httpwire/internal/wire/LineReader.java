package httpwire.internal.wire;

import httpwire.HttpException.IncompleteRead;
import httpwire.HttpException.LimitExceeded;
import httpwire.HttpException.LineTooLong;
import java.io.EOFException;
import java.io.IOException;
import okio.Buffer;
import okio.BufferedSource;

/**
 * Finds the ends of lines in a source without taking them, within a bound for each line and one for
 * all lines together. Looks at each byte once, however the bytes arrive.
 */
final class LineReader {
  private final BufferedSource source;
  private final String what;
  private final int maxLineBytes;
  private final Budget budget;
  private final SegmentReader segments;

  /** The bound on all lines together, which several readers may share. */
  private static final class Budget {
    private final long byteCount;
    private long left;

    Budget(long byteCount) {
      this.byteCount = byteCount;
      this.left = byteCount;
    }

    void restart() {
      left = byteCount;
    }
  }

  /**
   * @param what the kind of line, for the message of {@link LineTooLong}
   * @param maxAllBytes the bound on all lines together
   */
  LineReader(SegmentReader segments, String what, int maxLineBytes, long maxAllBytes) {
    this(segments, what, maxLineBytes, new Budget(maxAllBytes));
  }

  private LineReader(SegmentReader segments, String what, int maxLineBytes, Budget budget) {
    this.segments = segments;
    this.source = segments.source();
    this.what = what;
    this.maxLineBytes = maxLineBytes;
    this.budget = budget;
  }

  /**
   * A reader of another kind of line in the same source, with the same bound on all lines together.
   */
  LineReader as(String what) {
    return new LineReader(segments, what, maxLineBytes, budget);
  }

  /** Renews the bound on all lines together. */
  void restart() {
    budget.restart();
  }

  /** How many more bytes may be taken. */
  long budget() {
    return budget.left;
  }

  /**
   * The offset after the LF of the line that begins {@code from} bytes after the position of the
   * source.
   *
   * @throws IncompleteRead if the source ends first, with the bytes up to there
   */
  long endOfLine(long from) throws IOException {
    long lineBound = from + maxLineBytes;
    long bound = Math.min(lineBound, budget.left);
    long lf = indexOfLf(from, bound);
    if (lf >= 0) return lf + 1;
    Buffer ahead = source.getBuffer();
    if (ahead.size() < bound) throw new IncompleteRead(ahead.snapshot(), -1);
    if (bound == lineBound) throw new LineTooLong(what, maxLineBytes);
    throw new LimitExceeded("got more than " + budget.byteCount + " bytes of " + what + "s");
  }

  /**
   * TLS throws EOFException where the connection was cut instead of closed in order; the line is
   * cut off in both cases.
   */
  private long indexOfLf(long from, long bound) throws IOException {
    try {
      return source.indexOf((byte) '\n', from, bound);
    } catch (EOFException cut) {
      return -1;
    }
  }

  /** Whether the line from {@code from} to {@code end} consists of its line end only. */
  boolean isEmptyLine(long from, long end) {
    return end - from == 1 || (end - from == 2 && source.getBuffer().getByte(from) == '\r');
  }

  /** Takes bytes from the source, all of which {@link #endOfLine} has seen. */
  byte[] take(long byteCount) throws IOException {
    budget.left -= byteCount;
    return segments.take(Math.toIntExact(byteCount));
  }

  /** Skips bytes of the source that the caller has already read from its buffer. */
  void skip(long byteCount) throws IOException {
    budget.left -= byteCount;
    source.skip(byteCount);
  }
}
