package httpwire.client.cookies;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is true of every stored cookie, RFC 6265bis §5.6 and §5.7, wherever it comes from. */
final class CookieRules {
  /** RFC 6265bis §5.6: of name and value together. */
  static final int MAX_PAIR_BYTES = 4096;

  private static final String SECURE_PREFIX = "__secure-";
  private static final String HOST_PREFIX = "__host-";

  private CookieRules() {}

  /** What is wrong with a cookie, without its value, or null. */
  static @Nullable String fault(Cookie cookie) {
    String fault = pairFault(cookie.getName(), cookie.getValue());
    if (fault == null) fault = placeFault(cookie.getDomain(), cookie.getPath());
    return fault == null ? promiseFault(cookie) : fault;
  }

  private static @Nullable String pairFault(String name, String value) {
    if (name.isEmpty() && value.isEmpty()) return "a cookie can't be without name and value";
    if (name.length() + value.length() > MAX_PAIR_BYTES) {
      return "name and value of a cookie have more than 4096 bytes";
    }
    if (name.indexOf('=') >= 0) return "the name of a cookie can't contain '='";
    if (!isSendable(name)) return "the name of a cookie has a character that can't be sent";
    return isSendable(value) ? null : "the value of a cookie has a character that can't be sent";
  }

  /** No controls but tabs, no semicolon, no blanks at the ends, nothing that is not one byte. */
  private static boolean isSendable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isControl(c) || c == ';' || c > 255) return false;
    }
    return text.isEmpty() || !(isBlank(text.charAt(0)) || isBlank(text.charAt(text.length() - 1)));
  }

  private static @Nullable String placeFault(String domain, String path) {
    if (domain.isEmpty()) return "a cookie must have a host or a domain";
    for (int i = 0; i < domain.length(); i++) {
      char c = domain.charAt(i);
      if (c <= ' ' || c > 126) return "the domain of a cookie is no host";
    }
    if (!path.startsWith("/")) return "the path of a cookie must begin with '/'";
    for (int i = 0; i < path.length(); i++) {
      if (isControl(path.charAt(i))) return "the path of a cookie has a control character";
    }
    return null;
  }

  /** RFC 6265bis §5.7, steps 19 to 22. */
  private static @Nullable String promiseFault(Cookie cookie) {
    if (cookie.getSameSite() == Cookie.SameSite.NONE && !cookie.isSecure()) {
      return "a cookie with SameSite=None must be secure";
    }
    String name = cookie.getName();
    if (hasPrefix(name, SECURE_PREFIX) && !cookie.isSecure()) {
      return "a cookie with the prefix __Secure- must be secure";
    }
    boolean isOfHost = cookie.isSecure() && cookie.isHostOnly() && cookie.getPath().equals("/");
    if (hasPrefix(name, HOST_PREFIX) && !isOfHost) {
      return "a cookie with the prefix __Host- must be secure, for its host only, and for path /";
    }
    String value = cookie.getValue();
    boolean isDisguised = hasPrefix(value, SECURE_PREFIX) || hasPrefix(value, HOST_PREFIX);
    return name.isEmpty() && isDisguised
        ? "a cookie without a name looks like one with a prefix"
        : null;
  }

  /** Whether the prefix {@code __Host-} demands of the server that it says the path. */
  static boolean mustSayPath(String name) {
    return hasPrefix(name, HOST_PREFIX);
  }

  private static boolean hasPrefix(String text, String lowerCasePrefix) {
    int length = lowerCasePrefix.length();
    return text.length() >= length
        && text.substring(0, length).toLowerCase(Locale.ROOT).equals(lowerCasePrefix);
  }

  /** RFC 6265bis §5.6: CTL characters except the tab. */
  static boolean isControl(char c) {
    return (c < ' ' && c != '\t') || c == 127;
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
