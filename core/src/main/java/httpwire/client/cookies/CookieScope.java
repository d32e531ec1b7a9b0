package httpwire.client.cookies;

import httpwire.HttpUrl;
import httpwire.Origin;
import httpwire.internal.syntax.HostSyntax;
import java.util.Locale;

/**
 * The URL that a cookie comes from or goes to, as far as cookies care: RFC 6265bis §5.1.
 *
 * @param host in lower case
 * @param path of the URL, without its query
 * @param isSecure whether Secure cookies may come and go
 */
record CookieScope(String host, String path, boolean isSecure) {
  static CookieScope of(HttpUrl url) {
    String host = url.origin().host().toLowerCase(Locale.ROOT);
    return new CookieScope(host, url.withoutQuery().target(), isSecure(url.origin(), host));
  }

  /**
   * RFC 6265bis §5.8.3 leaves it to the user agent what is secure, and names https and trusted
   * hosts such as localhost: what is sent there does not leave the machine.
   */
  private static boolean isSecure(Origin origin, String host) {
    if (origin.isSecure() || host.equals("localhost") || host.equals("::1")) return true;
    return host.startsWith("127.") && HostSyntax.isAddress(host);
  }

  /** §5.1.3, for this URL's host. */
  boolean domainMatches(String domain) {
    return domainMatches(host, domain);
  }

  /** §5.1.3: whether {@code host} is {@code domain} or one of its subdomains. */
  static boolean domainMatches(String host, String domain) {
    if (host.equals(domain)) return true;
    int dot = host.length() - domain.length() - 1;
    return dot >= 0
        && host.endsWith(domain)
        && host.charAt(dot) == '.'
        && !HostSyntax.isAddress(host);
  }

  /** §5.1.4, for this URL's path. */
  boolean pathMatches(String cookiePath) {
    return pathMatches(path, cookiePath);
  }

  /** §5.1.4: whether {@code path} is {@code cookiePath} or below it. */
  static boolean pathMatches(String path, String cookiePath) {
    if (!path.startsWith(cookiePath)) return false;
    return path.length() == cookiePath.length()
        || cookiePath.endsWith("/")
        || path.charAt(cookiePath.length()) == '/';
  }

  /** §5.1.4: the directory of this URL's path. */
  String defaultPath() {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }
}
