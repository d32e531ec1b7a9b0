package httpwire.internal.syntax;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of one JSON object, RFC 8259, strictly. Their values stay JSON texts: they are
 * checked, but only a {@link #string} is made of one.
 */
public final class JsonObject {
  /** Arrays and objects in each other; a deeper text is refused. */
  private static final int MAX_DEPTH = 64;

  private final String text;
  private int position;
  private int depth;

  private JsonObject(String text) {
    this.text = text;
  }

  /**
   * The members in their order, each as the JSON text of its value; of equal names the last counts.
   * Null if {@code text} is not one JSON object, or is more than 64 levels deep.
   */
  public static @Nullable Map<String, String> members(String text) {
    Map<String, String> members = new LinkedHashMap<>();
    JsonObject reader = new JsonObject(text);
    reader.skipSpace();
    if (!reader.skip('{') || !reader.object(members)) return null;
    reader.skipSpace();
    return reader.position == text.length() ? members : null;
  }

  /** The text that a JSON string stands for; null if {@code json} is anything else. */
  public static @Nullable String string(String json) {
    JsonObject reader = new JsonObject(json);
    boolean isString = reader.skip('"') && reader.string() && reader.position == json.length();
    return isString ? decoded(json) : null;
  }

  private static String decoded(String json) {
    StringBuilder decoded = new StringBuilder(json.length());
    for (int i = 1; i < json.length() - 1; i++) {
      char c = json.charAt(i);
      if (c != '\\') {
        decoded.append(c);
        continue;
      }
      c = json.charAt(++i);
      if (c == 'u') {
        decoded.append((char) Integer.parseInt(json, i + 1, i + 5, 16));
        i += 4;
      } else {
        int simple = "bfnrt".indexOf(c);
        decoded.append(simple < 0 ? c : "\b\f\n\r\t".charAt(simple));
      }
    }
    return decoded.toString();
  }

  /** After the brace. */
  private boolean object(@Nullable Map<String, String> members) {
    if (++depth > MAX_DEPTH) return false;
    skipSpace();
    if (skip('}')) return ended();
    do {
      skipSpace();
      int nameAt = position;
      if (!skip('"') || !string()) return false;
      String name = members == null ? null : decoded(text.substring(nameAt, position));
      skipSpace();
      if (!skip(':')) return false;
      skipSpace();
      int valueAt = position;
      if (!value()) return false;
      if (members != null && name != null) members.put(name, text.substring(valueAt, position));
      skipSpace();
    } while (skip(','));
    return skip('}') && ended();
  }

  /** After the bracket. */
  private boolean array() {
    if (++depth > MAX_DEPTH) return false;
    skipSpace();
    if (skip(']')) return ended();
    do {
      skipSpace();
      if (!value()) return false;
      skipSpace();
    } while (skip(','));
    return skip(']') && ended();
  }

  private boolean ended() {
    depth--;
    return true;
  }

  private boolean value() {
    if (skip('"')) return string();
    if (skip('{')) return object(null);
    if (skip('[')) return array();
    return skip("true") || skip("false") || skip("null") || number();
  }

  /** After the first quote. */
  private boolean string() {
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == '"') return true;
      if (c < ' ') return false;
      if (c == '\\' && !escape()) return false;
    }
    return false;
  }

  private boolean escape() {
    if (!skip('u')) return peek() >= 0 && "\"\\/bfnrt".indexOf(text.charAt(position++)) >= 0;
    for (int i = 0; i < 4; i++) {
      if (Characters.hexDigit(peek()) < 0) return false;
      position++;
    }
    return true;
  }

  private boolean number() {
    skip('-');
    if (!skip('0') && !digits()) return false;
    if (skip('.') && !digits()) return false;
    if (!skip('e') && !skip('E')) return true;
    if (!skip('+')) skip('-');
    return digits();
  }

  private boolean digits() {
    int from = position;
    while (peek() >= '0' && peek() <= '9') position++;
    return position > from;
  }

  private void skipSpace() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') position++;
  }

  private boolean skip(String expected) {
    if (!text.startsWith(expected, position)) return false;
    position += expected.length();
    return true;
  }

  private boolean skip(char expected) {
    if (peek() != expected) return false;
    position++;
    return true;
  }

  /** The next character; -1 at the end. */
  private int peek() {
    return position < text.length() ? text.charAt(position) : -1;
  }
}
