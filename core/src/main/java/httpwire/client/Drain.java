package httpwire.client;

import httpwire.body.progress.ProgressResponse;
import httpwire.connection.HttpResponse;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okio.Timeout;

/**
 * Reads what is left of a response that nobody wants, so that its connection can be kept: raw, up
 * to a number of bytes and a time. What is longer costs more than a new connection.
 */
final class Drain {
  private static final int MAX_BYTES = 64 << 10;
  private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int BLOCK_BYTES = 8 << 10;

  private Drain() {}

  /** Closes the response in any case. */
  static void of(HttpResponse response) {
    try (response) {
      if (response.isClosed() || isLong(response)) return;
      long until = System.nanoTime() + MAX_NANOS;
      bound(response.source().timeout(), until);
      byte[] block = new byte[BLOCK_BYTES];
      long byteCount = 0;
      while (byteCount <= MAX_BYTES && System.nanoTime() - until < 0) {
        int read = response.readInto(block);
        if (read < 0) return;
        byteCount += read;
      }
    } catch (IOException e) {
      // The connection is closed then, and nothing else depends on it.
    }
  }

  /**
   * Whether the head announces more than is worth reading, or the connection is closed in any case.
   */
  private static boolean isLong(HttpResponse response) {
    return response.willClose() || ProgressResponse.totalByteCount(response) > MAX_BYTES;
  }

  private static void bound(Timeout timeout, long untilNanos) {
    if (!timeout.hasDeadline() || timeout.deadlineNanoTime() - untilNanos > 0) {
      timeout.deadlineNanoTime(untilNanos);
    }
  }
}
