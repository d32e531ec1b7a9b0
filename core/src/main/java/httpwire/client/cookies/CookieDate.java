package httpwire.client.cookies;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the dates of cookies, which have many forms: RFC 6265bis §5.1.1. */
final class CookieDate {
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

  private static final int UNSET = -1;

  private int hour = UNSET;
  private int minute = UNSET;
  private int second = UNSET;
  private int day = UNSET;
  private int month = UNSET;
  private int year = UNSET;

  private CookieDate() {}

  /** The point in time that {@code text} names; null if it is not a date. */
  static @Nullable Instant parse(String text) {
    CookieDate date = new CookieDate();
    int end;
    for (int from = 0; from < text.length(); from = end + 1) {
      end = from;
      while (end < text.length() && !isDelimiter(text.charAt(end))) end++;
      date.take(text.substring(from, end));
    }
    return date.toInstant();
  }

  private static boolean isDelimiter(char c) {
    return c == '\t'
        || (c >= 0x20 && c <= 0x2F)
        || (c >= 0x3B && c <= 0x40)
        || (c >= 0x5B && c <= 0x60)
        || (c >= 0x7B && c <= 0x7E);
  }

  /** A token is the first of these that it can be, and that is not found yet. */
  private void take(String token) {
    if (hour == UNSET && takeTime(token)) return;
    if (day == UNSET && takeDay(token)) return;
    if (month == UNSET && takeMonth(token)) return;
    if (year == UNSET) takeYear(token);
  }

  private boolean takeTime(String token) {
    int first = digitCount(token, 0);
    int second = first + 1 + digitCount(token, first + 1);
    int third = second + 1 + digitCount(token, second + 1);
    if (!isTimeField(token, 0, first, ':') || !isTimeField(token, first + 1, second, ':')) {
      return false;
    }
    if (third - second - 1 < 1 || third - second - 1 > 2) return false;
    hour = number(token, 0, first);
    minute = number(token, first + 1, second);
    this.second = number(token, second + 1, third);
    return true;
  }

  private static boolean isTimeField(String token, int from, int end, char after) {
    boolean isShort = end - from >= 1 && end - from <= 2;
    return isShort && end < token.length() && token.charAt(end) == after;
  }

  private boolean takeDay(String token) {
    int count = digitCount(token, 0);
    if (count < 1 || count > 2) return false;
    day = number(token, 0, count);
    return true;
  }

  private boolean takeMonth(String token) {
    if (token.length() < 3) return false;
    int index = MONTHS.indexOf(token.substring(0, 3).toLowerCase(Locale.ROOT));
    if (index < 0) return false;
    month = index + 1;
    return true;
  }

  private void takeYear(String token) {
    int count = digitCount(token, 0);
    if (count >= 2 && count <= 4) year = number(token, 0, count);
  }

  private static int digitCount(String token, int from) {
    int end = from;
    while (end < token.length() && token.charAt(end) >= '0' && token.charAt(end) <= '9') end++;
    return Math.max(0, end - from);
  }

  /** At most four digits. */
  private static int number(String token, int from, int end) {
    int number = 0;
    for (int i = from; i < end; i++) number = number * 10 + token.charAt(i) - '0';
    return number;
  }

  private @Nullable Instant toInstant() {
    if (hour == UNSET || day == UNSET || month == UNSET || year == UNSET) return null;
    int fullYear = year >= 70 && year <= 99 ? year + 1900 : year <= 69 ? year + 2000 : year;
    if (fullYear < 1601) return null;
    try {
      return LocalDateTime.of(fullYear, month, day, hour, minute, second).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException noSuchDate) {
      return null;
    }
  }
}
