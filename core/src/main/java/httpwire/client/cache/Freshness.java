package httpwire.client.cache;

import httpwire.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How old a stored response is, and how old it may get: RFC 9111 §4.2, in milliseconds.
 *
 * @param isClockRight false if the clock is before the moment at which the response came: then its
 *     age is not known
 */
record Freshness(long lifetimeMillis, long ageMillis, boolean isClockRight) {
  /** RFC 9110 §15.1: those that may be fresh without saying so. */
  static final Set<Integer> HEURISTIC_STATUSES =
      Set.of(200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501);

  private static final int HEURISTIC_DIVISOR = 10;

  static Freshness of(StoredResponse response, CacheOptions options, Instant now) {
    long lifetime = lifetimeMillis(response, options.heuristicCap());
    long resident = millisBetween(response.responseTime(), now);
    long age = initialAgeMillis(response) + Math.max(0, resident);
    return new Freshness(lifetime, age, resident >= 0);
  }

  boolean isFresh() {
    return isClockRight && lifetimeMillis > ageMillis;
  }

  /** For how long it has been stale; negative while it is fresh. */
  long staleMillis() {
    return ageMillis - lifetimeMillis;
  }

  /** RFC 9111 §4.2.1. What is there and can't be read, or is there twice, makes it 0. */
  static long lifetimeMillis(StoredResponse response, @Nullable Duration heuristicCap) {
    Headers headers = response.headers();
    ResponseDirectives directives = response.directives();
    long maxAge = directives.maxAgeSeconds();
    if (maxAge != Directives.ABSENT) return Math.max(0, maxAge) * 1000;
    if (headers.contains("Expires")) {
      Instant expires = CacheDates.only(headers, "Expires");
      return expires == null ? 0 : Math.max(0, millisBetween(response.date(), expires));
    }
    return directives.isSharedAge() ? 0 : heuristicMillis(response, directives, heuristicCap);
  }

  /** RFC 9111 §4.2.2. */
  private static long heuristicMillis(
      StoredResponse response, ResponseDirectives directives, @Nullable Duration cap) {
    Instant modified = CacheDates.only(response.headers(), "Last-Modified");
    boolean isAllowed = HEURISTIC_STATUSES.contains(response.status()) || directives.isExplicit();
    if (cap == null || modified == null || !isAllowed) return 0;
    long since = Math.max(0, millisBetween(modified, response.date()));
    return Math.min(since / HEURISTIC_DIVISOR, cap.toMillis());
  }

  /** RFC 9111 §4.2.3: corrected_initial_age. */
  private static long initialAgeMillis(StoredResponse response) {
    Instant received = response.responseTime();
    long apparent = Math.max(0, millisBetween(response.date(), received));
    long delay = Math.max(0, millisBetween(response.requestTime(), received));
    return Math.max(apparent, ageSeconds(response.headers()) * 1000 + delay);
  }

  /** RFC 9111 §5.1: the first member, if it is a number; else 0. */
  private static long ageSeconds(Headers headers) {
    List<String> lines = headers.getAll("Age");
    if (lines.isEmpty()) return 0;
    String first = lines.get(0);
    int comma = first.indexOf(',');
    String member = (comma < 0 ? first : first.substring(0, comma)).strip();
    return Math.max(0, Directives.deltaSeconds(member));
  }

  private static long millisBetween(Instant from, Instant to) {
    return to.toEpochMilli() - from.toEpochMilli();
  }
}
