package httpwire.transport;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A switch that any thread may flip once, and what is to be cut when it is flipped: the dialed
 * socket, or the attempt to dial it. Safe for use by several threads.
 */
public final class Cancellation {
  /** In place of what is cut: there is nothing left to do. */
  private enum Mark implements Runnable {
    CANCELLED;

    @Override
    public void run() {}
  }

  private final AtomicReference<@Nullable Runnable> cut = new AtomicReference<>();

  /** Starts with nothing cancelled and nothing to cut. */
  public Cancellation() {}

  /** Flips the switch and cuts what is held, in the calling thread. Idempotent. */
  public void cancel() {
    Runnable held = cut.getAndSet(Mark.CANCELLED);
    if (held != null) held.run();
  }

  public boolean isCancelled() {
    return cut.get() == Mark.CANCELLED;
  }

  /**
   * Holds {@code action} in place of what was held; null for nothing.
   *
   * @return false if the switch was flipped already; {@code action} was then run
   */
  public boolean onCancel(@Nullable Runnable action) {
    Runnable held = cut.get();
    while (held != Mark.CANCELLED) {
      if (cut.compareAndSet(held, action)) return true;
      held = cut.get();
    }
    if (action != null) action.run();
    return false;
  }
}
