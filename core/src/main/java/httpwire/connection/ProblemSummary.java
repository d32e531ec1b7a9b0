package httpwire.connection;

import httpwire.ProblemDetails;
import httpwire.Request;
import httpwire.internal.syntax.Secrets;
import httpwire.internal.wire.Printable;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a problem adds to the message of an exception: its title and detail, one line, escaped and
 * bounded. A server may repeat there what was sent to it, so the request's secrets are hidden.
 */
final class ProblemSummary {
  private static final int MAX_TITLE_CHARACTERS = 128;
  private static final int MAX_DETAIL_CHARACTERS = 256;

  /** Shorter pieces of a secret field, such as the {@code =} of a cookie, hide nothing. */
  private static final int MIN_SECRET_CHARACTERS = 4;

  /** Longest first, so that no part of a secret is left. */
  private final TreeSet<String> secrets =
      new TreeSet<>(Comparator.comparingInt(String::length).reversed().thenComparing(text -> text));

  private ProblemSummary(@Nullable Request request) {
    if (request == null) return;
    for (Map.Entry<String, String> field : request.getHeaders()) {
      if (request.isSecretHeader(field.getKey())) addPieces(field.getValue());
    }
    for (String parameter : request.getTarget().split("[?&;#]")) {
      int equals = parameter.indexOf('=');
      boolean isSecret = equals > 0 && Secrets.isSecretParameter(parameter.substring(0, equals));
      if (isSecret) addPieces(parameter.substring(equals + 1));
    }
  }

  /** The title and the detail, each after a colon; empty if there are none. */
  static String of(@Nullable ProblemDetails problem, @Nullable Request request) {
    if (problem == null) return "";
    ProblemSummary summary = new ProblemSummary(request);
    return summary.part(problem.title(), MAX_TITLE_CHARACTERS)
        + summary.part(problem.detail(), MAX_DETAIL_CHARACTERS);
  }

  private void addPieces(String value) {
    add(value);
    for (String piece : value.split("[ \t,;=\"]+")) add(piece);
  }

  private void add(String secret) {
    if (secret.length() >= MIN_SECRET_CHARACTERS) secrets.add(secret);
  }

  private String part(@Nullable String text, int maxCharacters) {
    if (text == null || text.isBlank()) return "";
    String shown = Secrets.shownUrl(text.strip());
    for (String secret : secrets) shown = shown.replace(secret, Secrets.HIDDEN);
    return ": " + Printable.of(shown, maxCharacters);
  }
}
