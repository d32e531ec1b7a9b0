package httpwire.connection;

import httpwire.HttpException.ImproperConnectionState;
import httpwire.state.ConnectionEvent;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread at a time into a connection, and tells the others so. Its own thread may enter
 * again, from a callback for instance. Close it as often as it was entered.
 */
final class ThreadGuard implements AutoCloseable {
  private final Runnable closeNow;
  private final AtomicReference<@Nullable Thread> owner = new AtomicReference<>();
  private int depth;
  private volatile boolean isCloseWanted;

  /**
   * @param closeNow closes what is guarded; called by the thread that is in
   */
  ThreadGuard(Runnable closeNow) {
    this.closeNow = closeNow;
  }

  /**
   * Enters for {@code event}.
   *
   * @throws ImproperConnectionState of the event's own kind if another thread is in
   */
  ThreadGuard enter(ConnectionEvent event) throws ImproperConnectionState {
    if (tryEnter()) return this;
    Thread other = owner.get();
    String name = other == null ? "another thread" : "thread '" + other.getName() + "'";
    throw event.refused(
        "while "
            + name
            + " uses the connection, which is for one thread at a time:"
            + " let the calls follow each other, or give each thread a connection");
  }

  /** Enters if no other thread is in. */
  boolean tryEnter() {
    Thread current = Thread.currentThread();
    if (!owner.compareAndSet(null, current) && owner.get() != current) return false;
    depth++;
    return true;
  }

  /**
   * Closes what is guarded: now, or if another thread is in, when that one is out.
   *
   * @return whether that has been done
   */
  boolean closeNowOrLater() {
    isCloseWanted = true;
    return closeIfWanted();
  }

  private boolean closeIfWanted() {
    while (isCloseWanted && tryEnter()) {
      isCloseWanted = false;
      try {
        closeNow.run();
      } finally {
        leave();
      }
    }
    return !isCloseWanted;
  }

  private void leave() {
    if (--depth == 0) owner.set(null);
  }

  /** Leaves once; the last time does what others wanted to be done. */
  @Override
  public void close() {
    leave();
    if (isCloseWanted && depth == 0) closeIfWanted();
  }
}
