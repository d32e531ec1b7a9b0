package httpwire.download;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a file is downloaded. Immutable, if {@code progress} is.
 *
 * @param digests what the file must have, in addition to those that the server sends
 * @param maxBytes the most bytes that the file may have
 * @param isResumed whether a part that an earlier run has left is gone on with
 * @param maxContinuations how often one call goes on after a lost connection, 0 for never
 * @param delay how long it waits before it goes on, twice as long after each connection in a row
 *     that brought nothing, 30 seconds at most; not at all after one that brought something
 * @param progress is told how far it is
 */
public record DownloadOptions(
    List<Digest> digests,
    long maxBytes,
    boolean isResumed,
    int maxContinuations,
    Duration delay,
    DownloadProgress progress) {
  /** Resumes, and goes on ten times, a second after a connection that brought nothing. */
  public static final DownloadOptions DEFAULT =
      new DownloadOptions(
          List.of(), Long.MAX_VALUE, true, 10, Duration.ofSeconds(1), DownloadProgress.NONE);

  /**
   * @throws IllegalArgumentException if a number or the delay is negative
   */
  public DownloadOptions {
    if (maxBytes < 0) throw new IllegalArgumentException("maxBytes < 0: " + maxBytes);
    if (maxContinuations < 0) {
      throw new IllegalArgumentException("maxContinuations < 0: " + maxContinuations);
    }
    if (delay.isNegative()) throw new IllegalArgumentException("the delay is negative: " + delay);
    digests = List.copyOf(digests);
  }

  /** The file must have this digest too. */
  public DownloadOptions withDigest(Digest digest) {
    List<Digest> all = new ArrayList<>(digests);
    all.add(digest);
    return new DownloadOptions(all, maxBytes, isResumed, maxContinuations, delay, progress);
  }

  /** The file may have this many bytes. */
  public DownloadOptions withMaxBytes(long maxBytes) {
    return new DownloadOptions(digests, maxBytes, isResumed, maxContinuations, delay, progress);
  }

  /** Begins anew, whatever an earlier run has left. */
  public DownloadOptions anew() {
    return new DownloadOptions(digests, maxBytes, false, maxContinuations, delay, progress);
  }

  /** Goes on so often after a lost connection. */
  public DownloadOptions withMaxContinuations(int maxContinuations) {
    return new DownloadOptions(digests, maxBytes, isResumed, maxContinuations, delay, progress);
  }

  /** Waits for so long after a connection that brought nothing. */
  public DownloadOptions withDelay(Duration delay) {
    return new DownloadOptions(digests, maxBytes, isResumed, maxContinuations, delay, progress);
  }

  /** Tells {@code progress} how far it is. */
  public DownloadOptions withProgress(DownloadProgress progress) {
    return new DownloadOptions(digests, maxBytes, isResumed, maxContinuations, delay, progress);
  }
}
