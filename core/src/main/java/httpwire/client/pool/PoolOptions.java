package httpwire.client.pool;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many connections a client has, and for how long. Connections that are being opened count. A
 * time of more than a hundred years counts as that.
 *
 * @param maxConnections in all; 0 for no limit
 * @param maxPerOrigin to one origin by one way; 0 for no limit
 * @param idleTimeout how long a connection that nobody uses is kept; less if the server says so
 *     (Keep-Alive: timeout)
 * @param maxAge how long after it was opened a connection is used again; null for no limit
 * @param maxWaiting how many callers wait for a connection at most; one more is refused at once
 * @param waitTimeout how long one of them waits; null for as long as its deadline allows
 */
public record PoolOptions(
    int maxConnections,
    int maxPerOrigin,
    Duration idleTimeout,
    @Nullable Duration maxAge,
    int maxWaiting,
    @Nullable Duration waitTimeout) {
  /** More would overflow the clock. */
  private static final Duration LONGEST = Duration.ofDays(36_525);

  /** No limit in all, 64 to one origin, idle for 30 s, any age, any number of callers waiting. */
  public static final PoolOptions DEFAULT =
      new PoolOptions(0, 64, Duration.ofSeconds(30), null, Integer.MAX_VALUE, null);

  /**
   * @throws IllegalArgumentException if a number is negative, or a time is not positive
   */
  public PoolOptions {
    if (maxConnections < 0 || maxPerOrigin < 0 || maxWaiting < 0) {
      throw new IllegalArgumentException("a limit of a pool can't be negative");
    }
    requirePositive("idleTimeout", idleTimeout);
    requirePositive("maxAge", maxAge);
    requirePositive("waitTimeout", waitTimeout);
    if (idleTimeout.compareTo(LONGEST) > 0) idleTimeout = LONGEST;
    if (maxAge != null && maxAge.compareTo(LONGEST) > 0) maxAge = LONGEST;
    if (waitTimeout != null && waitTimeout.compareTo(LONGEST) > 0) waitTimeout = LONGEST;
  }

  private static void requirePositive(String name, @Nullable Duration time) {
    if (time == null || (!time.isZero() && !time.isNegative())) return;
    throw new IllegalArgumentException(name + " must be positive, got " + time);
  }

  /** With another {@link #maxConnections}. */
  public PoolOptions withMaxConnections(int count) {
    return new PoolOptions(count, maxPerOrigin, idleTimeout, maxAge, maxWaiting, waitTimeout);
  }

  /** With another {@link #maxPerOrigin}. */
  public PoolOptions withMaxPerOrigin(int count) {
    return new PoolOptions(maxConnections, count, idleTimeout, maxAge, maxWaiting, waitTimeout);
  }

  /** With another {@link #idleTimeout}. */
  public PoolOptions withIdleTimeout(Duration time) {
    return new PoolOptions(maxConnections, maxPerOrigin, time, maxAge, maxWaiting, waitTimeout);
  }

  /** With another {@link #maxAge}; null for no limit. */
  public PoolOptions withMaxAge(@Nullable Duration time) {
    return new PoolOptions(
        maxConnections, maxPerOrigin, idleTimeout, time, maxWaiting, waitTimeout);
  }

  /** With another {@link #maxWaiting}. */
  public PoolOptions withMaxWaiting(int count) {
    return new PoolOptions(maxConnections, maxPerOrigin, idleTimeout, maxAge, count, waitTimeout);
  }

  /** With another {@link #waitTimeout}; null for as long as the deadline allows. */
  public PoolOptions withWaitTimeout(@Nullable Duration time) {
    return new PoolOptions(maxConnections, maxPerOrigin, idleTimeout, maxAge, maxWaiting, time);
  }
}
