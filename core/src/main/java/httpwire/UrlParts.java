package httpwire;

import httpwire.internal.syntax.PercentCoding;
import httpwire.internal.syntax.Syntax;
import java.util.regex.Pattern;

/** Makes targets of URLs from texts that are percent-encoded here. */
final class UrlParts {
  private static final Pattern ENCODED_DOT = Pattern.compile("%2e", Pattern.CASE_INSENSITIVE);

  private UrlParts() {}

  /**
   * The target with these segments after its path, each percent-encoded; the query stays. A path
   * that ends with a slash gets no second one.
   *
   * @throws IllegalArgumentException if a segment is {@code .} or {@code ..}, or has half a
   *     surrogate pair
   */
  static String withSegments(String target, String... segments) {
    if (segments.length == 0) return target;
    int end = endOfPath(target);
    StringBuilder path = new StringBuilder(target.substring(0, end));
    if (target.charAt(end - 1) == '/') path.setLength(end - 1);
    for (int i = 0; i < segments.length; i++) {
      requireNoDots("path segment " + i, segments[i]);
      path.append('/').append(encoded("path segment " + i, segments[i]));
    }
    return path.append(target, end, target.length()).toString();
  }

  /** The length of a target without its query. */
  static int endOfPath(String target) {
    int query = target.indexOf('?');
    return query < 0 ? target.length() : query;
  }

  /**
   * @throws IllegalArgumentException if a segment of the path is {@code .} or {@code ..}, also if
   *     its dots are percent-encoded
   */
  static void requireNoDotSegments(String target) {
    for (String segment : target.substring(0, endOfPath(target)).split("/", -1)) {
      requireNoDots("a path segment", ENCODED_DOT.matcher(segment).replaceAll("."));
    }
  }

  /** No encoding keeps these segments: RFC 3986 §6.2.2.2 takes {@code %2E} for a dot too. */
  private static void requireNoDots(String what, String segment) {
    if (!segment.equals(".") && !segment.equals("..")) return;
    throw new IllegalArgumentException(
        what + " can't be '" + segment + "': servers and proxies would take it for another path");
  }

  /**
   * @param what the text is, for the message
   * @throws IllegalArgumentException if the text has half a surrogate pair
   */
  static String encoded(String what, String text) {
    requirePairs(what, text);
    return PercentCoding.encode(text);
  }

  /**
   * @param what the text is, for the message
   * @throws IllegalArgumentException if the text has half a surrogate pair
   */
  static void requirePairs(String what, String text) {
    int bad = Syntax.checkSurrogates(text);
    if (bad == Syntax.OK) return;
    throw new IllegalArgumentException(what + " has half a surrogate pair at offset " + bad);
  }
}
