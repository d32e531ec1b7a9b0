package httpwire.transport;

import java.util.concurrent.TimeUnit;

/**
 * Runs an alarm when a blocking call takes long, and does not cut the call. {@link #begin} and
 * {@link #end} are a few instructions around the call; no thread is involved while calls are quick.
 */
public final class SlowCall {
  private final Watch watch;
  private final long patienceNanos;

  /**
   * @param alarm called once for a call that takes longer, by a thread that must not be kept
   */
  public SlowCall(long patience, TimeUnit unit, Runnable alarm) {
    this.watch = new Watch(Watchdog.SHARED, alarm);
    this.patienceNanos = unit.toNanos(patience);
  }

  /** A call begins. */
  public void begin() {
    watch.beginUntil(Watch.nowNanos() + patienceNanos);
  }

  /** The call is over, whether it has succeeded or not. */
  public void end() {
    watch.endQuietly();
  }

  /** There will be no more calls. */
  public void retire() {
    watch.retire();
  }
}
