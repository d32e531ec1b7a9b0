package httpwire;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Dates in fields such as Date, Last-Modified and Expires, RFC 9110 §5.6.7. Three forms are read,
 * and the first of them is written:
 *
 * <pre>
 * Sun, 06 Nov 1994 08:49:37 GMT
 * Sunday, 06-Nov-94 08:49:37 GMT
 * Sun Nov  6 08:49:37 1994
 * </pre>
 *
 * <p>Reading is strict: what differs in case, in a blank or in the time zone is not a date, because
 * caches and servers on the way may not have read it as one.
 */
public final class HttpDate {
  private static final List<String> DAYS =
      List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  /** The length of the short name of a day of the week or of a month. */
  private static final int SHORT = 3;

  /** A date with a year of two digits that is further ahead than this is a century earlier. */
  private static final int MOST_YEARS_AHEAD = 50;

  private static final int CENTURY = 100;

  /** The last year of four digits. */
  private static final int MAX_YEAR = 9999;

  private HttpDate() {}

  /**
   * The point in time that {@code text} names; null if it is not a date. A year of two digits is
   * the latest one with these digits for which the date is not more than 50 years ahead of now. A
   * leap second is the second after it.
   */
  public static @Nullable Instant parse(String text) {
    return parse(text, Instant.now());
  }

  /**
   * @param now what years of two digits are read by
   */
  static @Nullable Instant parse(String text, Instant now) {
    try {
      Scan scan = new Scan(text);
      Instant date =
          scan.text.endsWith(" GMT")
              ? (text.indexOf(',') == SHORT ? fixdate(scan) : rfc850(scan, now))
              : asctime(scan);
      scan.end();
      return date;
    } catch (DateTimeException notADate) {
      return null;
    }
  }

  /** As a sender must write it: in the first form, in whole seconds. */
  public static String format(Instant date) {
    LocalDateTime utc = LocalDateTime.ofInstant(date, ZoneOffset.UTC);
    if (utc.getYear() < 0 || utc.getYear() > MAX_YEAR) {
      throw new IllegalArgumentException("an HTTP date has a year of four digits: " + date);
    }
    return String.format(
        Locale.ROOT,
        "%s, %02d %s %04d %02d:%02d:%02d GMT",
        DAYS.get(utc.getDayOfWeek().getValue() - 1).substring(0, SHORT),
        utc.getDayOfMonth(),
        MONTHS.get(utc.getMonthValue() - 1),
        utc.getYear(),
        utc.getHour(),
        utc.getMinute(),
        utc.getSecond());
  }

  private static Instant fixdate(Scan scan) {
    scan.dayName(SHORT);
    scan.literal(", ");
    int day = scan.digits(2);
    scan.literal(" ");
    int month = scan.month();
    scan.literal(" ");
    int year = scan.digits(4);
    scan.literal(" ");
    return scan.time(year, month, day, " GMT");
  }

  private static Instant rfc850(Scan scan, Instant now) {
    OffsetDateTime latest = now.atOffset(ZoneOffset.UTC).plusYears(MOST_YEARS_AHEAD);
    scan.dayName(Integer.MAX_VALUE);
    scan.literal(", ");
    int day = scan.digits(2);
    scan.literal("-");
    int month = scan.month();
    scan.literal("-");
    int year = latest.getYear() - Math.floorMod(latest.getYear() - scan.digits(2), CENTURY);
    scan.literal(" ");
    int timeAt = scan.at;
    Instant date = scan.time(year, month, day, " GMT");
    if (!date.isAfter(latest.toInstant())) return date;
    scan.at = timeAt;
    return scan.time(year - CENTURY, month, day, " GMT");
  }

  private static Instant asctime(Scan scan) {
    scan.dayName(SHORT);
    scan.literal(" ");
    int month = scan.month();
    scan.literal(" ");
    int day = scan.paddedDay();
    scan.literal(" ");
    // The year is last.
    int timeAt = scan.at;
    scan.at += "00:00:00 ".length();
    int year = scan.digits(4);
    int end = scan.at;
    scan.at = timeAt;
    Instant date = scan.time(year, month, day, " ");
    scan.at = end;
    return date;
  }

  /** Reads one text from left to right; what does not fit is a {@link DateTimeException}. */
  private static final class Scan {
    private final String text;
    private int at;

    Scan(String text) {
      this.text = text;
    }

    void literal(String expected) {
      if (!text.startsWith(expected, at)) throw new DateTimeException("no '" + expected + "'");
      at += expected.length();
    }

    void dayName(int length) {
      for (String day : DAYS) {
        String name = day.substring(0, Math.min(length, day.length()));
        if (text.startsWith(name, at)) {
          at += name.length();
          return;
        }
      }
      throw new DateTimeException("no day of the week");
    }

    int month() {
      for (int i = 0; i < MONTHS.size(); i++) {
        if (text.startsWith(MONTHS.get(i), at)) {
          at += SHORT;
          return i + 1;
        }
      }
      throw new DateTimeException("no month");
    }

    int digits(int count) {
      int number = 0;
      for (int i = 0; i < count; i++) {
        char digit = at < text.length() ? text.charAt(at) : ' ';
        if (digit < '0' || digit > '9') throw new DateTimeException("no digit");
        number = number * 10 + digit - '0';
        at++;
      }
      return number;
    }

    int paddedDay() {
      boolean isPadded = text.startsWith(" ", at);
      if (isPadded) at++;
      return digits(isPadded ? 1 : 2);
    }

    Instant time(int year, int month, int day, String rest) {
      int hour = digits(2);
      literal(":");
      int minute = digits(2);
      literal(":");
      int second = digits(2);
      literal(rest);
      boolean isLeapSecond = second == 60;
      LocalDateTime date =
          LocalDateTime.of(year, month, day, hour, minute, isLeapSecond ? 59 : second)
              .plusSeconds(isLeapSecond ? 1 : 0);
      if (date.getYear() > MAX_YEAR) throw new DateTimeException("after the last year");
      return date.toInstant(ZoneOffset.UTC);
    }

    void end() {
      if (at != text.length()) throw new DateTimeException("something follows");
    }
  }
}
