package httpwire.transport;

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
 * is earlier still; since the deadlines of equal timeouts never come in that order, an exchange
 * costs no hand-over between threads, and the thread wakes about once a timeout, to find the
 * operation long done. It ends when there has been nothing to watch for a while.
 */
final class Watchdog implements Runnable {
  /** The one for all connections. */
  static final Watchdog SHARED = new Watchdog(TimeUnit.SECONDS.toNanos(5));

  private final long idleNanos;

  /** Those that were begun and not retired. */
  final Set<Watch> watches = ConcurrentHashMap.newKeySet();

  private @Nullable Thread thread;

  /** When the thread will look again by itself; {@link Watch#NEVER} while it is looking. */
  private volatile long wakeNanos = Watch.NEVER;

  /**
   * The earliest deadline that was begun while the thread was looking, and that it may not have
   * seen. Without it every operation would have to wake a thread that looks at thousands of others.
   */
  private final AtomicLong missedNanos = new AtomicLong(Watch.NEVER);

  private volatile @Nullable Thread sleeper;

  /**
   * @param idleNanos how long the thread stays when there is nothing to watch
   */
  Watchdog(long idleNanos) {
    this.idleNanos = idleNanos;
  }

  synchronized void register(Watch watch) {
    watches.add(watch);
    if (thread != null) return;
    thread = new Thread(this, "httpwire watchdog");
    thread.setDaemon(true);
    thread.start();
  }

  void forget(Watch watch) {
    watches.remove(watch);
  }

  /** An operation with that deadline has begun. */
  void expect(long deadlineNanos) {
    if (deadlineNanos >= wakeNanos) return;
    long missed = missedNanos.get();
    while (deadlineNanos < missed && !missedNanos.compareAndSet(missed, deadlineNanos)) {
      missed = missedNanos.get();
    }
    // Read again behind the write: either this sees that the thread sleeps, or the thread sees it.
    long wake = wakeNanos;
    if (wake != Watch.NEVER && deadlineNanos < wake) LockSupport.unpark(sleeper);
  }

  @Override
  public void run() {
    sleeper = Thread.currentThread();
    long idleSince = Watch.nowNanos();
    while (true) {
      missedNanos.set(Watch.NEVER);
      wakeNanos = Watch.NEVER;
      long next = cutOverdue();
      long now = Watch.nowNanos();
      if (!watches.isEmpty()) idleSince = now;
      if (now - idleSince > idleNanos && retire()) return;
      sleepUntil(Math.min(next, now + idleNanos), now);
    }
  }

  private void sleepUntil(long nanos, long now) {
    long wake = Math.min(nanos, missedNanos.get());
    wakeNanos = wake;
    if (missedNanos.get() >= wake) LockSupport.parkNanos(wake - now);
  }

  /** Cuts what is due and answers the earliest deadline of the rest. */
  private long cutOverdue() {
    long next = Watch.NEVER;
    for (Watch watch : watches) {
      long deadline = watch.deadlineNanos();
      if (deadline <= Watch.nowNanos()) watch.fire(deadline);
      else next = Math.min(next, deadline);
    }
    return next;
  }

  private synchronized boolean retire() {
    if (!watches.isEmpty()) return false;
    thread = null;
    return true;
  }
}
