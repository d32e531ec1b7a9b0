package httpwire;

import httpwire.internal.syntax.Secrets;
import httpwire.internal.syntax.Syntax;
import httpwire.internal.syntax.TargetQuery;
import java.util.Locale;
import java.util.Map;

/**
 * The parts of an absolute {@code http} or {@code https} URL, RFC 9110 §4.2: where to connect, and
 * what to ask for there.
 *
 * <p>{@link #parse} reads a URL that is complete and encoded. {@link #of(String, String...)},
 * {@link #withQuery} and {@link #expand} make one of texts, which they percent-encode.
 *
 * @param origin scheme, host and port
 * @param target path and query, beginning with a slash, without the fragment
 */
public record HttpUrl(Origin origin, String target) {
  /**
   * A URL of parts that are in the form described above.
   *
   * @throws IllegalArgumentException if the target does not begin with a slash, or has a character
   *     that is not visible US-ASCII, or a {@code #}
   */
  public HttpUrl {
    if (!target.startsWith("/")) {
      throw new IllegalArgumentException("the target of a URL must begin with '/'");
    }
    int bad = Syntax.checkTarget(target);
    if (bad != Syntax.OK) throw new IllegalArgumentException(fault(target, bad));
  }

  /**
   * Parses a URL strictly. Nothing is repaired or percent-encoded: what is in the text is what is
   * sent. The host is read as {@link Origin#http} reads it.
   *
   * @throws HttpException.InvalidUrl if the text is not such a URL, or carries user information,
   *     which must not be sent (RFC 9110 §4.2.4)
   */
  public static HttpUrl parse(String url) throws HttpException.InvalidUrl {
    int colon = url.indexOf("://");
    String scheme = colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new HttpException.InvalidUrl("the URL must begin with http:// or https://");
    }
    int from = colon + "://".length();
    int end = authorityEnd(url, from);
    String authority = url.substring(from, end);
    if (authority.indexOf('@') >= 0) {
      throw new HttpException.InvalidUrl(
          "a URL can't carry user information (RFC 9110 section 4.2.4): give it as Credentials");
    }
    Origin origin = scheme.equals("https") ? Origin.https(authority) : Origin.http(authority);
    return new HttpUrl(origin, target(url, end));
  }

  /**
   * The URL of this path at {@code origin}. Each segment is encoded in UTF-8 and then
   * percent-encoded, except for letters, digits and {@code -._~}, so that a {@code /}, {@code ?} or
   * {@code %} in it stays a part of it. An empty last segment makes the path end with a slash;
   * without any segment it is {@code /}.
   *
   * @throws IllegalArgumentException if a segment is {@code .} or {@code ..}, which no encoding
   *     protects from being resolved on the way, or has half a surrogate pair
   */
  public static HttpUrl of(Origin origin, String... pathSegments) {
    return new HttpUrl(origin, UrlParts.withSegments("/", pathSegments));
  }

  /**
   * The URL of this path under that of {@code base}, whether that ends with a slash or not: {@code
   * of("https://a.example/v1", "users", "a/b")} is {@code https://a.example/v1/users/a%2Fb}. The
   * query of the base stays. Segments are encoded as by {@link #of(Origin, String...)}.
   *
   * @param base is read by {@link #parse}
   * @throws HttpException.InvalidUrl if the base is not a URL
   * @throws IllegalArgumentException if a segment is {@code .} or {@code ..}, or has half a
   *     surrogate pair
   */
  public static HttpUrl of(String base, String... pathSegments) throws HttpException.InvalidUrl {
    HttpUrl url = parse(base);
    return new HttpUrl(url.origin, UrlParts.withSegments(url.target, pathSegments));
  }

  /**
   * The URL that a template means with these variables: RFC 6570, all of its levels, so that {@code
   * https://a.example/users/{id}/posts{?tags*,page}} takes a text or number for {@code id} and
   * {@code page} and a list for {@code tags}. A variable that is absent or null is left out. A
   * value is a text, or anything that is one by its {@code toString}, or an {@link Iterable}, array
   * or {@link Map} of such.
   *
   * <p>Values are percent-encoded, so that they can't end the part of the URL that they are in;
   * those of <code>{+name}</code> and <code>{#name}</code> may have delimiters and encoded bytes.
   * No variable can change scheme, host and port, or make a path segment {@code .} or {@code ..}. A
   * fragment is dropped.
   *
   * @throws HttpException.InvalidUrl if the template is malformed, has an expression in its host,
   *     or does not make an http or https URL
   * @throws IllegalArgumentException if the path would have a segment {@code .} or {@code ..}, or
   *     if a value does not fit its expression or has half a surrogate pair
   */
  public static HttpUrl expand(String template, Map<String, ?> variables)
      throws HttpException.InvalidUrl {
    int path = UriTemplate.endOfAuthority(template);
    String expanded = UriTemplate.expand(template.substring(path), variables);
    HttpUrl url = parse(template.substring(0, path) + expanded);
    UrlParts.requireNoDotSegments(url.target);
    return url;
  }

  /**
   * This URL with one more parameter at the end of its query. Name and value are encoded in UTF-8
   * and then percent-encoded, except for letters, digits and {@code -._~}; a space becomes {@code
   * %20}.
   *
   * @throws IllegalArgumentException if the name or value has half a surrogate pair
   */
  public HttpUrl withQuery(String name, String value) {
    UrlParts.requirePairs("the parameter's name", name);
    UrlParts.requirePairs("the parameter's value", value);
    return new HttpUrl(origin, TargetQuery.with(target, name, value));
  }

  /** This URL without its query. */
  public HttpUrl withoutQuery() {
    return new HttpUrl(origin, target.substring(0, UrlParts.endOfPath(target)));
  }

  /**
   * The URL that {@code reference} means in a document at this URL: RFC 3986 §5. It may be a whole
   * URL, or lack scheme, host, and the beginning of the path. Its {@code .} and {@code ..} are
   * resolved, but not {@code %2e}, and its fragment is dropped. Nothing is repaired or
   * percent-encoded.
   *
   * @throws HttpException.InvalidUrl if the result is not an http or https URL, as with {@code
   *     mailto:a@b.example}, and with {@code http:g}, which §5.2.2 reads strictly as a URL without
   *     a host; or if the reference has user information
   */
  public HttpUrl resolve(String reference) throws HttpException.InvalidUrl {
    return UrlReference.resolve(this, reference);
  }

  private static int authorityEnd(String url, int from) {
    int i = from;
    while (i < url.length() && "/?#".indexOf(url.charAt(i)) < 0) i++;
    return i;
  }

  private static String target(String url, int from) throws HttpException.InvalidUrl {
    int fragment = url.indexOf('#', from);
    String rest = url.substring(from, fragment < 0 ? url.length() : fragment);
    String target = rest.startsWith("/") ? rest : "/" + rest;
    int bad = Syntax.checkTarget(target);
    if (bad == Syntax.OK) return target;
    throw new HttpException.InvalidUrl(fault(target, bad));
  }

  private static String fault(String target, int at) {
    return "URL can't contain " + Syntax.describe(target.charAt(at)) + " (percent-encode it)";
  }

  /**
   * The URL for a log: the values of query parameters that look like secrets are hidden. A name
   * that contains one of the words of {@link Headers#isSecret} looks so, and so do some short ones,
   * such as {@code sig} and {@code code}.
   */
  public String redacted() {
    return Secrets.shownUrl(toString());
  }

  /** The URL as text, without its fragment. Nothing is hidden: {@link #redacted} is for logs. */
  @Override
  public String toString() {
    return origin + target;
  }
}
