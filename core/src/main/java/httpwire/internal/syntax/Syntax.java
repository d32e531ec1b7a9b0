package httpwire.internal.syntax;

import org.jspecify.annotations.Nullable;

/**
 * Checks whether a text can be sent. Each check returns the offset of the first character that
 * cannot, or {@link #OK}. Everything that a caller provides is checked before a byte is sent.
 */
public final class Syntax {
  /** The result of a check that found nothing wrong. */
  public static final int OK = -1;

  private Syntax() {}

  /** Checks a method or field name: RFC 9110 §5.6.2, 1*tchar. An empty text is wrong at 0. */
  public static int checkToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!Characters.isToken(text.charAt(i))) return i;
    }
    return text.isEmpty() ? 0 : OK;
  }

  /** What is wrong with a method, for an error message, or null. */
  public static @Nullable String methodFault(String method) {
    int bad = checkToken(method);
    if (bad == OK) return null;
    if (method.isEmpty()) return "method can't be empty";
    char c = method.charAt(bad);
    String found = describe(c) + " at offset " + bad;
    // The wording of http.client.
    if (c < ' ') return "method can't contain control characters: " + found;
    return "method can't contain " + found + ": it must be a token (RFC 9110 section 9.1)";
  }

  /** Checks that every surrogate is half of a pair, so that the text can be encoded in UTF-8. */
  public static int checkSurrogates(String text) {
    int codePoint;
    for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
      codePoint = text.codePointAt(i);
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) return i;
    }
    return OK;
  }

  /**
   * Checks a field value: RFC 9110 §5.5, ISO-8859-1 without CR, LF and NUL. Folded lines are never
   * sent (RFC 9112 §5.2).
   */
  public static int checkFieldValue(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r' || c == '\n' || c == 0 || c > 255) return i;
    }
    return OK;
  }

  /**
   * Checks a request-target: RFC 9112 §3.2, visible US-ASCII. A fragment is refused because it is
   * never sent. An empty text is wrong at 0.
   */
  public static int checkTarget(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Characters.isVisible(c) || c == '#') return i;
    }
    return text.isEmpty() ? 0 : OK;
  }

  /** Checks a host that is a name or an IPv4 address: RFC 3986 §3.2.2, no percent-encoding. */
  public static int checkRegName(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!Characters.isRegName(text.charAt(i))) return i;
    }
    return text.isEmpty() ? 0 : OK;
  }

  /** A character for an error message: in quotes if it is visible, else as its code. */
  public static String describe(char c) {
    return Characters.isVisible(c) ? "'" + c + "'" : String.format("0x%02X", (int) c);
  }
}
