package httpwire;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A Retry-After field, RFC 9110 §10.2.3: how long to wait before the next request, or until when.
 * Exactly one of the two parts is there.
 *
 * @param delay not negative, and at most {@link #MAX_DELAY}; null if the field has a date
 * @param date null if the field has a delay
 */
public record RetryAfter(@Nullable Duration delay, @Nullable Instant date) {
  /** Longer waits, of 68 years and more, are read as this one, as RFC 9111 §1.2.2 wants. */
  public static final Duration MAX_DELAY = Duration.ofSeconds(1L << 31);

  /**
   * @throws IllegalArgumentException if there is neither a delay nor a date, or both, or if the
   *     delay is out of its bounds
   */
  public RetryAfter {
    if ((delay == null) == (date == null)) {
      throw new IllegalArgumentException("Retry-After has either a delay or a date");
    }
    if (delay != null && (delay.isNegative() || delay.compareTo(MAX_DELAY) > 0)) {
      throw new IllegalArgumentException("delay out of bounds: " + delay);
    }
  }

  /** Reads a number of seconds, or a date as {@link HttpDate} reads it; null if it is neither. */
  public static @Nullable RetryAfter parse(String text) {
    if (isNumber(text)) return new RetryAfter(Duration.ofSeconds(boundedSeconds(text)), null);
    Instant date = HttpDate.parse(text);
    return date == null ? null : new RetryAfter(null, date);
  }

  /**
   * How long that is from {@code now} on: zero for a date in the past, at most {@link #MAX_DELAY}.
   */
  public Duration from(Instant now) {
    if (date == null) return delay == null ? Duration.ZERO : delay;
    if (!date.isAfter(now)) return Duration.ZERO;
    Duration wait = Duration.between(now, date);
    return wait.compareTo(MAX_DELAY) > 0 ? MAX_DELAY : wait;
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') return false;
    }
    return !text.isEmpty();
  }

  private static long boundedSeconds(String digits) {
    long seconds = 0;
    for (int i = 0; i < digits.length(); i++) {
      seconds = Math.min(MAX_DELAY.toSeconds(), seconds * 10 + digits.charAt(i) - '0');
    }
    return seconds;
  }

  /** As a sender writes it: whole seconds, or a date. */
  @Override
  public String toString() {
    return date == null ? String.valueOf(from(Instant.EPOCH).toSeconds()) : HttpDate.format(date);
  }
}
