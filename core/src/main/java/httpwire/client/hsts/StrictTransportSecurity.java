package httpwire.client.hsts;

import httpwire.internal.syntax.Characters;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The value of a Strict-Transport-Security field, RFC 6797 §6.1.
 *
 * @param maxAgeSeconds 0 for a host that is not to be remembered; at most {@link #MAX_SECONDS}
 */
record StrictTransportSecurity(long maxAgeSeconds, boolean includesSubdomains) {
  /** 1000 years, so that a time can be counted from now. */
  static final long MAX_SECONDS = 365_250L * 24 * 3600;

  /** Null if the field is to be ignored, because anything in it is not as §6.1 says. */
  static @Nullable StrictTransportSecurity parse(String value) {
    return new Parser(value).parse();
  }

  /** Goes over the text once. */
  private static final class Parser {
    private final String text;
    private final Set<String> seen = new HashSet<>();
    private int at;
    private long maxAgeSeconds = -1;
    private boolean includesSubdomains;

    Parser(String text) {
      this.text = text;
    }

    @Nullable StrictTransportSecurity parse() {
      do {
        skipBlanks();
        if (at < text.length() && text.charAt(at) != ';' && !takeDirective()) return null;
      } while (takeSemicolon());
      if (at < text.length() || maxAgeSeconds < 0) return null;
      return new StrictTransportSecurity(maxAgeSeconds, includesSubdomains);
    }

    private boolean takeSemicolon() {
      boolean isThere = at < text.length() && text.charAt(at) == ';';
      if (isThere) at++;
      return isThere;
    }

    /** False if it is not a directive, or one that was there before. */
    private boolean takeDirective() {
      String name = token().toLowerCase(Locale.ROOT);
      if (name.isEmpty() || !seen.add(name)) return false;
      skipBlanks();
      boolean hasValue = at < text.length() && text.charAt(at) == '=';
      if (!hasValue) return take(name, null);
      at++;
      skipBlanks();
      String value = at < text.length() && text.charAt(at) == '"' ? quoted() : token();
      // A token has at least one character; a quoted string may be empty.
      boolean isThere = value != null && (!value.isEmpty() || text.charAt(at - 1) == '"');
      skipBlanks();
      return isThere && take(name, value);
    }

    private boolean take(String name, @Nullable String value) {
      switch (name) {
        case "max-age":
          maxAgeSeconds = value == null ? -1 : seconds(value);
          return maxAgeSeconds >= 0;
        case "includesubdomains":
          includesSubdomains = true;
          return value == null;
        default:
          return true;
      }
    }

    private String token() {
      int from = at;
      while (at < text.length() && Characters.isToken(text.charAt(at))) at++;
      return text.substring(from, at);
    }

    /** Null if it has no end, or a control character. RFC 2616 §2.2, which RFC 6797 builds on. */
    private @Nullable String quoted() {
      StringBuilder content = new StringBuilder();
      for (at++; at < text.length(); at++) {
        char c = text.charAt(at);
        if (c == '"') {
          at++;
          return content.toString();
        }
        if (c == '\\' && ++at < text.length()) c = text.charAt(at);
        if ((c < ' ' && c != '\t') || c == 127) return null;
        content.append(c);
      }
      return null;
    }

    private void skipBlanks() {
      while (at < text.length() && Characters.isBlank(text.charAt(at))) at++;
    }

    /** -1 if it is not a number. */
    private static long seconds(String digits) {
      if (digits.isEmpty()) return -1;
      long seconds = 0;
      for (int i = 0; i < digits.length(); i++) {
        char c = digits.charAt(i);
        if (c < '0' || c > '9') return -1;
        seconds = Math.min(MAX_SECONDS, seconds * 10 + c - '0');
      }
      return seconds;
    }
  }
}
