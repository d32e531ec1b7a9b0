package httpwire.client.cache;

import java.time.Instant;

/** What may be done with a stored response that matches a request: RFC 9111 §4, RFC 5861. */
enum Decision {
  /** It is given without a request to the server. */
  FRESH,
  /** It is given although it is stale, since the caller accepts that. */
  STALE,
  /** It is given although it is stale, and validated in the meantime. */
  STALE_WHILE_REVALIDATE,
  /** The server is asked whether it is still right. */
  VALIDATE;

  static Decision of(
      StoredResponse response, RequestDirectives request, CacheOptions options, Instant now) {
    ResponseDirectives directives = response.directives();
    Freshness freshness = Freshness.of(response, options, now);
    if (request.isNoCache() || directives.isNoCache() || response.isInvalid()) return VALIDATE;
    if (freshness.isFresh() && isAccepted(freshness, request, directives)) return FRESH;
    if (directives.isStaleForbidden() || !freshness.isClockRight()) return VALIDATE;
    if (isStaleAccepted(freshness, request)) {
      return freshness.isFresh() ? FRESH : STALE;
    }
    boolean isLimited = request.maxAgeSeconds() >= 0 || request.minFreshSeconds() > 0;
    boolean isInTime = freshness.staleMillis() < directives.whileRevalidateSeconds() * 1000;
    return isInTime && !isLimited && !freshness.isFresh() ? STALE_WHILE_REVALIDATE : VALIDATE;
  }

  /**
   * RFC 9111 §5.2.1.1, §5.2.1.3. RFC 8246: {@code max-age=0}, as in a reload, asks for nothing of a
   * fresh response that is immutable.
   */
  private static boolean isAccepted(
      Freshness freshness, RequestDirectives request, ResponseDirectives directives) {
    long maxAge = request.maxAgeSeconds();
    boolean isReload = maxAge == 0 && directives.isImmutable();
    boolean isYoung = maxAge < 0 || isReload || freshness.ageMillis() <= maxAge * 1000;
    return isYoung && -freshness.staleMillis() >= request.minFreshSeconds() * 1000;
  }

  /** RFC 9111 §5.2.1.2: the time counts from the end of what would be accepted without it. */
  private static boolean isStaleAccepted(Freshness freshness, RequestDirectives request) {
    if (request.maxStaleSeconds() < 0) return false;
    long limit = freshness.lifetimeMillis();
    if (request.maxAgeSeconds() >= 0) limit = Math.min(limit, request.maxAgeSeconds() * 1000);
    long needed = freshness.ageMillis() + request.minFreshSeconds() * 1000;
    return needed <= limit + request.maxStaleSeconds() * 1000;
  }

  /** RFC 5861 §4: whether a stale response may be used in place of a failure. */
  static boolean isAllowedIfError(
      StoredResponse response, RequestDirectives request, CacheOptions options, Instant now) {
    ResponseDirectives directives = response.directives();
    Freshness freshness = Freshness.of(response, options, now);
    boolean isForbidden = directives.isStaleForbidden() || response.isInvalid();
    if (isForbidden || !freshness.isClockRight()) return false;
    long asked = request.ifErrorSeconds();
    if (request.isNoCache() && asked < 0) return false;
    long allowed = Math.max(asked, directives.ifErrorSeconds());
    long configured = options.staleIfError().toMillis();
    return freshness.staleMillis() < Math.max(allowed * 1000, configured);
  }
}
