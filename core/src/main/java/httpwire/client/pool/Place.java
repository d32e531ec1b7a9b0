package httpwire.client.pool;

import httpwire.client.pool.PoolState.Ticket;
import httpwire.connection.HttpConnection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The place of a caller who asked a {@link Pool} for a connection, and has it or waits. Belongs to
 * that caller, who takes the lease or cancels.
 */
public final class Place {
  /** How often a caller who waits looks for connections that were lost without being given back. */
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final Runnable READY = new Nothing();

  private static final AtomicReferenceFieldUpdater<Place, @Nullable Runnable> WAITING =
      AtomicReferenceFieldUpdater.newUpdater(Place.class, Runnable.class, "waiting");

  private final Pool pool;

  /** What to run when this is ready, once it is known; {@link #READY} afterwards. */
  private volatile @Nullable Runnable waiting;

  /** What was asked for; null once it was given back. Guarded by the pool's lock. */
  private @Nullable Ticket<Object, HttpConnection> ticket;

  /** Written under the pool's lock, before this place is ready. */
  volatile @Nullable Lease lease;

  Place(Pool pool) {
    this.pool = pool;
  }

  void begin(Ticket<Object, HttpConnection> ticket) {
    this.ticket = ticket;
  }

  /** What was asked for is there at once. Before anybody else knows of this place. */
  void beginReady(Lease given) {
    lease = given;
    WAITING.lazySet(this, READY);
  }

  /** What was asked for, and no longer is; null if it was given back before. */
  @Nullable Ticket<Object, HttpConnection> takeTicket() {
    Ticket<Object, HttpConnection> taken = ticket;
    ticket = null;
    return taken;
  }

  void ready() {
    Runnable action = WAITING.getAndSet(this, READY);
    if (action != null) action.run();
  }

  /** Whether the waiting is over: {@link #lease} can be called. */
  @SuppressWarnings("ReferenceEquality") // This very object.
  public boolean isReady() {
    return waiting == READY;
  }

  /**
   * Runs {@code action} once, when this place is ready; now, if it is. In whichever thread made it
   * ready, without a lock held; it must not block or throw. To be called once.
   */
  public void whenReady(Runnable action) {
    if (!WAITING.compareAndSet(this, null, action)) action.run();
  }

  /**
   * Waits until this place is ready, or a time of {@link System#nanoTime} has come.
   *
   * @return whether it is ready
   * @throws InterruptedException if the thread is interrupted; the place is kept
   */
  public boolean await(long untilNanos) throws InterruptedException {
    Thread thread = Thread.currentThread();
    whenReady(() -> LockSupport.unpark(thread));
    while (!isReady()) {
      if (Thread.interrupted()) throw new InterruptedException();
      long left = untilNanos - System.nanoTime();
      if (left <= 0) return false;
      LockSupport.parkNanos(this, Math.min(left, LOOK_NANOS));
      if (!isReady()) pool.look();
    }
    return true;
  }

  /** What a place that is ready has; null if the pool was closed, or all its calls cancelled. */
  public @Nullable Lease lease() {
    return lease;
  }

  /**
   * Gives the place back, whether or not it is ready, and ends the waiting. Its lease must not have
   * been used. By any thread, any number of times.
   */
  public void cancel() {
    try {
      pool.cancel(this);
    } finally {
      ready();
    }
  }

  private static final class Nothing implements Runnable {
    @Override
    public void run() {}
  }
}
