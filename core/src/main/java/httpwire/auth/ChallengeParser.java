package httpwire.auth;

import httpwire.internal.syntax.Characters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the value of a WWW-Authenticate field, RFC 9110 §11.6.1. Commas are between challenges and
 * between the parameters of one: a name without an equals sign begins the next challenge.
 */
final class ChallengeParser {
  private final String text;
  private int at;

  ChallengeParser(String text) {
    this.text = text;
  }

  List<Challenge> parse() {
    List<Challenge> challenges = new ArrayList<>();
    skip(true);
    while (at < text.length()) {
      String scheme = token();
      Challenge challenge = scheme.isEmpty() ? null : challenge(scheme);
      if (challenge != null) challenges.add(challenge);
      else skipElement();
      skip(true);
    }
    return challenges;
  }

  /** What follows a scheme; null if it is malformed. */
  private @Nullable Challenge challenge(String scheme) {
    if (isAtEnd()) return new Challenge(scheme, null, Map.of());
    if (!isBlank()) return null;
    skip(false);
    if (isAtEnd()) return new Challenge(scheme, null, Map.of());
    int start = at;
    String token68 = token68();
    skip(false);
    if (!token68.isEmpty() && isAtEnd()) return new Challenge(scheme, token68, Map.of());
    at = start;
    Map<String, String> parameters = new LinkedHashMap<>();
    return readParameters(parameters) ? new Challenge(scheme, null, parameters) : null;
  }

  /** Reads the parameters of a challenge; false if they are malformed or there are none. */
  private boolean readParameters(Map<String, String> parameters) {
    while (true) {
      int start = at;
      String name = token().toLowerCase(Locale.ROOT);
      skip(false);
      if (name.isEmpty() || !is('=')) {
        at = start;
        return !parameters.isEmpty();
      }
      at++;
      skip(false);
      String value = is('"') ? quoted() : token();
      if (value == null || parameters.putIfAbsent(name, value) != null) return false;
      skip(false);
      if (!isAtEnd()) return false;
      skip(true);
    }
  }

  private String token() {
    int from = at;
    while (at < text.length() && Characters.isToken(text.charAt(at))) at++;
    return text.substring(from, at);
  }

  private String token68() {
    int from = at;
    while (at < text.length() && isToken68(text.charAt(at))) at++;
    if (at == from) return "";
    while (is('=')) at++;
    return text.substring(from, at);
  }

  private static boolean isToken68(char c) {
    return Characters.isUnreserved(c) || c == '+' || c == '/';
  }

  /** Reads a quoted string; null if it does not end. */
  private @Nullable String quoted() {
    StringBuilder content = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return content.toString();
      }
      if (c == '\\' && ++at == text.length()) return null;
      content.append(text.charAt(at));
    }
    return null;
  }

  /** Skips up to the next comma that is not in quotes. */
  private void skipElement() {
    while (at < text.length() && !is(',')) {
      if (is('"')) quoted();
      else at++;
    }
  }

  /** Skips SP and HTAB, and commas if {@code hasCommas}. */
  private void skip(boolean hasCommas) {
    while (at < text.length() && (isBlank() || (hasCommas && is(',')))) at++;
  }

  private boolean isBlank() {
    return Characters.isBlank(text.charAt(at));
  }

  private boolean is(char expected) {
    return at < text.length() && text.charAt(at) == expected;
  }

  /** Whether a list element ends here. */
  private boolean isAtEnd() {
    return at == text.length() || is(',');
  }
}
