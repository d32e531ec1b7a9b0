package httpwire.trace;

/**
 * Text as Python's {@code repr} shows it, because people compare debug output with that of
 * http.client. All of it is ISO-8859-1, one character a byte.
 */
final class PythonText {
  private PythonText() {}

  /** The bytes of {@code text}: {@code b'...'}, ASCII alone unescaped. */
  static String ofBytes(String text) {
    return "b" + quoted(text, 126);
  }

  /** The text itself: {@code '...'}, all that is printable unescaped. */
  static String ofText(String text) {
    return quoted(text, 255);
  }

  /** Unquoted, with its control characters escaped except HTAB. */
  static String withoutControls(String text) {
    if (text.chars().noneMatch(c -> isControl((char) c))) return text;
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      shown.append(isControl(c) ? hex(c) : String.valueOf(c));
    }
    return shown.toString();
  }

  /** In single quotes, or in double ones if the text has single quotes and no double ones. */
  private static String quoted(String text, int lastPrintable) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder shown = new StringBuilder().append(quote);
    for (int i = 0; i < text.length(); i++) {
      append(shown, text.charAt(i), quote, lastPrintable);
    }
    return shown.append(quote).toString();
  }

  private static void append(StringBuilder shown, char c, char quote, int lastPrintable) {
    switch (c) {
      case '\r' -> shown.append("\\r");
      case '\n' -> shown.append("\\n");
      case '\t' -> shown.append("\\t");
      case '\\' -> shown.append("\\\\");
      default -> {
        if (c == quote) shown.append('\\').append(c);
        else if (isPrintable(c) && c <= lastPrintable) shown.append(c);
        else shown.append(hex(c));
      }
    }
  }

  /** Beyond ASCII, all but the C1 controls, the no-break space and the soft hyphen. */
  private static boolean isPrintable(char c) {
    return c < 127 ? c >= ' ' : c > 0xA0 && c != 0xAD;
  }

  private static boolean isControl(char c) {
    return (c < ' ' && c != '\t') || (c >= 127 && c < 0xA0);
  }

  private static String hex(char c) {
    return String.format("\\x%02x", (int) c);
  }
}
