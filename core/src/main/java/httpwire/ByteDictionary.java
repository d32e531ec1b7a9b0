package httpwire;

import httpwire.internal.syntax.Characters;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Reads a dictionary of structured fields, RFC 9651 §4.2.2, for the members that are byte
 * sequences. Others, and parameters, are checked and skipped. Each method that takes a part of the
 * text tells whether it was there; if not, the whole field is to be ignored.
 */
final class ByteDictionary {
  private static final int MAX_INTEGER_DIGITS = 15;
  private static final int MAX_WHOLE_DIGITS = 12;
  private static final int MAX_FRACTION_DIGITS = 3;

  private final String text;
  private int position;

  /** The last bare item, if it was a byte sequence; else null. */
  private @Nullable ByteString bytes;

  private ByteDictionary(String text) {
    this.text = text;
  }

  /**
   * The byte sequences by their keys, in the order of the keys; null if the text is not a
   * dictionary. The last of equal keys counts, whatever its type is.
   */
  static @Nullable Map<String, ByteString> parse(String text) {
    Map<String, ByteString> members = new LinkedHashMap<>();
    return new ByteDictionary(text).readInto(members) ? members : null;
  }

  /** Whether {@code text} can be a key. */
  static boolean isKey(String text) {
    return text.equals(new ByteDictionary(text).key());
  }

  private boolean readInto(Map<String, ByteString> members) {
    skipSpaces();
    while (position < text.length()) {
      String key = key();
      if (key == null || !(skip('=') ? member() : flag())) return false;
      if (bytes == null) members.remove(key);
      else members.put(key, bytes);
      skipBlanks();
      if (position == text.length()) return true;
      if (!skip(',')) return false;
      skipBlanks();
      if (position == text.length()) return false;
    }
    return true;
  }

  private boolean flag() {
    bytes = null;
    return parameters();
  }

  private boolean member() {
    if (!skip('(')) return bareItem() && parameters();
    boolean isInnerList = innerList();
    bytes = null;
    return isInnerList;
  }

  /** Takes an inner list after its parenthesis, RFC 9651 §4.2.1.2. */
  private boolean innerList() {
    while (true) {
      skipSpaces();
      if (skip(')')) return parameters();
      if (!bareItem() || !parameters()) return false;
      if (peek() != ' ' && peek() != ')') return false;
    }
  }

  /** Takes parameters, RFC 9651 §4.2.3.2. */
  private boolean parameters() {
    ByteString item = bytes;
    while (skip(';')) {
      skipSpaces();
      if (key() == null) return false;
      if (skip('=') && !bareItem()) return false;
    }
    bytes = item;
    return true;
  }

  /** Takes a key, RFC 9651 §4.2.3.3; null if there is none. */
  private @Nullable String key() {
    int from = position;
    if (!isLowerCase(peek()) && peek() != '*') return null;
    while (isLowerCase(peek()) || isDigit(peek()) || isOneOf("_-.*", peek())) position++;
    return text.substring(from, position);
  }

  /** Takes a bare item, RFC 9651 §4.2.3.1. */
  private boolean bareItem() {
    bytes = null;
    int first = peek();
    if (first == '-' || isDigit(first)) return number(true);
    if (first == '*' || isLowerCase(Characters.lowerCase(first))) return token();
    position++;
    return switch (first) {
      case '"' -> string();
      case ':' -> byteSequence();
      case '?' -> skip('0') || skip('1');
      case '@' -> number(false);
      case '%' -> displayString();
      default -> false;
    };
  }

  /** Takes a number, RFC 9651 §4.2.4; a date is one without a fraction (§4.2.9). */
  private boolean number(boolean mayHaveFraction) {
    skip('-');
    int wholeDigits = digits();
    if (wholeDigits == 0 || wholeDigits > MAX_INTEGER_DIGITS) return false;
    if (peek() != '.') return true;
    if (!mayHaveFraction || wholeDigits > MAX_WHOLE_DIGITS) return false;
    position++;
    int fractionDigits = digits();
    return fractionDigits > 0 && fractionDigits <= MAX_FRACTION_DIGITS;
  }

  private int digits() {
    int from = position;
    while (isDigit(peek())) position++;
    return position - from;
  }

  /** Takes a string after its first quote, RFC 9651 §4.2.5. */
  private boolean string() {
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == '"') return true;
      if (c == '\\' && !skip('"') && !skip('\\')) return false;
      if (c < ' ' || c > '~') return false;
    }
    return false;
  }

  /** Takes a token, RFC 9651 §4.2.6. */
  private boolean token() {
    position++;
    while (Characters.isToken(peek()) || peek() == ':' || peek() == '/') position++;
    return true;
  }

  /**
   * Takes a byte sequence after its first colon, RFC 9651 §4.2.7. Missing padding is accepted, as
   * that section asks for.
   */
  private boolean byteSequence() {
    int end = text.indexOf(':', position);
    if (end < 0) return false;
    try {
      bytes = ByteString.of(Base64.getDecoder().decode(text.substring(position, end)));
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
    position = end + 1;
    return true;
  }

  /** Takes a display string after its percent sign, RFC 9651 §4.2.10. */
  private boolean displayString() {
    int from = position + 1;
    if (!skip('"')) return false;
    while (position < text.length() && peek() != '"') {
      char c = text.charAt(position++);
      if (c < ' ' || c > '~') return false;
      if (c == '%' && !isLowerHexPair()) return false;
    }
    return skip('"')
        && ExtendedParameters.decode("UTF-8''" + text.substring(from, position - 1)) != null;
  }

  private boolean isLowerHexPair() {
    int from = position;
    while (position < from + 2 && (isDigit(peek()) || isOneOf("abcdef", peek()))) position++;
    return position == from + 2;
  }

  private static boolean isLowerCase(int c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isOneOf(String characters, int c) {
    return characters.indexOf(c) >= 0;
  }

  /** The next character; -1 at the end. */
  private int peek() {
    return position < text.length() ? text.charAt(position) : -1;
  }

  private boolean skip(char expected) {
    if (peek() != expected) return false;
    position++;
    return true;
  }

  private void skipSpaces() {
    while (peek() == ' ') position++;
  }

  private void skipBlanks() {
    while (Characters.isBlank(peek())) position++;
  }
}
