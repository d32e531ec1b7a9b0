package httpwire.connection;

import httpwire.HttpException.ImproperConnectionState;
import httpwire.state.ConnectionEvent;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Admits one thread at a time to a connection and refuses the others. The thread that is in may
 * enter again, from a callback for instance. Must be closed as often as it was entered.
 */
final class ThreadGuard implements AutoCloseable {
  private final Runnable closeNow;
  private final AtomicReference<@Nullable Thread> owner = new AtomicReference<>();
  private int depth;
  private volatile boolean isCloseWanted;
  private @Nullable Runnable whenFree;

  /**
   * @param closeNow closes the guarded object; run by the thread that is in
   */
  ThreadGuard(Runnable closeNow) {
    this.closeNow = closeNow;
  }

  /**
   * Enters for {@code event}.
   *
   * @throws ImproperConnectionState the exception of this event, if another thread is in
   */
  ThreadGuard enter(ConnectionEvent event) throws ImproperConnectionState {
    if (tryEnter()) return this;
    Thread other = owner.get();
    String name = other == null ? "another thread" : "thread '" + other.getName() + "'";
    throw event.refused(
        "while "
            + name
            + " uses the connection, which is for one thread at a time:"
            + " make the calls one after the other, or give each thread its own connection");
  }

  /** Enters if no other thread is in. */
  @SuppressWarnings("ReferenceEquality") // The very same thread.
  boolean tryEnter() {
    Thread current = Thread.currentThread();
    if (!owner.compareAndSet(null, current) && owner.get() != current) return false;
    depth++;
    return true;
  }

  /**
   * Closes the guarded object: now, or when the thread that is in leaves.
   *
   * @return whether it is closed now
   */
  boolean closeNowOrLater() {
    isCloseWanted = true;
    return closeIfWanted();
  }

  private boolean closeIfWanted() {
    while (isCloseWanted && tryEnter()) {
      // Another thread may have closed between the two, and used the connection again.
      boolean isWanted = isCloseWanted;
      isCloseWanted = false;
      Runnable action = null;
      try {
        if (isWanted) closeNow.run();
      } finally {
        action = whenFree;
        whenFree = null;
        leave();
        if (action != null) action.run();
      }
    }
    return !isCloseWanted;
  }

  /**
   * Runs {@code action} once, when the thread that is in has left; now, if it is not in. For that
   * thread only.
   */
  @SuppressWarnings("ReferenceEquality") // The very same thread.
  void runWhenFree(Runnable action) {
    if (owner.get() == Thread.currentThread()) whenFree = action;
    else action.run();
  }

  private void leave() {
    if (--depth == 0) owner.set(null);
  }

  /** Leaves once. The last leave closes the guarded object if another thread wanted that. */
  @Override
  public void close() {
    Runnable action = depth == 1 ? whenFree : null;
    if (depth == 1) whenFree = null;
    leave();
    try {
      if (isCloseWanted && depth == 0) closeIfWanted();
    } finally {
      if (action != null) action.run();
    }
  }
}
