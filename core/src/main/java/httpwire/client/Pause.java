package httpwire.client;

import httpwire.HttpException.Cancelled;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits in the calling thread. */
final class Pause {
  private Pause() {}

  /**
   * @throws Cancelled if the thread is interrupted; its flag stays set
   */
  static void of(Duration length) throws Cancelled {
    if (length.isZero()) return;
    try {
      TimeUnit.NANOSECONDS.sleep(length.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Cancelled("the thread was interrupted before the rest was asked for", e);
    }
  }
}
