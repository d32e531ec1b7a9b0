package httpwire.client.retry;

import httpwire.call.Step;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * What all calls of a client may repeat together. A repetition costs one token; a call that
 * succeeds at once brings back a tenth of one, up to the number in the options. Safe for use by
 * several threads.
 */
public final class RetryBudget {
  private static final int TENTHS = 10;

  private final Retries options;
  private final AtomicInteger tenths;

  public RetryBudget(Retries options) {
    this.options = options;
    this.tenths = new AtomicInteger(most());
  }

  private int most() {
    return Math.multiplyExact(options.budget(), TENTHS);
  }

  /** What the client repeats. */
  public Retries getOptions() {
    return options;
  }

  /**
   * The layer, for one call.
   *
   * @param isInTime whether a wait of that length ends before the deadline of the call
   */
  public Step newStep(Predicate<Duration> isInTime) {
    return new RetryStep(this, isInTime, () -> ThreadLocalRandom.current().nextDouble());
  }

  /** Whether one more repetition is allowed; it is counted then. */
  boolean take() {
    while (true) {
      int left = tenths.get();
      if (left < TENTHS) return false;
      if (tenths.compareAndSet(left, left - TENTHS)) return true;
    }
  }

  /** A call has succeeded at once. */
  void succeeded() {
    if (tenths.get() < most()) tenths.updateAndGet(left -> Math.min(left + 1, most()));
  }
}
