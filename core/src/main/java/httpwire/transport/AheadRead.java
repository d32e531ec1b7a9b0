package httpwire.transport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okio.Buffer;
import okio.Source;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * One read in a thread of its own, over a socket that cannot tell whether anything has come:
 * whoever wants to know waits for its end, for a bounded time. Closing or cancelling the socket
 * ends it.
 */
final class AheadRead implements Runnable {
  private static final long MAX_BYTES = 8 << 10;

  private final Source source;
  private final Buffer bytes = new Buffer();

  /** Guarded by this. */
  private boolean isDone;

  private @Nullable Throwable failure;

  private AheadRead(Source source) {
    this.source = source;
  }

  /** Begins to read. The time that the source allows is that of whoever waits from now on. */
  static AheadRead start(Source source) {
    source.timeout().clearTimeout().clearDeadline();
    AheadRead read = new AheadRead(source);
    Thread thread = new Thread(read, "httpwire read ahead");
    thread.setDaemon(true);
    thread.start();
    return read;
  }

  @Override
  public void run() {
    Throwable thrown = null;
    try {
      source.read(bytes, MAX_BYTES);
    } catch (Throwable e) {
      thrown = e;
    }
    synchronized (this) {
      failure = thrown;
      isDone = true;
      notifyAll();
    }
  }

  /** Waits for the end of the read; false if it has not come by then. */
  synchronized boolean await(Duration atMost) {
    long untilNanos = System.nanoTime() + atMost.toNanos();
    try {
      while (!isDone) {
        long leftMillis = TimeUnit.NANOSECONDS.toMillis(untilNanos - System.nanoTime() + 999_999);
        if (leftMillis <= 0) return false;
        wait(leftMillis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return isDone;
  }

  /** Whether the read that has ended gave bytes; if not, it has found the end, or failed. */
  synchronized boolean hasBytes() {
    return isDone && !bytes.exhausted();
  }

  /**
   * Waits for the end of the read, as long as {@code timeout} says, and moves what it gave.
   *
   * @return the number of bytes; -1 at the end
   * @throws InterruptedIOException if the time is over; the read goes on
   */
  synchronized long take(Buffer sink, Timeout timeout) throws IOException {
    while (!isDone) timeout.waitUntilNotified(this);
    if (failure instanceof IOException e) throw e;
    if (failure != null) throw new IOException(failure);
    if (bytes.exhausted()) return -1;
    long byteCount = bytes.size();
    sink.write(bytes, byteCount);
    return byteCount;
  }
}
