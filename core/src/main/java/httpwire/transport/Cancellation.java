package httpwire.transport;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Cancels what it holds, once: the dialed socket, or the attempt to dial it. Safe for use by
 * several threads.
 */
public final class Cancellation {
  /** Held after the cancellation, in place of what there was to cut. */
  private enum Mark implements Runnable {
    CANCELLED;

    @Override
    public void run() {}
  }

  private final AtomicReference<@Nullable Runnable> cut = new AtomicReference<>();

  /** Starts with nothing cancelled and nothing to cut. */
  public Cancellation() {}

  /** Cancels, and cuts what is held in the calling thread. Idempotent. */
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
   * @return false if it was cancelled already; {@code action} was then run
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
