package httpwire.internal.wire;

import httpwire.HttpException.InvalidUrl;
import httpwire.Origin;
import httpwire.internal.syntax.Characters;
import httpwire.internal.syntax.Syntax;
import java.util.Locale;

/**
 * The target of a request in one of the four forms of RFC 9112 §3.2; sent as it was given.
 *
 * @param text visible US-ASCII without a fragment
 */
public record RequestTarget(Form form, String text) {
  /** The four forms. */
  public enum Form {
    /** A path with its query. */
    ORIGIN,
    /** A URL, for a proxy. */
    ABSOLUTE,
    /** {@code host:port}, for CONNECT. */
    AUTHORITY,
    /** {@code *}: the server itself. */
    ASTERISK
  }

  /**
   * Checks a target and finds its form; an empty target becomes {@code /}.
   *
   * @throws InvalidUrl if it has none of the four forms, contains a character that cannot be sent,
   *     or carries user information
   */
  static RequestTarget of(String method, String target) throws InvalidUrl {
    String text = target.isEmpty() ? "/" : target;
    requireSendable(method, text);
    Form form = form(method, text);
    RequestTarget checked = new RequestTarget(form, text);
    boolean hasAuthority = form == Form.ABSOLUTE || form == Form.AUTHORITY;
    if (hasAuthority && checked.authority().indexOf('@') >= 0) {
      throw new InvalidUrl(
          "the target of "
              + method
              + " can't carry user information (RFC 9110 4.2.4): send an Authorization field,"
              + " see Credentials");
    }
    if (form == Form.AUTHORITY) requireHostAndPort(text);
    return checked;
  }

  private static void requireSendable(String method, String text) throws InvalidUrl {
    int bad = Syntax.checkTarget(text);
    if (bad == Syntax.OK) return;
    throw new InvalidUrl(
        "URL can't contain "
            + Syntax.describe(text.charAt(bad))
            + " (found at offset "
            + bad
            + " of the target of "
            + method
            + ", after '"
            + Printable.of(path(text.substring(0, bad)))
            + "')");
  }

  /** The text without its query, which may contain secrets. */
  private static String path(String text) {
    int query = text.indexOf('?');
    return query < 0 ? text : text.substring(0, query + 1) + "…";
  }

  private static Form form(String method, String text) throws InvalidUrl {
    if (text.startsWith("/")) return Form.ORIGIN;
    if (text.equals("*")) return Form.ASTERISK;
    if (schemeEnd(text) > 0) return Form.ABSOLUTE;
    if (method.equals("CONNECT")) return Form.AUTHORITY;
    throw new InvalidUrl(
        "the target of "
            + method
            + " must be a path that begins with '/', an absolute URL, '*', or host:port for CONNECT"
            + " (RFC 9112 3.2), got '"
            + Printable.of(path(text))
            + "'");
  }

  /** The offset of {@code ://} after a scheme, RFC 3986 §3.1; -1 if there is none. */
  private static int schemeEnd(String text) {
    int end = text.indexOf("://");
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean isLetter = Characters.lowerCase(c) >= 'a' && Characters.lowerCase(c) <= 'z';
      boolean isOther = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
      if (!isLetter && (i == 0 || !isOther)) return -1;
    }
    return end;
  }

  private static void requireHostAndPort(String text) throws InvalidUrl {
    Origin origin = Origin.http(text);
    if (text.endsWith(":" + origin.port())) return;
    throw new InvalidUrl("the target of CONNECT must be host:port (RFC 9112 3.2.3)");
  }

  /** The host and port of an absolute target or of CONNECT's, the two forms that have them. */
  private String authority() {
    if (form == Form.AUTHORITY) return text;
    int from = schemeEnd(text) + "://".length();
    int to = from;
    while (to < text.length() && "/?".indexOf(text.charAt(to)) < 0) to++;
    return text.substring(from, to);
  }

  /** Whether the form is one that is sent to the origin itself, not to a proxy. */
  boolean isForOrigin() {
    return form == Form.ORIGIN || form == Form.ASTERISK;
  }

  /**
   * The value of Host: the authority of an {@code http} or {@code https} URL with its port as
   * written, or that of CONNECT (RFC 9112 §3.3), but without an IPv6 zone, which has no meaning on
   * another machine; else {@code originHost}.
   *
   * @throws InvalidUrl if the authority cannot be read
   */
  String host(String originHost) throws InvalidUrl {
    if (form == Form.AUTHORITY) return Origin.http(text).authority();
    if (form != Form.ABSOLUTE) return originHost;
    String scheme = text.substring(0, schemeEnd(text)).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) return originHost;
    String authority = authority();
    Origin origin = scheme.equals("https") ? Origin.https(authority) : Origin.http(authority);
    boolean hasPort = authority.endsWith(":" + origin.port());
    return hasPort ? origin.authority() : origin.hostHeader();
  }

  /** The absolute URL that a request with this target asks {@code origin} for. */
  public String url(Origin origin) {
    return isForOrigin() ? origin + text : text;
  }
}
