package httpwire.client.pool;

import httpwire.client.pool.PoolState.Slot;
import httpwire.connection.HttpConnection;
import java.lang.ref.ReferenceQueue;
import org.jspecify.annotations.Nullable;

/**
 * The right to use one connection of a {@link Pool}, or to open one. Belongs to one exchange, which
 * gives it back once: {@link #release} if the connection can carry another exchange, else {@link
 * #remove}. A lease that is garbage collected before that is found by the pool.
 */
public final class Lease {
  private final Pool pool;
  private final Slot<Object, HttpConnection> slot;
  private final LeaseWatch watch;
  private @Nullable HttpConnection connection;
  private boolean isCancelled;
  private boolean isEnded;
  private int openedCount;
  private int reusedCount;
  private int resentCount;
  private long openedNanos;

  Lease(
      Pool pool,
      Slot<Object, HttpConnection> slot,
      @Nullable HttpConnection connection,
      ReferenceQueue<Lease> lost) {
    this.pool = pool;
    this.slot = slot;
    this.connection = connection;
    this.watch = new LeaseWatch(this, slot, lost);
  }

  LeaseWatch watch() {
    return watch;
  }

  /** The connection; null if the caller is to make one. */
  public @Nullable HttpConnection connection() {
    return connection;
  }

  HttpConnection required() {
    if (connection == null) throw new IllegalStateException("no connection to release");
    return connection;
  }

  /**
   * Sets the connection that is used from now on, and what it is used for, which the warning names
   * if the response is lost.
   *
   * @param what method and URL, without secrets if that is for a log
   * @return false if the lease was cancelled or given back: nothing must be sent
   */
  public boolean use(HttpConnection connection, Object what) {
    watch.use(what);
    synchronized (this) {
      if (isEnded) return false;
      this.connection = connection;
      return !isCancelled;
    }
  }

  /** The connection was opened for this lease. */
  public void opened() {
    openedCount++;
    openedNanos = Pool.now();
    watch.opened(required().getTransport());
  }

  /** An exchange went over the connection as it was. */
  public void reused() {
    reusedCount++;
    watch.opened(required().getTransport());
  }

  /** A request was sent again, because the first time it was lost with its connection. */
  public void resent() {
    resentCount++;
  }

  int openedCount() {
    return openedCount;
  }

  int reusedCount() {
    return reusedCount;
  }

  int resentCount() {
    return resentCount;
  }

  long openedNanos() {
    return openedNanos;
  }

  /** Cuts the connection, now or as soon as there is one. By any thread. */
  public void cancel() {
    HttpConnection last;
    synchronized (this) {
      if (isEnded) return;
      // Nobody gets the connection after this lease, so that it can be cut at any time from now on.
      isCancelled = true;
      last = connection;
    }
    if (last != null) last.cancel();
  }

  /**
   * The connection is open and Idle: others can use it. One that was cancelled is closed instead.
   *
   * @param keptNanos how long the server keeps it; {@link Long#MAX_VALUE} if it has not said
   */
  public void release(long keptNanos) {
    if (end()) pool.release(this, slot, keptNanos);
    else remove();
  }

  /**
   * Like {@link #release}, after no exchange: how long the server keeps the connection is as it
   * said before.
   */
  public void releaseUnused() {
    if (end()) pool.releaseUnused(this, slot);
    else remove();
  }

  /** If this is true, no cancel reaches the connection any more. */
  private synchronized boolean end() {
    if (isCancelled) return false;
    isEnded = true;
    return true;
  }

  /**
   * The pool has taken the lease back unused.
   *
   * @return whether others may have the connection from now on; false if the lease was cancelled
   */
  synchronized boolean endUnused() {
    isEnded = true;
    return !isCancelled;
  }

  /**
   * Closes the connection, if there is one, and gives the lease back. Does nothing if that was done
   * before: others may have the connection by now.
   */
  public void remove() {
    HttpConnection last;
    synchronized (this) {
      if (isEnded) return;
      last = connection;
      isEnded = true;
    }
    try {
      if (last != null) last.close();
    } finally {
      pool.remove(this, slot);
    }
  }
}
