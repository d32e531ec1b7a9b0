package httpwire;

import httpwire.internal.syntax.Characters;
import httpwire.internal.syntax.Syntax;
import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes: scheme, host and port, RFC 9110 §4.3.1.
 *
 * <p>One strict parser makes every host of this library, so that no two parts can read one
 * differently: registered names without percent-encoding, internationalised names as A-labels, IPv6
 * addresses without their brackets, no user information.
 *
 * @param scheme {@code http} or {@code https}
 * @param host a name in US-ASCII, an IPv4 or an IPv6 address; the latter possibly with a zone
 * @param port 1 to 65535
 */
public record Origin(String scheme, String host, int port) {
  /** The port of an {@code http} URL without one (http.client: HTTP_PORT). */
  public static final int HTTP_PORT = 80;

  /** The port of an {@code https} URL without one (http.client: HTTPS_PORT). */
  public static final int HTTPS_PORT = 443;

  /** Refuses a scheme that is not ours and a port out of range; hosts come checked from below. */
  public Origin {
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("scheme is neither http nor https: " + scheme);
    }
    if (port < 1 || port > 65_535) throw new IllegalArgumentException("port out of range: " + port);
    if (checkHost(host) != null) throw new IllegalArgumentException(checkHost(host));
  }

  /**
   * An {@code http} origin from {@code host} or {@code host:port}; an IPv6 address in brackets.
   *
   * @throws HttpException.InvalidUrl if the text is none of these
   */
  public static Origin http(String authority) throws HttpException.InvalidUrl {
    return parse("http", authority);
  }

  /** An {@code https} origin, else as {@link #http}. */
  public static Origin https(String authority) throws HttpException.InvalidUrl {
    return parse("https", authority);
  }

  /**
   * An origin whose port is given apart; the host is then taken whole, with or without brackets.
   *
   * @param port -1 for the scheme's default
   */
  public static Origin of(String scheme, String host, int port) throws HttpException.InvalidUrl {
    boolean isBracketed = host.startsWith("[") && host.endsWith("]");
    String ascii = toAscii(isBracketed ? host.substring(1, host.length() - 1) : host);
    if (isBracketed && ascii.indexOf(':') < 0) throw invalid("no IPv6 address in brackets");
    return create(scheme, ascii, port);
  }

  private static Origin parse(String scheme, String authority) throws HttpException.InvalidUrl {
    if (authority.indexOf('@') >= 0) throw invalid("user information can't be sent");
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

  /** The digits behind the colon; none at all means the default, as in http.client. */
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

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 127) return false;
    }
    return true;
  }

  private static Origin create(String scheme, String host, int port)
      throws HttpException.InvalidUrl {
    String fault = checkHost(host);
    if (fault != null) throw new HttpException.InvalidUrl(fault);
    int known = port == -1 ? defaultPort(scheme) : port;
    if (known < 1 || known > 65_535) throw invalid("port out of range: " + known);
    return new Origin(scheme, host, known);
  }

  private static String toAscii(String host) throws HttpException.InvalidUrl {
    if (isAscii(host)) return host;
    try {
      return IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES);
    } catch (IllegalArgumentException notAName) {
      // Its message would carry the text, control characters and all.
      throw invalid("the host is no internationalised name (RFC 3490)");
    }
  }

  /** What is wrong with a host, or null. */
  private static @Nullable String checkHost(String host) {
    if (host.isEmpty()) return "the host is empty";
    if (host.length() > 255) return "the host is longer than 255 characters";
    if (host.indexOf(':') >= 0) return isIpv6(host) ? null : "not an IPv6 address: it has a ':'";
    int bad = Syntax.checkRegName(host);
    if (bad == Syntax.OK) return null;
    return "the host can't contain " + Syntax.describe(host.charAt(bad)) + " at offset " + bad;
  }

  private static boolean isIpv6(String host) {
    int zone = host.indexOf('%');
    if (zone >= 0 && Syntax.checkRegName(host.substring(zone + 1)) != Syntax.OK) return false;
    String address = zone < 0 ? host : host.substring(0, zone);
    try {
      // In brackets the JDK parses a literal and never asks a name server.
      return InetAddress.getByName("[" + address + "]") != null;
    } catch (UnknownHostException notAnAddress) {
      return false;
    }
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
    return host.indexOf(':') >= 0 || isDottedQuad(host);
  }

  private static boolean isDottedQuad(String host) {
    int from = 0;
    for (int octet = 1; octet < 4; octet++) {
      int dot = host.indexOf('.', from);
      if (dot < 0 || !isOctet(host, from, dot)) return false;
      from = dot + 1;
    }
    return isOctet(host, from, host.length());
  }

  private static boolean isOctet(String host, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = host.charAt(i) - '0';
      if (digit < 0 || digit > 9) return false;
      value = value * 10 + digit;
    }
    boolean hasLeadingZero = to - from > 1 && host.charAt(from) == '0';
    return to > from && to - from <= 3 && value <= 255 && !hasLeadingZero;
  }

  /** {@code host} or {@code host:port}, the port only if it is not the scheme's (RFC 9110 §7.2). */
  public String hostHeader() {
    return port == defaultPort(scheme) ? bracketedHost() : authority();
  }

  /** {@code host:port}, always with the port: the target of CONNECT (RFC 9112 §3.2.3). */
  public String authority() {
    return bracketedHost() + ":" + port;
  }

  /** IPv6 in brackets; a zone means nothing to the other end and stays here (RFC 6874 §4). */
  private String bracketedHost() {
    if (host.indexOf(':') < 0) return host;
    int zone = host.indexOf('%');
    return "[" + (zone < 0 ? host : host.substring(0, zone)) + "]";
  }

  /** Names compare without case. */
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

  /** As in a URL: {@code https://example.com:8443}. */
  @Override
  public String toString() {
    return scheme + "://" + hostHeader();
  }
}
