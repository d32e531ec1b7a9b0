package httpwire.bench.client;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * Exchanges at given times, or as soon after that as the one before has ended. Notes for each how
 * long after its time it ended, which is what a user waits who comes at that time. One thread's
 * own; that thread is blocked until the time of the next exchange.
 */
public final class TimedPace extends Pace {
  private final long stepNanos;
  private final long[] latencyNanos;
  private long dueNanos;

  /**
   * @param firstNanos when the first exchange is due, by {@link System#nanoTime}
   * @param stepNanos from the time of an exchange to that of the next
   * @param maxCount how many exchanges there are
   * @param endNanos when to give up those that have not started yet
   */
  public TimedPace(long firstNanos, long stepNanos, int maxCount, long endNanos) {
    super(endNanos, maxCount);
    this.stepNanos = stepNanos;
    this.latencyNanos = new long[maxCount];
    this.dueNanos = firstNanos - stepNanos;
  }

  @Override
  public boolean goesOn() {
    int ended = (int) count();
    if (ended > 0) latencyNanos[ended - 1] = System.nanoTime() - dueNanos;
    if (!super.goesOn()) return false;
    dueNanos += stepNanos;
    awaitDue();
    return true;
  }

  private void awaitDue() {
    long left = dueNanos - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(this, left);
      left = dueNanos - System.nanoTime();
    }
  }

  /** One for each exchange, in their order. */
  public long[] latencyNanos() {
    return Arrays.copyOf(latencyNanos, (int) count());
  }
}
