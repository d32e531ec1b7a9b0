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
 * them all. Looks at each byte once, however the bytes arrive.
 */
final class LineReader {
  private final BufferedSource source;
  private final String what;
  private final int maxLineBytes;
  private final long maxAllBytes;
  private long takenByteCount;

  /**
   * @param what the kind of line for {@link LineTooLong}
   * @param maxAllBytes a bound on everything read through this object
   */
  LineReader(BufferedSource source, String what, int maxLineBytes, long maxAllBytes) {
    this.source = source;
    this.what = what;
    this.maxLineBytes = maxLineBytes;
    this.maxAllBytes = maxAllBytes;
  }

  /** A reader of other lines of the same source that goes on with the same budget. */
  LineReader continuedAs(String what) {
    LineReader reader = new LineReader(source, what, maxLineBytes, maxAllBytes);
    reader.takenByteCount = takenByteCount;
    return reader;
  }

  /**
   * The offset behind the LF of the line that begins at {@code from} bytes ahead of the source's
   * position.
   *
   * @throws IncompleteRead if the source ends first; its partial bytes are what was there
   */
  long endOfLine(long from) throws IOException {
    long lineBound = from + maxLineBytes;
    long allBound = maxAllBytes - takenByteCount;
    long bound = Math.min(lineBound, allBound);
    long lf = indexOfLf(from, bound);
    if (lf >= 0) return lf + 1;
    Buffer ahead = source.getBuffer();
    if (ahead.size() < bound) throw new IncompleteRead(ahead.snapshot(), -1);
    if (bound == lineBound) throw new LineTooLong(what, maxLineBytes);
    throw new LimitExceeded("got more than " + maxAllBytes + " bytes of " + what + "s");
  }

  /** A transport that can tell a cut from an orderly end throws; a line is cut off either way. */
  private long indexOfLf(long from, long bound) throws IOException {
    try {
      return source.indexOf((byte) '\n', from, bound);
    } catch (EOFException cut) {
      return -1;
    }
  }

  /** Whether the line from {@code from} to {@code end} has nothing but its line end. */
  boolean isEmptyLine(long from, long end) {
    return end - from == 1 || (end - from == 2 && source.getBuffer().getByte(from) == '\r');
  }

  /** The kind of line, as messages name it. */
  String what() {
    return what;
  }

  /** Takes that many bytes off the source, all of which {@link #endOfLine} has seen. */
  byte[] take(long byteCount) throws IOException {
    takenByteCount += byteCount;
    return source.readByteArray(byteCount);
  }
}
