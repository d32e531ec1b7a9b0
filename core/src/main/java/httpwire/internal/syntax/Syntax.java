package httpwire.internal.syntax;

import org.jspecify.annotations.Nullable;

/**
 * May this text stand on the wire? Each check answers the offset of the first character that may
 * not, or {@link #OK}. Used on everything a caller hands us before a byte of it is written.
 */
public final class Syntax {
  public static final int OK = -1;

  private Syntax() {}

  /** RFC 9110 §5.6.2: 1*tchar, for methods and field names. The empty text is wrong at 0. */
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
    // http.client's words for its own case.
    if (c < ' ') return "method can't contain control characters: " + found;
    return "method can't contain " + found + ": it must be a token (RFC 9110 section 9.1)";
  }

  /** UTF-16: every surrogate is half of a pair, so that the text has a form in UTF-8. */
  public static int checkSurrogates(String text) {
    int codePoint;
    for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
      codePoint = text.codePointAt(i);
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) return i;
    }
    return OK;
  }

  /** RFC 9110 §5.5: ISO-8859-1 without CR, LF and NUL; folds are never sent (RFC 9112 §5.2). */
  public static int checkFieldValue(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r' || c == '\n' || c == 0 || c > 255) return i;
    }
    return OK;
  }

  /** RFC 9112 §3.2: a request-target is visible US-ASCII; a fragment never leaves the client. */
  public static int checkTarget(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Characters.isVisible(c) || c == '#') return i;
    }
    return text.isEmpty() ? 0 : OK;
  }

  /** RFC 3986 §3.2.2 reg-name or IPv4address, without percent-encoding. */
  public static int checkRegName(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!Characters.isRegName(text.charAt(i))) return i;
    }
    return text.isEmpty() ? 0 : OK;
  }

  /** A character for an error message: itself when visible, else its code. */
  public static String describe(char c) {
    return Characters.isVisible(c) ? "'" + c + "'" : String.format("0x%02X", (int) c);
  }
}
