package httpwire.client.cache;

import httpwire.internal.syntax.Characters;
import org.jspecify.annotations.Nullable;

/** Reads the value of one field from left to right: tokens, quoted strings, commas, blanks. */
final class FieldScanner {
  private final String text;
  private int at;

  FieldScanner(String text) {
    this.text = text;
  }

  boolean isAtEnd() {
    return at == text.length();
  }

  /** Whether a comma or the end follows. */
  boolean isAtMemberEnd() {
    return isAtEnd() || text.charAt(at) == ',';
  }

  void skipBlanks() {
    while (!isAtEnd() && Characters.isBlank(text.charAt(at))) at++;
  }

  boolean skipComma() {
    return skip(',');
  }

  /** Takes {@code c} if it follows. */
  boolean skip(char c) {
    if (isAtEnd() || text.charAt(at) != c) return false;
    at++;
    return true;
  }

  /** Takes a token, as long as it is; empty if none follows. */
  String token() {
    int from = at;
    while (!isAtEnd() && Characters.isToken(text.charAt(at))) at++;
    return text.substring(from, at);
  }

  /** Takes a token or what a quoted string means; null if neither follows. */
  @Nullable String tokenOrQuoted() {
    if (skip('"')) return quoted();
    String token = token();
    return token.isEmpty() ? null : token;
  }

  /** RFC 9110 §5.6.4, after its opening quote; null if it does not end. */
  private @Nullable String quoted() {
    StringBuilder meant = new StringBuilder();
    while (!isAtEnd()) {
      char c = text.charAt(at++);
      if (c == '"') return meant.toString();
      if (c == '\\') {
        if (isAtEnd()) return null;
        c = text.charAt(at++);
      }
      meant.append(c);
    }
    return null;
  }

  /** Takes an entity-tag, RFC 9110 §8.8.3, as it is written; null if none follows. */
  @Nullable String entityTag() {
    int from = at;
    int quote = text.startsWith("W/", at) ? at + 2 : at;
    if (quote >= text.length() || text.charAt(quote) != '"') return null;
    int i = quote + 1;
    while (i < text.length() && isEntityTagCharacter(text.charAt(i))) i++;
    if (i == text.length() || text.charAt(i) != '"') return null;
    at = i + 1;
    return text.substring(from, at);
  }

  private static boolean isEntityTagCharacter(char c) {
    return c == 0x21 || (c >= 0x23 && c <= 0x7e) || (c >= 0x80 && c <= 0xff);
  }
}
