package httpwire.client.cache;

import httpwire.Headers;
import httpwire.internal.syntax.Decimals;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a body, RFC 9110 §14.1.2.
 *
 * @param from the first byte, from 0
 * @param to after the last byte
 */
record ByteRange(long from, long to) {
  private static final String UNIT = "bytes=";

  /**
   * The only range that a request asks for, of a body of {@code byteCount} bytes; null if it asks
   * for several, or in another unit, or for what is not there: then the server answers.
   */
  static @Nullable ByteRange of(Headers request, long byteCount) {
    List<String> values = request.getAll("Range");
    if (values.size() != 1) return null;
    String value = values.get(0);
    if (!value.regionMatches(true, 0, UNIT, 0, UNIT.length())) return null;
    String range = value.substring(UNIT.length()).strip();
    int dash = range.indexOf('-');
    if (dash < 0) return null;
    String first = range.substring(0, dash);
    String last = range.substring(dash + 1);
    return first.isEmpty() ? suffix(last, byteCount) : range(first, last, byteCount);
  }

  private static @Nullable ByteRange suffix(String length, long byteCount) {
    long count = number(length);
    if (count <= 0 || byteCount == 0) return null;
    return new ByteRange(byteCount - Math.min(count, byteCount), byteCount);
  }

  private static @Nullable ByteRange range(String first, String last, long byteCount) {
    long from = number(first);
    long end = last.isEmpty() ? byteCount - 1 : Math.min(number(last), byteCount - 1);
    return from < 0 || from > end ? null : new ByteRange(from, end + 1);
  }

  /** -1 if it is not a number; {@link Long#MAX_VALUE} for a larger one. */
  private static long number(String digits) {
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') return -1;
    }
    if (digits.isEmpty()) return -1;
    long number = Decimals.parseDecimal(digits);
    return number == Decimals.INVALID ? Long.MAX_VALUE : number;
  }

  long byteCount() {
    return to - from;
  }

  /** The value of Content-Range, RFC 9110 §14.4. */
  String contentRange(long whole) {
    return "bytes " + from + "-" + (to - 1) + "/" + whole;
  }
}
