package httpwire.internal.wire;

import httpwire.internal.syntax.Characters;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** What kind of response a buffer begins with, found without taking anything from it. */
public enum HeadAhead {
  /** Not enough has arrived to know, or an interim response that is not whole yet. */
  UNKNOWN,

  /** A whole interim response: 1xx except 101, RFC 9110 §15.2. */
  INTERIM,

  /**
   * The beginning of a final response. 101 counts as one, and so does what is not HTTP at all,
   * since no response will follow it.
   */
  FINAL;

  /** How a status line begins; a question mark stands for a digit. */
  private static final String VERSION = "HTTP/1.?";

  /** The status of an interim response, which comes after one or more blanks. */
  private static final String INTERIM_STATUS = "1??";

  private static final String SWITCHING = "101";

  /** What {@code buffered} begins with. */
  public static HeadAhead of(Buffer buffered) {
    return of(buffered, 0);
  }

  /** Whether a final response has begun, after any interim ones. */
  public static boolean isFinal(Buffer buffered) {
    return finalFrom(buffered) != -1;
  }

  /** A copy of the final head, after any interim ones; null if it is not there as a whole. */
  public static @Nullable Buffer finalHead(Buffer buffered) {
    long from = finalFrom(buffered);
    long end = from == -1 ? -1 : end(buffered, from);
    if (end == -1) return null;
    Buffer head = new Buffer();
    buffered.copyTo(head, from, end - from);
    return head;
  }

  /** Where the final response begins, after any interim ones; -1 if it has not begun. */
  private static long finalFrom(Buffer buffered) {
    long from = 0;
    HeadAhead ahead = of(buffered, from);
    while (ahead == INTERIM) {
      from = end(buffered, from);
      ahead = of(buffered, from);
    }
    return ahead == FINAL ? from : -1;
  }

  private static HeadAhead of(Buffer buffered, long from) {
    if (!hasBegun(VERSION, buffered, from)) return FINAL;
    long blanks = from + VERSION.length();
    long status = endOfBlanks(buffered, blanks);
    if (status >= buffered.size()) return UNKNOWN;
    if (status == blanks || !hasBegun(INTERIM_STATUS, buffered, status)) return FINAL;
    if (status + INTERIM_STATUS.length() > buffered.size()) return UNKNOWN;
    if (hasBegun(SWITCHING, buffered, status)) return FINAL;
    return end(buffered, from) == -1 ? UNKNOWN : INTERIM;
  }

  /** Whether what has arrived from {@code from} on is {@code pattern}, or the beginning of it. */
  private static boolean hasBegun(String pattern, Buffer buffered, long from) {
    int known = (int) Math.min(pattern.length(), buffered.size() - from);
    for (int i = 0; i < known; i++) {
      if (!matches(pattern.charAt(i), buffered.getByte(from + i))) return false;
    }
    return true;
  }

  private static boolean matches(char expected, byte b) {
    return expected == '?' ? b >= '0' && b <= '9' : b == expected;
  }

  /** SP and HTAB in any number, as {@link StatusLineParser} reads them. */
  private static long endOfBlanks(Buffer buffered, long from) {
    long end = from;
    while (end < buffered.size() && Characters.isBlank(buffered.getByte(end))) end++;
    return end;
  }

  /** The offset after the empty line of the head at {@code from}; -1 if that has not arrived. */
  private static long end(Buffer buffered, long from) {
    long lf = buffered.indexOf((byte) '\n', from);
    while (lf != -1) {
      long next = lf + 1;
      if (next < buffered.size() && buffered.getByte(next) == '\r') next++;
      if (next >= buffered.size()) return -1;
      if (buffered.getByte(next) == '\n') return next + 1;
      lf = buffered.indexOf((byte) '\n', next);
    }
    return -1;
  }
}
