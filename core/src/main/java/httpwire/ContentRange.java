package httpwire;

import httpwire.internal.syntax.Decimals;
import httpwire.internal.syntax.Syntax;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The value of a Content-Range field, RFC 9110 §14.4: which part of a representation a response
 * has; or, if it does not have the part that was asked for, how long the representation is.
 *
 * <pre>
 * bytes 500-999/8000   500 to 999 of 8000
 * bytes 500-999/*      500 to 999 of an unknown number
 * bytes &#42;/8000         not the part that was asked for; there are 8000
 * </pre>
 *
 * @param unit what is counted, in lower case; usually {@code bytes}
 * @param first the first position; -1 if the response has no part
 * @param last the last position, which belongs to the part; -1 if the response has no part
 * @param total how many there are in all; -1 if that is unknown
 */
public record ContentRange(String unit, long first, long last, long total) {
  /** The unit that all servers with ranges know. */
  public static final String BYTES = "bytes";

  /**
   * @throws IllegalArgumentException if the last position is before the first or the greatest of
   *     all longs, the total is not after the last, or neither a part nor a total is given
   */
  public ContentRange {
    boolean isPart = isPart(first, last) && (total == -1 || total > last);
    boolean isNone = first == -1 && last == -1 && total >= 0;
    if (!isPart && !isNone) {
      throw new IllegalArgumentException("no range: " + first + "-" + last + "/" + total);
    }
  }

  /** After the last position there is another one, so that a part can be counted. */
  private static boolean isPart(long first, long last) {
    return first >= 0 && last >= first && last < Long.MAX_VALUE;
  }

  /** Whether the response has no part, as with 416. */
  public boolean isUnsatisfied() {
    return first < 0;
  }

  /** How many units the part has; 0 if there is none. */
  public long length() {
    return isUnsatisfied() ? 0 : last - first + 1;
  }

  /**
   * The range that {@code text} names; null if it is not a range, or its positions contradict each
   * other. Reading is strict: one space, no signs, no blanks elsewhere.
   */
  public static @Nullable ContentRange parse(String text) {
    int space = text.indexOf(' ');
    int slash = text.lastIndexOf('/');
    if (space < 1 || slash < space || Syntax.checkToken(text.substring(0, space)) != Syntax.OK) {
      return null;
    }
    String unit = text.substring(0, space).toLowerCase(Locale.ROOT);
    String part = text.substring(space + 1, slash);
    String total = text.substring(slash + 1);
    long totalCount = total.equals("*") ? -1 : Decimals.parseDecimal(total);
    if (totalCount < 0 && !total.equals("*")) return null;
    if (part.equals("*")) return totalCount < 0 ? null : new ContentRange(unit, -1, -1, totalCount);
    return parse(unit, part, totalCount);
  }

  private static @Nullable ContentRange parse(String unit, String part, long total) {
    int dash = part.indexOf('-');
    if (dash < 0) return null;
    long first = Decimals.parseDecimal(part.substring(0, dash));
    long last = Decimals.parseDecimal(part.substring(dash + 1));
    boolean isValid = isPart(first, last) && (total < 0 || total > last);
    return isValid ? new ContentRange(unit, first, last, total) : null;
  }

  /** The value as a server sends it. */
  @Override
  public String toString() {
    String part = isUnsatisfied() ? "*" : first + "-" + last;
    return unit + " " + part + "/" + (total < 0 ? "*" : total);
  }
}
