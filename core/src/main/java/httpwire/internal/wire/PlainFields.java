package httpwire.internal.wire;

import httpwire.Headers;
import httpwire.internal.syntax.Characters;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads a field section that is in one array as a whole and is plain: lines of {@code name: value
 * CR LF}, then the empty line. Nearly every peer sends that, and it is read in one pass.
 *
 * <p>Any other section is left to {@link FieldParser}, which handles folded lines and bare line
 * feeds and reports faults. Of a plain section, both make the same fields.
 */
final class PlainFields {
  /** The result of {@link #scan} for a section that is not plain or not whole. */
  static final int NOT_PLAIN = -1;

  private static final int INITIAL_LINES = 32;

  /**
   * In shorter sections scanning by words gains nothing, so that the class for it need not be
   * loaded.
   */
  private static final int WORTH_WORDS_BYTES = 512;

  /** A class of its own, so that it is loaded only when it is needed. */
  private static final class Words {
    private static final VarHandle LONGS =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /**
     * Skips printable US-ASCII from {@code from} on, eight bytes at a time; the offset where it
     * stopped.
     */
    static int skipVisible(byte[] data, int from, int to) {
      int i = from;
      while (i + Long.BYTES <= to) {
        long word = (long) LONGS.get(data, i);
        long marks = (word - 0x2020202020202020L | word) & 0x8080808080808080L;
        if (marks != 0) return i + (Long.numberOfTrailingZeros(marks) >>> 3);
        i += Long.BYTES;
      }
      return i;
    }
  }

  private final int maxLineBytes;
  private final int maxLines;
  private int[] starts = new int[INITIAL_LINES];
  private int count;

  PlainFields(int maxLineBytes, int maxLines) {
    this.maxLineBytes = maxLineBytes;
    this.maxLines = maxLines;
  }

  /** Scans {@code data[from, to)}; the offset after the empty line, or {@link #NOT_PLAIN}. */
  int scan(byte[] data, int from, int to) {
    count = 0;
    int start = from;
    while (start + 1 < to) {
      if (data[start] == '\r') return data[start + 1] == '\n' ? start + 2 : NOT_PLAIN;
      int colon = endOfToken(data, start, to);
      if (colon == start || colon == to || data[colon] != ':') return NOT_PLAIN;
      int end = endOfLine(data, colon + 1, to);
      if (end == NOT_PLAIN || end - start > maxLineBytes || count == maxLines) return NOT_PLAIN;
      add(start - from);
      start = end;
    }
    return NOT_PLAIN;
  }

  /** How many field lines the latest section had. */
  int count() {
    return count;
  }

  /**
   * The fields of the section from {@code from} to {@code end} that {@link #scan} has just found.
   */
  Headers fields(byte[] data, int from, int end) {
    if (count == 0) return Headers.EMPTY;
    byte[] block = Arrays.copyOfRange(data, from, end - 2);
    return Headers.ofParsed(block, Arrays.copyOf(starts, count), block);
  }

  private void add(int start) {
    if (count == starts.length) starts = Arrays.copyOf(starts, count * 2);
    starts[count++] = start;
  }

  private static int endOfToken(byte[] data, int from, int to) {
    int i = from;
    while (i < to && Characters.isTokenByte(data[i])) i++;
    return i;
  }

  /** The offset after the CR LF of a line whose value has no other CR or LF, and no NUL. */
  private static int endOfLine(byte[] data, int from, int to) {
    int i = skipVisible(data, from, to);
    while (i < to && data[i] != '\r' && data[i] != '\n' && data[i] != 0) {
      i = skipVisible(data, i + 1, to);
    }
    boolean isEnd = i + 2 < to && data[i] == '\r' && data[i + 1] == '\n';
    return isEnd && !Characters.isBlank(data[i + 2]) ? i + 2 : NOT_PLAIN;
  }

  private static int skipVisible(byte[] data, int from, int to) {
    int i = to - from < WORTH_WORDS_BYTES ? from : Words.skipVisible(data, from, to);
    while (i < to && data[i] >= ' ') i++;
    return i;
  }
}
