package httpwire;

import httpwire.internal.syntax.Characters;
import httpwire.internal.syntax.HostSyntax;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes: scheme, host and port, RFC 9110 §4.3.1.
 *
 * <p>All hosts of this library are checked here, so that no two parts of it read one differently. A
 * host is a name that DNS can hold, its internationalized labels as A-labels, or an IP address in
 * strict form. A host that ends in a number, such as {@code 127.1}, is an IPv4 address or refused.
 * There is no percent-encoding and no user information.
 *
 * @param scheme {@code http} or {@code https}
 * @param host a name in US-ASCII, an IPv4 address, or an IPv6 address without brackets, which may
 *     have a zone after {@code %}
 * @param port 1 to 65535
 */
public record Origin(String scheme, String host, int port) {
  /** The port of an {@code http} URL without one (http.client: HTTP_PORT). */
  public static final int HTTP_PORT = 80;

  /** The port of an {@code https} URL without one (http.client: HTTPS_PORT). */
  public static final int HTTPS_PORT = 443;

  /**
   * An origin of parts that are in the form described above. The methods {@link #http}, {@link
   * #https} and {@link #of} take what people write.
   *
   * @throws IllegalArgumentException if a part is not in that form
   */
  public Origin {
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("scheme is neither http nor https: " + scheme);
    }
    if (port < 1 || port > 65_535) throw new IllegalArgumentException("port out of range: " + port);
    String fault = HostSyntax.fault(host);
    if (fault != null) throw new IllegalArgumentException(fault);
  }

  /**
   * An {@code http} origin from {@code host} or {@code host:port}. An IPv6 address needs brackets;
   * its zone comes after {@code %25}, as in a URL (RFC 6874), or after {@code %} if that cannot be
   * taken for percent-encoding.
   *
   * @throws HttpException.InvalidUrl if the text is not of this form
   */
  public static Origin http(String authority) throws HttpException.InvalidUrl {
    return parse("http", authority);
  }

  /**
   * An {@code https} origin from {@code host} or {@code host:port}, read as {@link #http} reads it.
   *
   * @throws HttpException.InvalidUrl if the text is not of this form
   */
  public static Origin https(String authority) throws HttpException.InvalidUrl {
    return parse("https", authority);
  }

  /**
   * An origin from a host and a port that are given apart. An IPv6 address may have brackets;
   * without them its zone comes after a plain {@code %}.
   *
   * @param port -1 for the default of the scheme
   * @throws HttpException.InvalidUrl if the host is not one, or the port is out of range
   */
  public static Origin of(String scheme, String host, int port) throws HttpException.InvalidUrl {
    requireNoUrl(scheme, host);
    boolean isBracketed = host.startsWith("[") && host.endsWith("]");
    String ascii = toAscii(isBracketed ? bracketed(host) : host);
    if (isBracketed && ascii.indexOf(':') < 0)
      throw invalid("the brackets do not contain an IPv6 address");
    return create(scheme, ascii, port);
  }

  private static Origin parse(String scheme, String authority) throws HttpException.InvalidUrl {
    requireNoUrl(scheme, authority);
    if (authority.indexOf('@') >= 0) {
      throw invalid("a host can't carry user information: give it as Credentials");
    }
    int bracket = authority.lastIndexOf(']');
    int colon = authority.indexOf(':', bracket + 1);
    if (bracket < 0 && colon >= 0 && authority.indexOf(':', colon + 1) >= 0) {
      throw invalid("an IPv6 address needs brackets");
    }
    if (bracket >= 0 && colon != bracket + 1 && bracket != authority.length() - 1) {
      throw invalid("text between ']' and the port");
    }
    if (colon < 0) return of(scheme, authority, -1);
    return of(scheme, authority.substring(0, colon), port(authority, colon + 1));
  }

  private static void requireNoUrl(String scheme, String host) throws HttpException.InvalidUrl {
    if (!host.contains("://")) return;
    throw invalid(
        scheme.toUpperCase(Locale.ROOT)
            + " host must be host or host:port, got a URL: use Http.get(url) or HttpUrl.parse");
  }

  /** What is in the brackets, the zone after a plain percent sign: RFC 6874 §2, §3. */
  private static String bracketed(String host) throws HttpException.InvalidUrl {
    String inside = host.substring(1, host.length() - 1);
    int percent = inside.indexOf('%');
    if (percent < 0 || !isHexPair(inside, percent + 1)) return inside;
    if (!inside.startsWith("25", percent + 1)) {
      throw invalid("an IPv6 address can't be percent-encoded: its zone comes after %25");
    }
    return inside.substring(0, percent + 1) + inside.substring(percent + 3);
  }

  private static boolean isHexPair(String text, int from) {
    return from + 2 <= text.length()
        && Characters.hexDigit(text.charAt(from)) >= 0
        && Characters.hexDigit(text.charAt(from + 1)) >= 0;
  }

  /** The digits after the colon; none at all means the default, as in http.client. */
  private static int port(String authority, int from) throws HttpException.InvalidUrl {
    int port = 0;
    for (int i = from; i < authority.length(); i++) {
      int digit = authority.charAt(i) - '0';
      if (digit < 0 || digit > 9) throw nonnumericPort(authority.substring(from));
      port = port * 10 + digit;
      if (port > 65_535) throw invalid("port out of range");
    }
    return from == authority.length() ? -1 : port;
  }

  /** Shows the text only when it cannot break a log's line. */
  private static HttpException.InvalidUrl nonnumericPort(String port) {
    boolean isVisible = isVisible(port);
    return invalid(isVisible ? "nonnumeric port: '" + port + "'" : "nonnumeric port");
  }

  private static boolean isVisible(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!Characters.isVisible(text.charAt(i))) return false;
    }
    return true;
  }

  private static Origin create(String scheme, String host, int port)
      throws HttpException.InvalidUrl {
    String fault = HostSyntax.fault(host);
    if (fault != null) throw invalid(fault);
    int known = port == -1 ? defaultPort(scheme) : port;
    if (known < 1 || known > 65_535) throw invalid("port out of range: " + known);
    return new Origin(scheme, host, known);
  }

  private static String toAscii(String host) throws HttpException.InvalidUrl {
    String fault = HostSyntax.unicodeFault(host);
    if (fault != null) throw invalid(fault);
    String ascii = HostSyntax.toAscii(host);
    if (ascii == null) throw invalid("the host is not an internationalized name (RFC 3490)");
    return ascii;
  }

  private static int defaultPort(String scheme) {
    return scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
  }

  private static HttpException.InvalidUrl invalid(String what) {
    return new HttpException.InvalidUrl(what);
  }

  /** Whether the scheme is {@code https}, so that nothing may be sent in clear. */
  public boolean isSecure() {
    return scheme.equals("https");
  }

  /** Whether the host is an IPv4 or IPv6 address and not a name. Nothing is looked up. */
  public boolean isAddress() {
    return HostSyntax.isAddress(host);
  }

  /**
   * The value of a Host field: {@code host}, or {@code host:port} if the port is not the default of
   * the scheme (RFC 9110 §7.2). An IPv6 address is in brackets and without its zone, which has a
   * meaning on this machine only (RFC 6874 §4).
   */
  public String hostHeader() {
    return port == defaultPort(scheme) ? bracketedHost("") : authority();
  }

  /**
   * {@code host:port}, always with the port: the target of CONNECT (RFC 9112 §3.2.3). An IPv6
   * address is in brackets and without its zone.
   */
  public String authority() {
    return bracketedHost("") + ":" + port;
  }

  /**
   * @param zone what stands after an IPv6 address
   */
  private String bracketedHost(String zone) {
    if (host.indexOf(':') < 0) return host;
    int percent = host.indexOf('%');
    return "[" + (percent < 0 ? host : host.substring(0, percent)) + zone + "]";
  }

  /** Whether scheme, host and port are the same; hosts are compared without case. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Origin origin
        && origin.scheme.equals(scheme)
        && origin.host.equalsIgnoreCase(host)
        && origin.port == port;
  }

  @Override
  public int hashCode() {
    return host.toLowerCase(Locale.ROOT).hashCode() * 31 + port;
  }

  /**
   * The origin as in a URL: {@code https://example.com:8443}. The zone of an IPv6 address stays, as
   * RFC 6874 writes it: {@code http://[fe80::1%25eth0]}.
   */
  @Override
  public String toString() {
    int percent = host.indexOf('%');
    String zone = percent < 0 ? "" : "%25" + host.substring(percent + 1);
    String suffix = port == defaultPort(scheme) ? "" : ":" + port;
    return scheme + "://" + bracketedHost(zone) + suffix;
  }
}
