package httpwire.transport;

import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import okio.Timeout;

/**
 * Bounds one blocking operation at a time. {@link #begin} and {@link #end} are a few instructions
 * around the operation; only if it is still running at its deadline does the {@link Watchdog} cut
 * it, and {@code end} then says so.
 *
 * <p>One thread begins and ends; the watchdog's is the only other one that touches it.
 */
final class Watch {
  static final long NEVER = Long.MAX_VALUE;
  private static final long FIRED = Long.MIN_VALUE;
  private static final long BASE_NANOS = System.nanoTime();

  private final Watchdog watchdog;
  private final Runnable cut;
  private final AtomicLong deadlineNanos = new AtomicLong(NEVER);
  private boolean isRegistered;

  /**
   * @param cut makes the running operation fail at once; called by the watchdog's thread
   */
  Watch(Watchdog watchdog, Runnable cut) {
    this.watchdog = watchdog;
    this.cut = cut;
  }

  /** The clock of this class: nanoseconds since it was loaded, so that they compare plainly. */
  static long nowNanos() {
    return System.nanoTime() - BASE_NANOS;
  }

  /**
   * The operation begins now and is bounded by {@code timeout}.
   *
   * @throws SocketTimeoutException if its deadline has passed already
   */
  void begin(Timeout timeout) throws SocketTimeoutException {
    long deadline = deadline(timeout);
    if (deadline == NEVER) return;
    if (deadline <= nowNanos()) throw new SocketTimeoutException("timeout");
    if (!isRegistered) {
      isRegistered = true;
      watchdog.register(this);
    }
    deadlineNanos.set(deadline);
    watchdog.expect(deadline);
  }

  /**
   * The operation is over, well or not.
   *
   * @throws SocketTimeoutException if it was cut
   */
  void end() throws SocketTimeoutException {
    if (deadlineNanos.getAndSet(NEVER) == FIRED) throw new SocketTimeoutException("timeout");
  }

  /** There will be no more operations. */
  void retire() {
    if (isRegistered) watchdog.forget(this);
    isRegistered = false;
  }

  /** For the watchdog: when to come back, {@link #NEVER} if nothing runs. */
  long deadlineNanos() {
    long deadline = deadlineNanos.get();
    return deadline == FIRED ? NEVER : deadline;
  }

  /** For the watchdog: cuts the operation if it is still the one with that deadline. */
  void fire(long deadline) {
    if (deadlineNanos.compareAndSet(deadline, FIRED)) cut.run();
  }

  private static long deadline(Timeout timeout) {
    long timeoutNanos = timeout.timeoutNanos();
    boolean hasDeadline = timeout.hasDeadline();
    if (timeoutNanos == 0 && !hasDeadline) return NEVER;
    long now = nowNanos();
    boolean isForEver = timeoutNanos == 0 || timeoutNanos > NEVER - now;
    long byTimeout = isForEver ? NEVER : now + timeoutNanos;
    return hasDeadline ? Math.min(byTimeout, timeout.deadlineNanoTime() - BASE_NANOS) : byTimeout;
  }
}
