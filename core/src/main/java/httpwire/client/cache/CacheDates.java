package httpwire.client.cache;

import httpwire.Headers;
import httpwire.HttpDate;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Dates as a cache reads them: their case does not matter, RFC 9111 §4.2. */
final class CacheDates {
  private CacheDates() {}

  /**
   * The date of the only field of that name; null if there is none or more than one, or its value
   * is not a date.
   */
  static @Nullable Instant only(Headers headers, String name) {
    List<String> values = headers.getAll(name);
    return values.size() == 1 ? parse(values.get(0)) : null;
  }

  /** Null if {@code text} is not a date, such as {@code 0}. */
  static @Nullable Instant parse(String text) {
    Instant date = HttpDate.parse(text);
    return date == null ? HttpDate.parse(withUsualCase(text)) : date;
  }

  /** Each word with one capital letter, but for GMT. */
  private static String withUsualCase(String text) {
    StringBuilder usual = new StringBuilder(text.toLowerCase(Locale.ROOT));
    for (int i = 0; i < usual.length(); i++) {
      boolean isFirst = i == 0 || !Character.isLetter(usual.charAt(i - 1));
      if (isFirst) usual.setCharAt(i, Character.toUpperCase(usual.charAt(i)));
    }
    return usual.toString().replace("Gmt", "GMT");
  }
}
