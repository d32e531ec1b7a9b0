package httpwire.auth;

import httpwire.Headers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One of the ways to authenticate that a server offers in WWW-Authenticate, or a proxy in
 * Proxy-Authenticate (RFC 9110 §11.3, §11.6.1).
 *
 * @param scheme as it was sent; schemes are compared without regard to case
 * @param token68 what follows the scheme if it is a single token, as with Negotiate; null otherwise
 * @param parameters by their names in lower case, in their order
 */
public record Challenge(String scheme, @Nullable String token68, Map<String, String> parameters) {
  /** Keeps its own copy of the parameters. */
  public Challenge {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /**
   * The challenges in all fields called {@code name}, in their order. One that is malformed is left
   * out, and the others are read all the same.
   */
  public static List<Challenge> parse(Headers headers, String name) {
    List<Challenge> challenges = new ArrayList<>();
    for (String value : headers.getAll(name)) challenges.addAll(parse(value));
    return challenges;
  }

  /** Like {@link #parse(Headers, String)}, for the value of one field. */
  public static List<Challenge> parse(String value) {
    return new ChallengeParser(value).parse();
  }

  /** Whether the scheme has this name, without regard to case. */
  public boolean isScheme(String name) {
    return scheme.equalsIgnoreCase(name);
  }

  /** The parameter of that name in lower case; null if there is none. */
  public @Nullable String get(String name) {
    return parameters.get(name);
  }

  /** The realm, RFC 9110 §11.5; null if there is none. */
  public @Nullable String realm() {
    return get("realm");
  }
}
