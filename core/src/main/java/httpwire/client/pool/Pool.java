package httpwire.client.pool;

import httpwire.client.pool.PoolState.Changes;
import httpwire.client.pool.PoolState.Slot;
import httpwire.client.pool.PoolState.Ticket;
import httpwire.connection.HttpConnection;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one or more clients that are open, and the callers who wait for one. {@link
 * PoolState} decides under a lock; what it decided is carried out when the lock is free, in the
 * same call. Safe for use by several threads; has none of its own: a connection whose time is over
 * is closed when the pool is used next.
 */
public final class Pool {
  private static final long BASE_NANOS = System.nanoTime();

  private final PoolOptions options;
  private final ReentrantLock lock = new ReentrantLock();
  private final PoolState<Object, HttpConnection> state;
  private final HeldLeases held = new HeldLeases();
  private final ReferenceQueue<Lease> lost = new ReferenceQueue<>();
  private int ownerCount = 1;
  private long openedCount;
  private long reusedCount;
  private long resentCount;
  private long leakedCount;

  public Pool(PoolOptions options) {
    this.options = options;
    this.state =
        new PoolState<>(
            unlimited(options.maxConnections()),
            unlimited(options.maxPerOrigin()),
            options.maxWaiting(),
            options.idleTimeout().toNanos(),
            options.maxAge() == null ? PoolState.NEVER : options.maxAge().toNanos());
  }

  private static int unlimited(int limit) {
    return limit == 0 ? Integer.MAX_VALUE : limit;
  }

  public PoolOptions getOptions() {
    return options;
  }

  /** What there is now, and what has happened so far. */
  public PoolStatistics statistics() {
    look();
    lock.lock();
    try {
      return new PoolStatistics(
          state.heldCount(),
          state.idleCount(),
          state.waitingCount(),
          openedCount,
          reusedCount,
          resentCount,
          state.evictedCount(),
          leakedCount);
    } finally {
      lock.unlock();
    }
  }

  /**
   * A place for a connection of that key, at once or in the order of asking. Does not wait.
   *
   * @param key where the connection leads, by value
   * @return null if too many wait already, or the pool is closed
   */
  public @Nullable Place acquire(Object key) {
    cutLost();
    Changes<Object, HttpConnection> changes = new Changes<>();
    Place place = new Place(this);
    boolean isRefused;
    lock.lock();
    try {
      Ticket<Object, HttpConnection> ticket = state.acquire(key, place, now(), changes);
      isRefused = ticket == null;
      if (ticket != null) begin(place, ticket);
    } finally {
      lock.unlock();
    }
    boolean isCarriedOut = false;
    try {
      carryOut(changes);
      isCarriedOut = true;
    } finally {
      // A listener threw, and nobody gets the place.
      if (!isCarriedOut) place.cancel();
    }
    return isRefused ? null : place;
  }

  private void begin(Place place, Ticket<Object, HttpConnection> ticket) {
    place.begin(ticket);
    if (ticket.slot() != null) place.beginReady(newLease(ticket));
  }

  private Lease newLease(Ticket<Object, HttpConnection> ticket) {
    Slot<Object, HttpConnection> slot = ticket.slot();
    if (slot == null) throw new IllegalStateException("nothing was given");
    Lease lease = new Lease(this, slot, ticket.connection(), lost);
    held.add(lease.watch());
    return lease;
  }

  void cancel(Place place) {
    Changes<Object, HttpConnection> changes = new Changes<>();
    lock.lock();
    try {
      Ticket<Object, HttpConnection> ticket = place.takeTicket();
      Lease given = place.lease;
      if (ticket == null || (given != null && !held.remove(given.watch()))) return;
      place.lease = null;
      if (given == null || given.endUnused()) state.cancel(ticket, now(), changes);
      else state.cancelCut(ticket, now(), changes);
      makeLeases(changes);
    } finally {
      lock.unlock();
    }
    carryOut(changes);
  }

  void release(Lease lease, Slot<Object, HttpConnection> slot, long keptNanos) {
    long now = now();
    release(lease, slot, now, PoolState.plus(now, keptNanos));
  }

  void releaseUnused(Lease lease, Slot<Object, HttpConnection> slot) {
    release(lease, slot, now(), slot.idleUntilNanos());
  }

