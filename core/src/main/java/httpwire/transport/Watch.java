package httpwire.transport;

import java.lang.ref.WeakReference;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Bounds one blocking operation at a time. {@link #begin} and {@link #end} are a few instructions
 * around the operation; only if it is still running at its deadline does the {@link Watchdog} cut
 * it, and {@code end} then throws.
 *
 * <p>One thread begins and ends; the watchdog's is the only other one that touches it. A watch that
 * was not retired, on a connection that nobody closed, can be collected with that connection.
 */
final class Watch {
  static final long NEVER = Long.MAX_VALUE;
  private static final long FIRED = Long.MIN_VALUE;
  private static final long BASE_NANOS = System.nanoTime();

  private final Watchdog watchdog;
  final Runnable cut;
  private final AtomicLong deadlineNanos = new AtomicLong(NEVER);

  /** What the watchdog knows of this; null while it knows nothing. */
  private @Nullable WeakReference<Watch> registration;

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
    if (timeout.hasDeadline() && deadline <= nowNanos())
      throw new SocketTimeoutException("timeout");
    beginUntil(deadline);
  }

  /** The operation begins now and is cut at that time of this class's clock. */
  void beginUntil(long deadline) {
    if (registration == null) registration = watchdog.register(this);
    deadlineNanos.set(deadline);
    watchdog.expect(deadline);
  }

  /**
   * For an operation that cannot take long.
   *
   * @throws SocketTimeoutException if its deadline has passed already
   */
  static void requireTime(Timeout timeout) throws SocketTimeoutException {
    if (timeout.hasDeadline() && timeout.deadlineNanoTime() - System.nanoTime() <= 0) {
      throw new SocketTimeoutException("timeout");
    }
  }

  /**
   * How long an operation may take that bounds itself: in milliseconds, rounded up, 0 for ever.
   *
   * @throws SocketTimeoutException if its deadline has passed already
   */
  static int millis(Timeout timeout) throws SocketTimeoutException {
    long deadline = deadline(timeout);
    if (deadline == NEVER) return 0;
    long left = deadline - nowNanos();
    if (left <= 0) throw new SocketTimeoutException("timeout");
    return (int) Math.min(Integer.MAX_VALUE, (left + 999_999) / 1_000_000);
  }

  /** In milliseconds, rounded up; 0 for nothing and less. */
  static int millis(Duration atMost) {
    if (atMost.isNegative() || atMost.isZero()) return 0;
    if (atMost.toSeconds() >= Integer.MAX_VALUE / 1000) return Integer.MAX_VALUE;
    return (int) atMost.plusNanos(999_999).toMillis();
  }

  /**
   * The operation is over, whether it has succeeded or not.
   *
   * @throws SocketTimeoutException if it was cut
   */
  void end() throws SocketTimeoutException {
    if (registration == null) return;
    if (deadlineNanos.getAndSet(NEVER) == FIRED) throw new SocketTimeoutException("timeout");
  }

  /** As {@link #end}, for an operation that is not cut. */
  void endQuietly() {
    deadlineNanos.set(NEVER);
  }

  /** There will be no more operations. */
  void retire() {
    if (registration != null) watchdog.forget(registration);
    registration = null;
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
