package httpwire.body.progress;

/** Hears how far a transfer is. */
@FunctionalInterface
public interface ProgressListener {
  /**
   * Called by the thread that transfers the body, which waits meanwhile: at the beginning, then at
   * most once in 50 ms, and at the end. What it throws ends the exchange: the caller gets it as it
   * is, and the connection is closed.
   */
  void progressed(Progress progress);
}
