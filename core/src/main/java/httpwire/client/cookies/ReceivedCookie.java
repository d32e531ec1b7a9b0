package httpwire.client.cookies;

import httpwire.HttpUrl;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Makes a cookie of a Set-Cookie field: what RFC 6265bis §5.7 says before it looks at the store.
 */
final class ReceivedCookie {
  private ReceivedCookie() {}

  /** Null if the field is to be ignored. */
  static @Nullable Cookie of(HttpUrl url, String text, PublicSuffixes suffixes, Instant now) {
    SetCookie received = SetCookie.parse(text, now);
    if (received == null) return null;
    return of(CookieScope.of(url), received, suffixes, now);
  }

  private static @Nullable Cookie of(
      CookieScope from, SetCookie received, PublicSuffixes suffixes, Instant now) {
    String domain = received.domain;
    // Step 9: a host that is a public suffix itself can set cookies for itself only.
    if (!domain.isEmpty() && suffixes.isPublicSuffix(domain)) {
      if (!domain.equals(from.host())) return null;
      domain = "";
    }
    // Step 10.
    if (!domain.isEmpty() && !from.domainMatches(domain)) return null;
    // Step 13.
    if (received.isSecure && !from.isSecure()) return null;
    // Step 21.3.
    if (CookieRules.mustSayPath(received.name) && received.path == null) return null;
    Cookie.Builder cookie = Cookie.builder(received.name, received.value);
    if (domain.isEmpty()) cookie.host(from.host());
    else cookie.domain(domain);
    String path = received.path;
    return cookie
        .path(path == null || path.isEmpty() ? from.defaultPath() : path)
        .expiry(received.expiry)
        .secure(received.isSecure)
        .httpOnly(received.isHttpOnly)
        .sameSite(received.sameSite)
        .created(now)
        .lastAccess(now)
        .buildOrNull();
  }
}
