package httpwire.client.cache;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a cache does beyond what RFC 9111 demands. A time of more than a hundred years counts as
 * that.
 *
 * @param heuristicCap if a response says neither when it expires nor how old it may get, it counts
 *     as fresh for a tenth of the time since its Last-Modified, at most for this long (RFC 9111
 *     §4.2.2); null for never, so that each use is validated
 * @param maxEntryBytes a body that is longer is not stored
 * @param isSetCookieStored whether responses with Set-Cookie are stored, with that field
 * @param staleIfError how long after it became stale a response may be used if the server can't be
 *     reached or answers 500, 502, 503 or 504, even if it does not say stale-if-error itself. It is
 *     not used if it forbids that: no-cache, must-revalidate
 * @param failureHook is called when the storage fails, with what it threw, in the thread of the
 *     call or of the reader of a body. What it throws is ignored
 * @param clock the time
 */
public record CacheOptions(
    @Nullable Duration heuristicCap,
    long maxEntryBytes,
    boolean isSetCookieStored,
    Duration staleIfError,
    Consumer<Throwable> failureHook,
    InstantSource clock) {
  /** More would overflow what is computed with it. */
  private static final Duration LONGEST = Duration.ofDays(36_525);

  /** No heuristics, entries of at most 32 MiB, no Set-Cookie, and the rules of the RFCs. */
  public static final CacheOptions DEFAULT =
      new CacheOptions(
          null, 32L << 20, false, Duration.ZERO, failure -> {}, InstantSource.system());

  /**
   * @throws IllegalArgumentException if a duration or size is negative
   */
  public CacheOptions {
    if (maxEntryBytes < 0) throw new IllegalArgumentException("maxEntryBytes < 0");
    if (staleIfError.isNegative()) throw new IllegalArgumentException("staleIfError < 0");
    if (heuristicCap != null && heuristicCap.isNegative()) {
      throw new IllegalArgumentException("heuristicCap < 0");
    }
    if (staleIfError.compareTo(LONGEST) > 0) staleIfError = LONGEST;
    if (heuristicCap != null && heuristicCap.compareTo(LONGEST) > 0) heuristicCap = LONGEST;
  }

  /** With another {@link #heuristicCap}; null for no heuristics. */
  public CacheOptions withHeuristicCap(@Nullable Duration cap) {
    return new CacheOptions(
        cap, maxEntryBytes, isSetCookieStored, staleIfError, failureHook, clock);
  }

  /** With another {@link #maxEntryBytes}. */
  public CacheOptions withMaxEntryBytes(long byteCount) {
    return new CacheOptions(
        heuristicCap, byteCount, isSetCookieStored, staleIfError, failureHook, clock);
  }

  /** With {@link #isSetCookieStored} on. */
  public CacheOptions storingSetCookie() {
    return new CacheOptions(heuristicCap, maxEntryBytes, true, staleIfError, failureHook, clock);
  }

  /** With another {@link #staleIfError}. */
  public CacheOptions withStaleIfError(Duration time) {
    return new CacheOptions(
        heuristicCap, maxEntryBytes, isSetCookieStored, time, failureHook, clock);
  }

  /** With another {@link #failureHook}. */
  public CacheOptions withFailureHook(Consumer<Throwable> hook) {
    return new CacheOptions(
        heuristicCap, maxEntryBytes, isSetCookieStored, staleIfError, hook, clock);
  }

  /** With another {@link #clock}, for tests. */
  public CacheOptions withClock(InstantSource source) {
    return new CacheOptions(
        heuristicCap, maxEntryBytes, isSetCookieStored, staleIfError, failureHook, source);
  }
}
