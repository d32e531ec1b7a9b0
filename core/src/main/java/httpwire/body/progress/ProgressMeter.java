package httpwire.body.progress;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Counts the bytes of one transfer and tells a listener at a bounded rate. For code that moves
 * bytes itself; {@link ProgressBody} and {@link ProgressResponse} use it for bodies.
 *
 * <ol>
 *   <li>{@link #begin} tells that nothing has been transferred
 *   <li>{@link #add} counts, and tells if 50 ms have passed since the listener was told something
 *   <li>{@link #end} tells how much it was in all
 * </ol>
 *
 * <p>One thread at a time.
 */
public final class ProgressMeter {
  /** Twenty times a second: smooth for the eye, and cheap compared with the transfer. */
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final long totalByteCount;
  private final ProgressListener listener;
  private final LongSupplier nanoTime;
  private long byteCount;
  private long toldNanos;

  /**
   * @param totalByteCount bytes of the whole transfer; -1 if that is not known
   */
  public ProgressMeter(long totalByteCount, ProgressListener listener) {
    this(totalByteCount, listener, System::nanoTime);
  }

  ProgressMeter(long totalByteCount, ProgressListener listener, LongSupplier nanoTime) {
    this.totalByteCount = totalByteCount;
    this.listener = listener;
    this.nanoTime = nanoTime;
  }

  /** Tells the listener of the beginning. */
  public void begin() {
    tell();
  }

  /** Counts bytes that have been transferred. */
  public void add(long byteCount) {
    this.byteCount += byteCount;
    if (nanoTime.getAsLong() - toldNanos >= INTERVAL_NANOS) tell();
  }

  /** Tells the listener how much it was in all, even if it knows already. */
  public void end() {
    tell();
  }

  private void tell() {
    toldNanos = nanoTime.getAsLong();
    listener.progressed(new Progress(byteCount, totalByteCount));
  }
}
