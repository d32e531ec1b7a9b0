package httpwire.client.cookies;

import httpwire.internal.syntax.Decimals;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The value of a Set-Cookie field and its attributes, RFC 6265bis §5.6. */
final class SetCookie {
  /** §5.5: no cookie may stay longer. */
  static final Duration MAX_LIFETIME = Duration.ofDays(400);

  private static final int MAX_ATTRIBUTE_BYTES = 1024;

  final String name;
  final String value;

  /** Of the last valid Max-Age, else of the last valid Expires; null if there is neither. */
  @Nullable Instant expiry;

  /** Of the last Domain, in lower case, without a dot at its beginning; empty for none. */
  String domain = "";

  /** Of the last Path; null if there is none, empty if the default path is meant. */
  @Nullable String path;

  boolean isSecure;
  boolean isHttpOnly;
  Cookie.SameSite sameSite = Cookie.SameSite.DEFAULT;

  private final Instant now;
  private boolean hasMaxAge;

  private SetCookie(String name, String value, Instant now) {
    this.name = name;
    this.value = value;
    this.now = now;
  }

  /** Null if the text is to be ignored. */
  static @Nullable SetCookie parse(String text, Instant now) {
    if (hasControl(text)) return null;
    int end = endOfPart(text, 0);
    int equals = indexOfEquals(text, 0, end);
    String name = equals < 0 ? "" : trimmed(text, 0, equals);
    String value = trimmed(text, equals + 1, end);
    if (name.length() + value.length() > CookieRules.MAX_PAIR_BYTES) return null;
    SetCookie parsed = new SetCookie(name, value, now);
    parsed.takeAttributes(text, end);
    return parsed;
  }

  private static boolean hasControl(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (CookieRules.isControl(text.charAt(i))) return true;
    }
    return false;
  }

  private static int endOfPart(String text, int from) {
    int semicolon = text.indexOf(';', from);
    return semicolon < 0 ? text.length() : semicolon;
  }

  /** -1 if there is none before {@code to}; looks no further, so that all of it is linear. */
  private static int indexOfEquals(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) == '=') return i;
    }
    return -1;
  }

  private static String trimmed(String text, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && CookieRules.isBlank(text.charAt(start))) start++;
    while (end > start && CookieRules.isBlank(text.charAt(end - 1))) end--;
    return text.substring(start, end);
  }

  private void takeAttributes(String text, int semicolon) {
    int end;
    for (int from = semicolon + 1; from <= text.length(); from = end + 1) {
      end = endOfPart(text, from);
      int equals = indexOfEquals(text, from, end);
      String attribute = trimmed(text, from, equals < 0 ? end : equals);
      String content = equals < 0 ? "" : trimmed(text, equals + 1, end);
      if (content.length() <= MAX_ATTRIBUTE_BYTES) take(attribute, content);
    }
  }

  private void take(String attribute, String content) {
    switch (attribute.toLowerCase(Locale.ROOT)) {
      case "expires" -> takeExpires(content);
      case "max-age" -> takeMaxAge(content);
      case "domain" -> domain = domain(content);
      case "path" -> path = content.startsWith("/") ? content : "";
      case "secure" -> isSecure = true;
      case "httponly" -> isHttpOnly = true;
      case "samesite" -> sameSite = sameSite(content);
      default -> {} // §5.6: attributes that are not known are ignored.
    }
  }

  /** §5.6.1. */
  private void takeExpires(String content) {
    Instant date = CookieDate.parse(content);
    if (date == null || hasMaxAge) return;
    Instant latest = now.plus(MAX_LIFETIME);
    expiry = date.isAfter(latest) ? latest : date;
  }

  /** §5.6.2. */
  private void takeMaxAge(String content) {
    boolean isNegative = content.startsWith("-");
    String digits = isNegative ? content.substring(1) : content;
    if (digits.isEmpty() || !isDigits(digits)) return;
    hasMaxAge = true;
    long seconds = isNegative ? 0 : saturated(digits);
    expiry =
        seconds == 0 ? Instant.MIN : now.plusSeconds(Math.min(seconds, MAX_LIFETIME.toSeconds()));
  }

  private static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') return false;
    }
    return true;
  }

  private static long saturated(String digits) {
    long number = Decimals.parseDecimal(digits);
    return number == Decimals.INVALID ? Long.MAX_VALUE : number;
  }

  /** §5.6.3. */
  private static String domain(String content) {
    String host = content.startsWith(".") ? content.substring(1) : content;
    return host.toLowerCase(Locale.ROOT);
  }

  /** §5.6.7, and §5.7 step 17: the last one counts, even if it is not known. */
  private static Cookie.SameSite sameSite(String content) {
    return switch (content.toLowerCase(Locale.ROOT)) {
      case "none" -> Cookie.SameSite.NONE;
      case "lax" -> Cookie.SameSite.LAX;
      case "strict" -> Cookie.SameSite.STRICT;
      default -> Cookie.SameSite.DEFAULT;
    };
  }
}
