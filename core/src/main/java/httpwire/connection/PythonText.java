package httpwire.connection;

/**
 * Text as Python's {@code repr} shows it, since people compare debug output with eyes and tools.
 */
final class PythonText {
  private PythonText() {}

  /** In quotes: single ones unless only single ones occur inside. */
  static String repr(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder shown = new StringBuilder().append(quote);
    for (int i = 0; i < text.length(); i++) append(shown, text.charAt(i), quote);
    return shown.append(quote).toString();
  }

  private static void append(StringBuilder shown, char c, char quote) {
    switch (c) {
      case '\r' -> shown.append("\\r");
      case '\n' -> shown.append("\\n");
      case '\t' -> shown.append("\\t");
      case '\\' -> shown.append("\\\\");
      default -> {
        if (c == quote) shown.append('\\').append(c);
        else if (c >= ' ' && c < 127) shown.append(c);
        else shown.append(String.format("\\x%02x", (int) c));
      }
    }
  }
}
