package httpwire.body.progress;

import org.jspecify.annotations.Nullable;

/**
 * How far a transfer is.
 *
 * @param byteCount bytes of the body that have been transferred
 * @param totalByteCount bytes of the whole body; -1 if that is not known before its end
 */
public record Progress(long byteCount, long totalByteCount) {
  /**
   * A progress.
   *
   * @throws IllegalArgumentException if the count is negative, or the total less than -1
   */
  public Progress {
    if (byteCount < 0) throw new IllegalArgumentException("byteCount < 0: " + byteCount);
    if (totalByteCount < -1) {
      throw new IllegalArgumentException("totalByteCount < -1: " + totalByteCount);
    }
  }

  /**
   * The part that has been transferred: 0 to 1, or more if the body is longer than was announced;
   * null if the total is not known.
   */
  public @Nullable Double getFraction() {
    if (totalByteCount < 0) return null;
    return totalByteCount == 0 ? 1.0 : (double) byteCount / totalByteCount;
  }
}
