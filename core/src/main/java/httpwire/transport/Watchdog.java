package httpwire.transport;

import java.lang.ref.WeakReference;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that cuts operations which outlast their deadline.
 *
 * <p>It sleeps until the earliest deadline it knows. An operation wakes it only if its own deadline
 * is earlier still. With equal timeouts a later operation has a later deadline, so an exchange
 * costs no hand-over between threads; the thread wakes about once a timeout, and finds that
 * operation long done. It ends when there has been nothing to watch for a while.
 */
class Watchdog implements Runnable {
  /** The one for all connections. */
  static final Watchdog SHARED = new Watchdog(TimeUnit.SECONDS.toNanos(5));

  /** How long the thread waits after a failure of its own. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final long idleNanos;

  /** Those that were begun and not retired. Whoever runs an operation refers to its watch. */
  final Set<WeakReference<Watch>> watches = ConcurrentHashMap.newKeySet();

  private @Nullable Thread thread;

  /** When the thread will wake by itself; {@link Watch#NEVER} while it is awake. */
  private volatile long wakeNanos = Watch.NEVER;

  /**
   * The earliest deadline that was begun while the thread was awake, and that it may not have seen.
   * Without it every operation would have to wake a thread that goes through thousands of others.
   */
  private final AtomicLong missedNanos = new AtomicLong(Watch.NEVER);

  private volatile @Nullable Thread sleeper;

  /** Since when there has been nothing to watch; for the thread only. */
  private long idleSinceNanos;

  /**
   * @param idleNanos how long the thread stays when there is nothing to watch
   */
  Watchdog(long idleNanos) {
    this.idleNanos = idleNanos;
  }

  /**
   * Watches until {@link #forget} is called with what this returns.
   *
   * @throws OutOfMemoryError if this machine has no thread left; a later call tries again
   */
  synchronized WeakReference<Watch> register(Watch watch) {
    if (thread == null) {
      Thread started = newThread();
      started.start();
      thread = started;
    }
    WeakReference<Watch> registration = new WeakReference<>(watch);
    watches.add(registration);
    return registration;
  }

  /** Runs this; not started. */
  Thread newThread() {
    Thread thread = new Thread(this, "httpwire watchdog");
    thread.setDaemon(true);
    return thread;
  }

  void forget(WeakReference<Watch> registration) {
    watches.remove(registration);
  }

  /** An operation with that deadline has begun. */
  void expect(long deadlineNanos) {
    if (deadlineNanos >= wakeNanos) return;
    long missed = missedNanos.get();
    while (deadlineNanos < missed && !missedNanos.compareAndSet(missed, deadlineNanos)) {
      missed = missedNanos.get();
    }
    // Read again after the write: either this sees that the thread sleeps, or the thread sees it.
    long wake = wakeNanos;
    if (wake != Watch.NEVER && deadlineNanos < wake) wake();
  }

  @Override
  public void run() {
    sleeper = Thread.currentThread();
    idleSinceNanos = Watch.nowNanos();
    boolean isRetired = false;
    while (!isRetired) {
      try {
        isRetired = watchOnce();
      } catch (Throwable failure) {
        // No memory is left, for instance. All operations depend on this thread, so it goes on.
        report(failure);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  /** Cuts what is due and sleeps; true if there is nothing to watch any more. */
  private boolean watchOnce() {
    long next = look();
    long now = Watch.nowNanos();
    if (!watches.isEmpty()) idleSinceNanos = now;
    if (now - idleSinceNanos > idleNanos && retire()) return true;
    sleepUntil(Math.min(next, now + idleNanos), now);
    return false;
  }

  /**
   * The thread is awake from now on. Cuts what is due, and answers the earliest deadline of the
   * rest.
   */
  long look() {
    missedNanos.set(Watch.NEVER);
    wakeNanos = Watch.NEVER;
    return cutOverdue();
  }

  /** Sleeps, if nothing was begun since {@link #look} that is due before. */
  void sleepUntil(long nanos, long now) {
    long wake = Math.min(nanos, missedNanos.get());
    wakeNanos = wake;
    if (missedNanos.get() >= wake) park(wake - now);
    // An interrupt means nothing to this thread, and with the flag set it would not sleep again.
    Thread.interrupted();
  }

  /** Sleeps for so long at most, until {@link #wake} is called; not at all if it was. */
  void park(long nanos) {
    LockSupport.parkNanos(nanos);
  }

  void wake() {
    LockSupport.unpark(sleeper);
  }

  long cutOverdue() {
    long next = Watch.NEVER;
    for (Iterator<WeakReference<Watch>> all = watches.iterator(); all.hasNext(); ) {
      Watch watch = all.next().get();
      long deadline = watch == null ? Watch.NEVER : watch.deadlineNanos();
      if (watch == null) all.remove();
      else if (deadline <= Watch.nowNanos()) cut(watch, deadline);
      else next = Math.min(next, deadline);
    }
    return next;
  }

  /** Goes on whatever a cut throws, since all other operations depend on this thread. */
  private static void cut(Watch watch, long deadline) {
    try {
      watch.fire(deadline);
    } catch (Throwable failure) {
      report(failure);
    }
  }

  private static void report(Throwable failure) {
    Thread self = Thread.currentThread();
    try {
      self.getUncaughtExceptionHandler().uncaughtException(self, failure);
    } catch (Throwable ofTheHandler) {
      // There is no other place to report it.
      return;
    }
  }

  private synchronized boolean retire() {
    if (!watches.isEmpty()) return false;
    thread = null;
    return true;
  }
}
