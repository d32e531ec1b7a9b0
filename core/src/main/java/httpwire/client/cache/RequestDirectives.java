package httpwire.client.cache;

import httpwire.Headers;

/**
 * What a request's Cache-Control says, RFC 9111 §5.2.1 and RFC 5861 §4; if it has none, its Pragma
 * (§5.4).
 *
 * @param isBroken the field or a number in it is malformed: the cache is not used
 * @param isNoCache a stored response must be validated
 * @param isNoStore neither is a stored response used nor is one stored
 * @param maxAgeSeconds -1 if it is not given
 * @param maxStaleSeconds how long ago a response may have become stale; -1 if it is not given
 * @param minFreshSeconds for how long it must still be fresh
 * @param ifErrorSeconds how long a stale response may be used if the server fails; -1 if it is not
 *     given
 */
record RequestDirectives(
    boolean isBroken,
    boolean isNoCache,
    boolean isNoStore,
    boolean isOnlyIfCached,
    long maxAgeSeconds,
    long maxStaleSeconds,
    long minFreshSeconds,
    long ifErrorSeconds) {

  static RequestDirectives of(Headers headers) {
    boolean isSaid = headers.contains("Cache-Control");
    Directives all = Directives.parse(headers.getAll("Cache-Control"));
    long maxAge = all.seconds("max-age");
    long minFresh = all.seconds("min-fresh");
    long maxStale = all.isBare("max-stale") ? Directives.MOST_SECONDS : all.seconds("max-stale");
    boolean hasWrongNumber = maxAge == Directives.INVALID || minFresh == Directives.INVALID;
    return new RequestDirectives(
        all.isBroken() || hasWrongNumber || maxStale == Directives.INVALID,
        all.contains("no-cache") || (!isSaid && isPragmaNoCache(headers)),
        all.contains("no-store"),
        all.contains("only-if-cached"),
        maxAge,
        maxStale,
        Math.max(0, minFresh),
        Math.max(-1, all.seconds("stale-if-error")));
  }

  private static boolean isPragmaNoCache(Headers headers) {
    return Directives.parse(headers.getAll("Pragma")).contains("no-cache");
  }
}
