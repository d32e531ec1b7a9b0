package httpwire.client.cache;

import httpwire.Headers;
import httpwire.internal.syntax.Syntax;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a response's Cache-Control says to a private cache, RFC 9111 §5.2.2, RFC 5861 and RFC 8246.
 * Directives that are not known are ignored (§5.2.3), and so are s-maxage and proxy-revalidate,
 * which are for shared caches.
 *
 * @param isBroken the field is malformed: nothing is to be stored
 * @param isNoCache each use needs validation
 * @param hiddenNames fields in lower case that are not to be given out without validation
 * @param isExplicit public or private
 * @param maxAgeSeconds {@link Directives#ABSENT} if it is not given, {@link Directives#INVALID} if
 *     it is malformed
 * @param isSharedAge whether s-maxage is there
 * @param whileRevalidateSeconds how long a stale response may be used while it is validated
 * @param ifErrorSeconds how long a stale response may be used if the server fails; -1 if it is not
 *     given
 */
record ResponseDirectives(
    boolean isBroken,
    boolean isNoStore,
    boolean isNoCache,
    Set<String> hiddenNames,
    boolean isExplicit,
    boolean isMustRevalidate,
    boolean isMustUnderstand,
    boolean isImmutable,
    long maxAgeSeconds,
    boolean isSharedAge,
    long whileRevalidateSeconds,
    long ifErrorSeconds) {

  static ResponseDirectives of(Headers headers) {
    Directives all = Directives.parse(headers.getAll("Cache-Control"));
    Set<String> hidden = new HashSet<>();
    boolean isNoCache = all.contains("no-cache") && !areNames(all.arguments("no-cache"), hidden);
    return new ResponseDirectives(
        all.isBroken(),
        all.contains("no-store"),
        isNoCache,
        isNoCache ? Set.of() : Set.copyOf(hidden),
        all.isBare("public") || all.contains("private"),
        all.contains("must-revalidate"),
        all.contains("must-understand"),
        all.isBare("immutable"),
        all.seconds("max-age"),
        all.contains("s-maxage"),
        Math.max(0, all.seconds("stale-while-revalidate")),
        Math.max(-1, all.seconds("stale-if-error")));
  }

  /** Whether each argument lists names of fields, which are added to {@code names}. */
  private static boolean areNames(List<String> arguments, Set<String> names) {
    for (String argument : arguments) {
      int sizeBefore = names.size();
      for (String member : argument.split(",")) {
        String name = member.strip();
        if (name.isEmpty()) continue;
        if (Syntax.checkToken(name) != Syntax.OK) return false;
        names.add(name.toLowerCase(Locale.ROOT));
      }
      if (names.size() == sizeBefore) return false;
    }
    return true;
  }

  /** Whether no response that is stale may be used, whoever asks for it: RFC 9111 §4.2.4. */
  boolean isStaleForbidden() {
    return isNoCache || isMustRevalidate || maxAgeSeconds == Directives.INVALID;
  }
}
