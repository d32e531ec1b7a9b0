package httpwire.body.multipart;

/**
 * The most that a body of several parts may have of each thing. Reading more throws {@link
 * httpwire.HttpException.LimitExceeded}.
 *
 * @param maxParts parts
 * @param maxHeadBytes bytes of the fields of one part, with their empty line
 * @param maxPartBytes bytes of the content of one part, also of one that is skipped
 * @param maxBufferedPartBytes bytes that {@code read()} and {@code text()} of a part collect
 * @param maxPreambleBytes bytes before the first boundary, and bytes after the last one
 */
public record MultipartLimits(
    int maxParts,
    int maxHeadBytes,
    long maxPartBytes,
    long maxBufferedPartBytes,
    long maxPreambleBytes) {

  /**
   * 1000 parts, heads of 16 KiB, parts of any length, of which 64 MiB in memory, and 64 KiB before
   * and after the parts.
   */
  public static final MultipartLimits DEFAULT =
      new MultipartLimits(1_000, 16 << 10, Long.MAX_VALUE, 64L << 20, 64 << 10);

  /**
   * Limits with these bounds.
   *
   * @throws IllegalArgumentException if one is less than 1; only {@code maxPreambleBytes} may be 0
   */
  public MultipartLimits {
    require("maxParts", maxParts, 1);
    require("maxHeadBytes", maxHeadBytes, 1);
    require("maxPartBytes", maxPartBytes, 1);
    require("maxBufferedPartBytes", maxBufferedPartBytes, 1);
    require("maxPreambleBytes", maxPreambleBytes, 0);
  }

  /** These limits with another {@link #maxParts}. */
  public MultipartLimits withMaxParts(int count) {
    return new MultipartLimits(
        count, maxHeadBytes, maxPartBytes, maxBufferedPartBytes, maxPreambleBytes);
  }

  /** These limits with another {@link #maxHeadBytes}. */
  public MultipartLimits withMaxHeadBytes(int bytes) {
    return new MultipartLimits(
        maxParts, bytes, maxPartBytes, maxBufferedPartBytes, maxPreambleBytes);
  }

  /** These limits with another {@link #maxPartBytes}. */
  public MultipartLimits withMaxPartBytes(long bytes) {
    return new MultipartLimits(
        maxParts, maxHeadBytes, bytes, maxBufferedPartBytes, maxPreambleBytes);
  }

  /** These limits with another {@link #maxBufferedPartBytes}. */
  public MultipartLimits withMaxBufferedPartBytes(long bytes) {
    return new MultipartLimits(maxParts, maxHeadBytes, maxPartBytes, bytes, maxPreambleBytes);
  }

  /** These limits with another {@link #maxPreambleBytes}. */
  public MultipartLimits withMaxPreambleBytes(long bytes) {
    return new MultipartLimits(maxParts, maxHeadBytes, maxPartBytes, maxBufferedPartBytes, bytes);
  }

  private static void require(String name, long value, int least) {
    if (value < least) throw new IllegalArgumentException(name + " < " + least + ": " + value);
  }
}
