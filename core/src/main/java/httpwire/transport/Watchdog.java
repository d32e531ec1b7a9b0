package httpwire.transport;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
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
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final Set<Watch> WATCHES = ConcurrentHashMap.newKeySet();
  private static @Nullable Thread thread;

  /** When the thread will look again by itself; {@link Watch#NEVER} while it is looking. */
  private static volatile long wakeNanos = Watch.NEVER;

  private static volatile @Nullable Thread sleeper;

  private Watchdog() {}

  static synchronized void register(Watch watch) {
    WATCHES.add(watch);
    if (thread != null) return;
    thread = new Thread(new Watchdog(), "httpwire watchdog");
    thread.setDaemon(true);
    thread.start();
  }

  static void forget(Watch watch) {
    WATCHES.remove(watch);
  }

  /** An operation with that deadline has begun. */
  static void expect(long deadlineNanos) {
    if (deadlineNanos < wakeNanos) LockSupport.unpark(sleeper);
  }

  @Override
  public void run() {
    sleeper = Thread.currentThread();
    long idleSince = Watch.nowNanos();
    while (true) {
      // Whoever begins while this looks around must wake it, for it may have looked there already.
      wakeNanos = Watch.NEVER;
      long next = cutOverdue();
      long now = Watch.nowNanos();
      if (!WATCHES.isEmpty()) idleSince = now;
      if (now - idleSince > IDLE_NANOS && retire()) return;
      wakeNanos = Math.min(next, now + IDLE_NANOS);
      LockSupport.parkNanos(wakeNanos - now);
    }
  }

  /** Cuts what is due and answers the earliest deadline of the rest. */
  private static long cutOverdue() {
    long next = Watch.NEVER;
    for (Watch watch : WATCHES) {
      long deadline = watch.deadlineNanos();
      if (deadline <= Watch.nowNanos()) watch.fire(deadline);
      else next = Math.min(next, deadline);
    }
    return next;
  }

  private static synchronized boolean retire() {
    if (!WATCHES.isEmpty()) return false;
    thread = null;
    return true;
  }
}
