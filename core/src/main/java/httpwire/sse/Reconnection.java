package httpwire.sse;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How a stream of events reconnects after its connection was lost: how long it waits, how often it
 * tries, and after which statuses. A value without state; safe for use by several threads.
 *
 * <p>The shortest wait is {@code delay}, or what the server gave in {@code retry}. After each
 * connection in a row that brought nothing the longest wait doubles. The wait is chosen at random
 * between the two, so that the clients of a server that was restarted do not all come back at once
 * (HTML standard, 9.2.3: wait the reconnection time, and optionally some more). Neither is ever
 * longer than {@code maxDelay}.
 *
 * @param delay the shortest wait if the server has not given another
 * @param maxDelay the longest wait, whatever the server says in {@code retry} or Retry-After
 * @param maxFailures after more than this many connections in a row that brought nothing, the last
 *     failure is thrown; {@link #FOREVER} to go on
 * @param statuses after a response with one of these it reconnects. The HTML standard has none:
 *     after any response but an event stream, it never reconnects
 * @param jitter gives a number from 0 to less than 1 each time it waits: which part of the time
 *     between the shortest and the longest wait is added to the shortest. For tests
 */
public record Reconnection(
    Duration delay,
    Duration maxDelay,
    int maxFailures,
    Set<Integer> statuses,
    DoubleSupplier jitter) {
  /** As many failures as there may be. */
  public static final int FOREVER = Integer.MAX_VALUE;

  /**
   * Three seconds at first, a minute at most, for ever; also after 429, 502, 503 and 504, with
   * which servers and the proxies before them say that they are busy or being restarted.
   */
  public static final Reconnection DEFAULT =
      new Reconnection(
          Duration.ofSeconds(3),
          Duration.ofMinutes(1),
          FOREVER,
          Set.of(429, 502, 503, 504),
          new Random());

  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration CENTURY = Duration.ofDays(36_525);
  private static final int MAX_DOUBLINGS = 30;

  /**
   * @throws IllegalArgumentException if the delay is not positive or longer than the longest one,
   *     or the number of failures is negative
   */
  public Reconnection {
    if (delay.isNegative() || delay.isZero() || delay.compareTo(maxDelay) > 0) {
      throw new IllegalArgumentException("delay " + delay + ", maxDelay " + maxDelay);
    }
    if (maxFailures < 0) throw new IllegalArgumentException("maxFailures < 0: " + maxFailures);
    statuses = Set.copyOf(statuses);
  }

  /** With this shortest wait. */
  public Reconnection withDelay(Duration delay) {
    return new Reconnection(delay, maxDelay, maxFailures, statuses, jitter);
  }

  /** With this longest wait. */
  public Reconnection withMaxDelay(Duration maxDelay) {
    return new Reconnection(delay, maxDelay, maxFailures, statuses, jitter);
  }

  /** With these shortest and longest waits. */
  public Reconnection withDelays(Duration delay, Duration maxDelay) {
    return new Reconnection(delay, maxDelay, maxFailures, statuses, jitter);
  }

  /** With this number of failures in a row, 0 for none at all. */
  public Reconnection withMaxFailures(int maxFailures) {
    return new Reconnection(delay, maxDelay, maxFailures, statuses, jitter);
  }

  /** Reconnects after responses with these statuses; none for what the HTML standard says. */
  public Reconnection withStatuses(Integer... statuses) {
    return new Reconnection(delay, maxDelay, maxFailures, Set.of(statuses), jitter);
  }

  /** With this source of random numbers. */
  public Reconnection withJitter(DoubleSupplier jitter) {
    return new Reconnection(delay, maxDelay, maxFailures, statuses, jitter);
  }

  /**
   * How long to wait before the next connection.
   *
   * @param failureCount how many connections in a row brought nothing
   * @param retry what the server gave in {@code retry}; null if it did not. Less than a tenth of a
   *     second counts as that, unless {@link #delay} is less
   * @param retryAfter what the server gave in Retry-After; null if it did not
   */
  Duration waitFor(int failureCount, @Nullable Duration retry, @Nullable Duration retryAfter) {
    Duration least = capped(longer(shortest(retry), retryAfter));
    long most = Math.max(least.toNanos(), doubled(capped(shortest(retry)), failureCount));
    return least.plusNanos((long) ((most - least.toNanos()) * part()));
  }

  private Duration shortest(@Nullable Duration retry) {
    if (retry == null) return delay;
    return longer(retry, delay.compareTo(SHORTEST) < 0 ? delay : SHORTEST);
  }

  /** In nanoseconds, at most {@link #maxDelay}. */
  private long doubled(Duration base, int failureCount) {
    int doublings = Math.min(failureCount, MAX_DOUBLINGS) + 1;
    Duration most = capped(maxDelay);
    // The division cannot overflow, the multiplication could.
    if (most.toNanos() >> doublings < base.toNanos()) return most.toNanos();
    return base.toNanos() << doublings;
  }

  /** At most {@link #maxDelay}, and at most a century, which is more than anybody waits. */
  private Duration capped(Duration wait) {
    Duration most = maxDelay.compareTo(CENTURY) < 0 ? maxDelay : CENTURY;
    return wait.compareTo(most) > 0 ? most : wait;
  }

  private double part() {
    return Math.min(Math.max(jitter.getAsDouble(), 0.0), 1.0);
  }

  private static Duration longer(Duration one, @Nullable Duration other) {
    return other == null || one.compareTo(other) > 0 ? one : other;
  }

  /** Not a lambda, so that equal values are equal. */
  private record Random() implements DoubleSupplier {
    @Override
    public double getAsDouble() {
      return ThreadLocalRandom.current().nextDouble();
    }
  }
}
