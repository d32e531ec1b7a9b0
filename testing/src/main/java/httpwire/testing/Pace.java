package httpwire.testing;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okio.ByteString;

/**
 * How fast bytes are sent.
 *
 * @param pieceByteCount how many are sent with one flush
 * @param interval the time between two pieces
 */
record Pace(int pieceByteCount, Duration interval) {
  private static final int PIECES_PER_SECOND = 20;

  /** All at once. */
  static final Pace UNBOUNDED = new Pace(Integer.MAX_VALUE, Duration.ZERO);

  /** Where a piece goes. */
  interface Output {
    void send(ByteString piece) throws IOException;
  }

  /** One byte at a time. */
  static Pace drip(Duration interval) {
    return new Pace(1, Script.requireSensible(interval));
  }

  static Pace ofRate(int bytesPerSecond) {
    if (bytesPerSecond < 1) {
      throw new IllegalArgumentException("bytesPerSecond < 1: " + bytesPerSecond);
    }
    int piece = Math.max(1, bytesPerSecond / PIECES_PER_SECOND);
    return new Pace(piece, Duration.ofNanos(TimeUnit.SECONDS.toNanos(piece) / bytesPerSecond));
  }

  /** The time that so many bytes take. */
  Duration timeFor(int byteCount) {
    return interval.multipliedBy(byteCount / pieceByteCount);
  }

  void send(ByteString bytes, Output output) throws IOException, InterruptedException {
    for (int from = 0; from < bytes.size(); ) {
      if (from > 0) {
        TimeUnit.NANOSECONDS.sleep(interval.toNanos());
      }
      int to = from + Math.min(pieceByteCount, bytes.size() - from);
      output.send(bytes.substring(from, to));
      from = to;
    }
  }
}
