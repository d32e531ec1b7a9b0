package httpwire.internal.syntax;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;
import java.util.Set;

/**
 * Decides by name which values must not appear in a log: those of fields and query parameters that
 * carry secrets. Names are compared without regard to case.
 *
 * <p>Hiding a value that is not secret does little harm; showing a secret does much. So a part of a
 * name is enough to hide the value, and the few exceptions are listed.
 */
public final class Secrets {
  /** The text shown in place of a secret. */
  public static final String HIDDEN = "\u2588\u2588";

  /** A name that contains one of these belongs to a secret. */
  private static final String[] PARTS = {
    "auth",
    "cookie",
    "credential",
    "jwt",
    "key",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "pwd",
    "secret",
    "session",
    "signature",
    "token"
  };

  /**
   * Fields that contain such a part but are not secret: challenges, public keys, lists of names,
   * cache and retry keys.
   */
  private static final Set<String> PLAIN_FIELDS =
      Set.of(
          "accept-signature",
          "access-control-allow-credentials",
          "author",
          "cache-key",
          "idempotency-key",
          "keywords",
          "optional-www-authenticate",
          "proxy-authenticate",
          "public-key-pins",
          "public-key-pins-report-only",
          "sec-websocket-key",
          "signature-input",
          "surrogate-key",
          "www-authenticate",
          "x-cache-key");

  private static final Set<String> PLAIN_PARAMETERS =
      Set.of("author", "authority", "authors", "keyword", "keywords");

  /**
   * Parameters that contain no such part but are secret: signatures and codes of OAuth, Azure, CAS
   * and SAML.
   */
  private static final Set<String> SECRET_PARAMETERS =
      Set.of("code", "otp", "pass", "pin", "samlrequest", "samlresponse", "sid", "sig", "ticket");

  /** Fields whose value is a URL. */
  private static final Set<String> URL_FIELDS = Set.of("content-location", "location", "referer");

  private Secrets() {}

  /** Whether the value of a field of this name is a secret. */
  public static boolean isSecretField(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return hasSecretPart(lower) && !PLAIN_FIELDS.contains(lower);
  }

  /** Whether the value of a query parameter is a secret. Its name is as in the URL, encoded. */
  public static boolean isSecretParameter(String name) {
    byte[] decoded = PercentCoding.decode(name);
    String plain = decoded == null ? name : new String(decoded, ISO_8859_1);
    String lower = plain.toLowerCase(Locale.ROOT);
    if (SECRET_PARAMETERS.contains(lower)) return true;
    return hasSecretPart(lower) && !PLAIN_PARAMETERS.contains(lower);
  }

  private static boolean hasSecretPart(String lower) {
    for (String part : PARTS) {
      if (lower.contains(part)) return true;
    }
    return false;
  }

  /** A field's value for a log: hidden if it is a secret; a URL is shown without its secrets. */
  public static String shownField(String name, String value) {
    if (isSecretField(name)) return HIDDEN;
    return URL_FIELDS.contains(name.toLowerCase(Locale.ROOT)) ? shownUrl(value) : value;
  }

  /**
   * A URL or request-target for a log: its user information and the values of its secret parameters
   * are hidden, in the query and the fragment; everything else stays. The text need not be a valid
   * URL.
   */
  public static String shownUrl(String url) {
    int query = indexOfQuery(url);
    StringBuilder shown = new StringBuilder(withoutUser(url.substring(0, query)));
    int end;
    for (int from = query; from < url.length(); from = end) {
      end = from + 1;
      while (end < url.length() && !isSeparator(url.charAt(end))) end++;
      shown.append(url.charAt(from)).append(shownParameter(url.substring(from + 1, end)));
    }
    return shown.toString();
  }

  private static int indexOfQuery(String url) {
    int i = 0;
    while (i < url.length() && url.charAt(i) != '?' && url.charAt(i) != '#') i++;
    return i;
  }

  private static boolean isSeparator(char c) {
    return c == '&' || c == ';' || c == '?' || c == '#';
  }

  private static String withoutUser(String url) {
    int from = url.indexOf("//") + 2;
    int slash = from < 2 ? -1 : url.indexOf('/', from);
    int at = from < 2 ? -1 : url.lastIndexOf('@', slash < 0 ? url.length() : slash);
    return at < from ? url : url.substring(0, from) + HIDDEN + url.substring(at);
  }

  private static String shownParameter(String parameter) {
    int equals = parameter.indexOf('=');
    if (equals < 0 || equals == parameter.length() - 1) return parameter;
    boolean isSecret = isSecretParameter(parameter.substring(0, equals));
    return isSecret ? parameter.substring(0, equals + 1) + HIDDEN : parameter;
  }
}
