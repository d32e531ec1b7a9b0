package httpwire.call;

import java.time.Duration;

/**
 * How long to wait before something is tried again: exponentially longer from time to time, and a
 * random part of that, so that many clients that failed together do not come back together ("full
 * jitter").
 *
 * @param first the most before the first repetition; twice as much before each further one
 * @param longest the most in any case
 */
public record Backoff(Duration first, Duration longest) {
  /** At most 200 ms, then 400 ms and so on up to 20 s. */
  public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(20));

  /** Bounds the loop: 200 ms doubled that often are thousands of years. */
  private static final int MOST_DOUBLINGS = 40;

  private static final Duration CENTURY = Duration.ofDays(36_525);

  /**
   * @throws IllegalArgumentException if a duration is negative, or {@code first} is longer than
   *     {@code longest}
   */
  public Backoff {
    if (first.isNegative() || first.compareTo(longest) > 0) {
      throw new IllegalArgumentException("first " + first + ", longest " + longest);
    }
  }

  /** The most that is waited before the repetition with this number, from 1. */
  public Duration bound(int repetition) {
    if (repetition < 1) throw new IllegalArgumentException("repetition < 1: " + repetition);
    Duration bound = first;
    for (int i = 1; i < Math.min(repetition, MOST_DOUBLINGS); i++) {
      if (bound.compareTo(longest.dividedBy(2)) > 0) return longest;
      bound = bound.multipliedBy(2);
    }
    return bound;
  }

  /**
   * The wait before the repetition with this number, from 1. At most a century, which is more than
   * anybody waits.
   *
   * @param random from 0 to 1, what part of the bound
   */
  public Duration delay(int repetition, double random) {
    Duration bound = bound(repetition);
    Duration most = bound.compareTo(CENTURY) < 0 ? bound : CENTURY;
    return Duration.ofNanos((long) (most.toNanos() * random));
  }
}
