package httpwire;

import httpwire.internal.syntax.Characters;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads {@code value; name=token; name="quoted text"}, RFC 9110 §5.6.6. Lenient: whatever the text,
 * it makes some parameters of it.
 */
final class FieldParameters {
  private final String text;
  private int position;

  private FieldParameters(String text, int position) {
    this.text = text;
    this.position = position;
  }

  /** The text before the first semicolon, trimmed and in lower case. */
  static String beforeParameters(String value) {
    int semicolon = value.indexOf(';');
    String head = semicolon < 0 ? value : value.substring(0, semicolon);
    return head.strip().toLowerCase(Locale.ROOT);
  }

  /** The parameters after the first semicolon; of equal names the first counts. */
  static Map<String, String> parse(String value) {
    int semicolon = value.indexOf(';');
    if (semicolon < 0) return Map.of();
    FieldParameters reader = new FieldParameters(value, semicolon + 1);
    Map<String, String> parameters = new LinkedHashMap<>();
    while (reader.position < value.length()) {
      String name = reader.until("=;").toLowerCase(Locale.ROOT);
      String content = reader.skip('=') ? reader.content() : "";
      if (!name.isEmpty()) parameters.putIfAbsent(name, content);
      reader.until(";");
      reader.skip(';');
    }
    return ExtendedParameters.decoded(Collections.unmodifiableMap(parameters));
  }

  private String content() {
    while (position < text.length() && Characters.isBlank(text.charAt(position))) position++;
    return skip('"') ? quoted() : until(";");
  }

  private String quoted() {
    StringBuilder content = new StringBuilder();
    while (position < text.length() && !skip('"')) {
      if (skip('\\') && position == text.length()) break;
      content.append(text.charAt(position++));
    }
    return content.toString();
  }

  private String until(String stops) {
    int from = position;
    while (position < text.length() && stops.indexOf(text.charAt(position)) < 0) position++;
    return text.substring(from, position).strip();
  }

  private boolean skip(char expected) {
    if (position == text.length() || text.charAt(position) != expected) return false;
    position++;
    return true;
  }
}
