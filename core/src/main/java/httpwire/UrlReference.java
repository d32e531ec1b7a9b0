package httpwire;

/** Resolves a reference against a URL, RFC 3986 §5. */
final class UrlReference {
  private UrlReference() {}

  /**
   * The URL that a reference means in a document at {@code base}.
   *
   * @throws HttpException.InvalidUrl if the result is not an http or https URL
   */
  static HttpUrl resolve(HttpUrl base, String reference) throws HttpException.InvalidUrl {
    int fragment = reference.indexOf('#');
    String text = fragment < 0 ? reference : reference.substring(0, fragment);
    if (hasScheme(text)) return HttpUrl.parse(withoutDots(text));
    if (text.startsWith("//")) {
      return HttpUrl.parse(withoutDots(base.origin().scheme() + ":" + text));
    }
    String target = target(base.target(), text);
    return HttpUrl.parse(base.origin() + target);
  }

  /** Whether the text begins with a scheme and a colon, RFC 3986 §3.1. */
  private static boolean hasScheme(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ':') return i > 0;
      boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean isOther = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
      if (!isLetter && (i == 0 || !isOther)) return false;
    }
    return false;
  }

  private static String withoutDots(String url) {
    int authority = url.indexOf("//");
    int path = authority < 0 ? -1 : indexOfAny("/?", url, authority + 2);
    if (path < 0) return url;
    return url.substring(0, path) + withoutDotSegments(url.substring(path));
  }

  /** The target that a reference without scheme and host means, RFC 3986 §5.2.2. */
  private static String target(String base, String reference) {
    if (reference.isEmpty()) return base;
    String path = base.substring(0, indexOfAny("?", base, 0));
    if (reference.startsWith("?")) return path + reference;
    if (reference.startsWith("/")) return withoutDotSegments(reference);
    return withoutDotSegments(path.substring(0, path.lastIndexOf('/') + 1) + reference);
  }

  /** The index of the first of {@code characters}; the text's length if there is none. */
  private static int indexOfAny(String characters, String text, int from) {
    int i = from;
    while (i < text.length() && characters.indexOf(text.charAt(i)) < 0) i++;
    return i;
  }

  /**
   * The target without its dot segments, RFC 3986 §5.2.4. The path begins with a slash, and a query
   * may follow it.
   */
  private static String withoutDotSegments(String target) {
    int end = indexOfAny("?", target, 0);
    StringBuilder output = new StringBuilder();
    int from = 0;
    while (from < end) {
      int next = Math.min(end, indexOfAny("/?", target, from + 1));
      String segment = target.substring(from, next);
      boolean isLast = next == end;
      if (segment.equals("/..")) output.setLength(Math.max(0, output.lastIndexOf("/")));
      boolean isDots = segment.equals("/.") || segment.equals("/..");
      if (!isDots) output.append(segment);
      else if (isLast) output.append('/');
      from = next;
    }
    return output.append(target, end, target.length()).toString();
  }
}
