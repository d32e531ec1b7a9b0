package httpwire;

/**
 * The most that a response may have of each of its parts. Reading more throws {@link
 * HttpException.LimitExceeded}, or {@link HttpException.LineTooLong} for a line. A line's bound
 * includes its line end.
 *
 * @param maxLineBytes bytes of one status, header or trailer line (http.client: _MAXLINE)
 * @param maxHeadBytes bytes of the final head and the interim ones before it, together
 * @param maxFields field lines of the final head and the interim ones, together (http.client: 100,
 *     which was too few for some of its users)
 * @param maxInterimResponses 1xx responses before the final one
 * @param maxChunkLineBytes bytes of one chunk-size line with its extensions
 * @param chunkOverheadBytes bytes of chunk framing beyond a sixteenth of the data
 * @param maxTrailerBytes bytes of the trailer section of a chunked body
 * @param maxBufferedBodyBytes bytes that {@code read()} and {@code text()} collect
 */
public record Limits(
    int maxLineBytes,
    int maxHeadBytes,
    int maxFields,
    int maxInterimResponses,
    int maxChunkLineBytes,
    int chunkOverheadBytes,
    int maxTrailerBytes,
    long maxBufferedBodyBytes) {

  /**
   * Lines of 64 KiB, heads of 256 KiB with 1000 fields, 100 interim responses, chunk lines of 4
   * KiB, 16 KiB of chunk overhead, trailers of 16 KiB, and 64 MiB of body in memory.
   */
  public static final Limits DEFAULT =
      new Limits(64 << 10, 256 << 10, 1_000, 100, 4 << 10, 16 << 10, 16 << 10, 64L << 20);

  /**
   * Limits with these bounds.
   *
   * @throws IllegalArgumentException if one is less than 1
   */
  public Limits {
    requirePositive("maxLineBytes", maxLineBytes);
    requirePositive("maxHeadBytes", maxHeadBytes);
    requirePositive("maxFields", maxFields);
    requirePositive("maxInterimResponses", maxInterimResponses);
    requirePositive("maxChunkLineBytes", maxChunkLineBytes);
    requirePositive("chunkOverheadBytes", chunkOverheadBytes);
    requirePositive("maxTrailerBytes", maxTrailerBytes);
    requirePositive("maxBufferedBodyBytes", maxBufferedBodyBytes);
  }

  /** These limits with another {@link #maxLineBytes}. */
  public Limits withMaxLineBytes(int bytes) {
    return new Limits(
        bytes,
        maxHeadBytes,
        maxFields,
        maxInterimResponses,
        maxChunkLineBytes,
        chunkOverheadBytes,
        maxTrailerBytes,
        maxBufferedBodyBytes);
  }

  /** These limits with another {@link #maxHeadBytes}. */
  public Limits withMaxHeadBytes(int bytes) {
    return new Limits(
        maxLineBytes,
        bytes,
        maxFields,
        maxInterimResponses,
        maxChunkLineBytes,
        chunkOverheadBytes,
        maxTrailerBytes,
        maxBufferedBodyBytes);
  }

  /** These limits with another {@link #maxFields}. */
  public Limits withMaxFields(int count) {
    return new Limits(
        maxLineBytes,
        maxHeadBytes,
        count,
        maxInterimResponses,
        maxChunkLineBytes,
        chunkOverheadBytes,
        maxTrailerBytes,
        maxBufferedBodyBytes);
  }

  /** These limits with another {@link #maxInterimResponses}. */
  public Limits withMaxInterimResponses(int count) {
    return new Limits(
        maxLineBytes,
        maxHeadBytes,
        maxFields,
        count,
        maxChunkLineBytes,
        chunkOverheadBytes,
        maxTrailerBytes,
        maxBufferedBodyBytes);
  }

  /** These limits with another {@link #maxBufferedBodyBytes}. */
  public Limits withMaxBufferedBodyBytes(long bytes) {
    return new Limits(
        maxLineBytes,
        maxHeadBytes,
        maxFields,
        maxInterimResponses,
        maxChunkLineBytes,
        chunkOverheadBytes,
        maxTrailerBytes,
        bytes);
  }

  /**
   * These limits with other bounds on chunked framing.
   *
   * @param maxLineBytes bytes of one chunk-size line with its extensions
   * @param overheadBytes bytes of chunk framing beyond a sixteenth of the data
   * @param maxTrailerBytes bytes of the trailer section
   */
  public Limits withChunking(int maxLineBytes, int overheadBytes, int maxTrailerBytes) {
    return new Limits(
        this.maxLineBytes,
        maxHeadBytes,
        maxFields,
        maxInterimResponses,
        maxLineBytes,
        overheadBytes,
        maxTrailerBytes,
        maxBufferedBodyBytes);
  }

  private static void requirePositive(String name, long value) {
    if (value < 1) throw new IllegalArgumentException(name + " < 1: " + value);
  }
}
