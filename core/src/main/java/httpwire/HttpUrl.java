package httpwire;

import httpwire.internal.syntax.Secrets;
import httpwire.internal.syntax.Syntax;
import java.util.Locale;

/**
 * The parts of an absolute {@code http} or {@code https} URL, RFC 9110 §4.2: where to connect, and
 * what to ask for there.
 *
 * @param origin scheme, host and port
 * @param target path and query, never empty, without the fragment
 */
public record HttpUrl(Origin origin, String target) {

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
    throw new HttpException.InvalidUrl(
        "URL can't contain " + Syntax.describe(target.charAt(bad)) + " (percent-encode it)");
  }

  /**
   * The URL for a log: the values of query parameters that look like secrets are hidden. A name
   * with {@code token}, {@code key}, {@code secret}, {@code auth}, {@code password}, {@code
   * session} or {@code signature} in it looks so, as with {@link Headers#isSecret}; and so do some
   * short ones, such as {@code sig} and {@code code}.
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
