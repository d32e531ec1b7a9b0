package httpwire;

/**
 * Bounds on what a peer can make us hold. All in bytes unless the name says otherwise; a line's
 * bound includes its line end.
 *
 * @param maxLineBytes one status, header or trailer line (http.client: _MAXLINE)
 * @param maxHeadBytes one final head and the interim ones before it, together
 * @param maxFields field lines in that budget (http.client: 100, which broke its own users)
 * @param maxInterimResponses 1xx answers before the final one
 * @param maxChunkLineBytes one chunk-size line with its extensions
 * @param chunkOverheadBytes chunk framing beyond a sixteenth of the data
 * @param maxTrailerBytes the trailer section of a chunked body
 * @param maxBufferedBodyBytes what {@code read()} and {@code text()} will hold at once
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

  public static final Limits DEFAULT =
      new Limits(64 << 10, 256 << 10, 1_000, 100, 4 << 10, 16 << 10, 16 << 10, 64L << 20);

  /** Refuses bounds below 1, which nothing could meet. */
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

  /** All three bounds on chunked framing at once. */
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