  private void release(Lease lease, Slot<Object, HttpConnection> slot, long now, long until) {
    Changes<Object, HttpConnection> changes = new Changes<>();
    lock.lock();
    try {
      if (!held.remove(lease.watch())) return;
      count(lease);
      if (lease.openedCount() > 0) state.opened(slot, lease.openedNanos());
      state.release(slot, lease.required(), now, until, changes);
      makeLeases(changes);
    } finally {
      lock.unlock();
    }
    carryOut(changes);
  }

  void remove(Lease lease, Slot<Object, HttpConnection> slot) {
    Changes<Object, HttpConnection> changes = new Changes<>();
    lock.lock();
    try {
      if (!held.remove(lease.watch())) return;
      count(lease);
      state.remove(slot, now(), changes);
      makeLeases(changes);
    } finally {
      lock.unlock();
    }
    carryOut(changes);
  }

  private void count(Lease lease) {
    openedCount += lease.openedCount();
    reusedCount += lease.reusedCount();
    resentCount += lease.resentCount();
  }

  /**
   * Closes idle connections whose time is over, and frees the places of lost leases, whose
   * responses were garbage collected without having been read to their end or closed. Callers that
   * wait do this once a second.
   */
  public void look() {
    cutLost();
    Changes<Object, HttpConnection> changes = new Changes<>();
    lock.lock();
    try {
      state.expire(now(), changes);
    } finally {
      lock.unlock();
    }
    carryOut(changes);
  }

  private void cutLost() {
    for (Reference<?> found = lost.poll(); found != null; found = lost.poll()) {
      cutLost((LeaseWatch) found);
    }
  }

  private void cutLost(LeaseWatch watch) {
    Changes<Object, HttpConnection> changes = new Changes<>();
    lock.lock();
    try {
      if (!held.remove(watch)) return;
      leakedCount++;
      state.remove(watch.slot(), now(), changes);
      makeLeases(changes);
    } finally {
      lock.unlock();
    }
    try {
      carryOut(changes);
    } finally {
      watch.cut();
    }
  }

  /** Whether its last client has closed it. */
  public boolean isClosed() {
    lock.lock();
    try {
      return state.isClosed();
    } finally {
      lock.unlock();
    }
  }

  /** One more client uses this pool. False if the last one has closed it already. */
  public boolean share() {
    lock.lock();
    try {
      if (ownerCount == 0) return false;
      ownerCount++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * One client less uses this pool. After the last one nobody gets a connection any more; those
   * that are idle are closed now, and the others when they are released.
   */
  public void close() {
    Changes<Object, HttpConnection> changes = new Changes<>();
    lock.lock();
    try {
      if (ownerCount == 0 || --ownerCount > 0) return;
      state.close(changes);
    } finally {
      lock.unlock();
    }
    carryOut(changes);
  }

  /** Cuts all connections that are in use, and ends the wait of all callers. */
  public void cancelAll() {
    Changes<Object, HttpConnection> changes = new Changes<>();
    List<LeaseWatch> all;
    lock.lock();
    try {
      all = held.toList();
      state.refuseWaiting(changes);
    } finally {
      lock.unlock();
    }
    carryOut(changes);
    for (LeaseWatch watch : all) {
      Lease lease = watch.get();
      if (lease != null) lease.cancel();
    }
  }

  /** Under the lock: whoever was served owns the slot from now on. */
  private void makeLeases(Changes<Object, HttpConnection> changes) {
    for (Ticket<Object, HttpConnection> ticket : changes.completed()) {
      if (ticket.slot() != null) ((Place) ticket.owner()).lease = newLease(ticket);
    }
  }

  /** After a decision, without the lock. */
  private static void carryOut(Changes<Object, HttpConnection> changes) {
    for (Ticket<Object, HttpConnection> ticket : changes.completed()) {
      ((Place) ticket.owner()).ready();
    }
    close(changes.closed(), 0);
  }

  /** All of them from {@code first} on, even if a listener throws. */
  private static void close(List<HttpConnection> connections, int first) {
    int next = first;
    try {
      while (next < connections.size()) connections.get(next++).close();
    } finally {
      if (next < connections.size()) close(connections, next);
    }
  }

  static long now() {
    return System.nanoTime() - BASE_NANOS;
  }
}
