package httpwire.connection;

import httpwire.HttpException.ConnectionLost;
import httpwire.transport.SlowCall;
import httpwire.transport.Transport;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Looks for an early response while a write of the body is stuck: a server that has answered may
 * never read the rest (RFC 9112 §9.5). If one has come, the output is cut, so that the write fails
 * and the response can be read.
 *
 * <p>A thread of its own looks for the response; it exists only while a write makes no progress.
 */
final class StuckWrites implements Runnable {
  private static final long PATIENCE_MILLIS = 250;

  private final OpenConnection open;
  private final SlowCall slow = new SlowCall(PATIENCE_MILLIS, TimeUnit.MILLISECONDS, this);
  private final Object lock = new Object();
  private boolean isWriting;
  private boolean isLooking;
  private volatile boolean hasResponse;

  StuckWrites(OpenConnection open) {
    this.open = open;
  }

  void begin() {
    synchronized (lock) {
      isWriting = true;
    }
    slow.begin();
  }

  /** Once this returns, no other thread touches the connection. */
  void end() {
    slow.end();
    synchronized (lock) {
      isWriting = false;
      lock.notifyAll();
    }
  }

  /** What a failed write means: with a response found, it was we who ended it. */
  IOException describe(IOException failure) {
    if (!hasResponse) return failure;
    String message =
        "the server answered before the request was sent whole, and stopped reading it:"
            + " readResponse() gives its answer";
    return new ConnectionLost(message, ConnectionLost.Kind.BROKEN_PIPE, failure);
  }

  void retire() {
    slow.retire();
  }

  /** Called when a write has taken long; starts the thread that looks for a response. */
  @Override
  public void run() {
    synchronized (lock) {
      if (!isWriting || isLooking) return;
      isLooking = true;
    }
    Thread thread = new Thread(new Look(), "httpwire look for an early response");
    thread.setDaemon(true);
    thread.start();
  }

  private final class Look implements Runnable {
    @Override
    public void run() {
      synchronized (lock) {
        try {
          lookWhileStuck();
        } catch (InterruptedException nobodyLooksAnyMore) {
          Thread.currentThread().interrupt();
        } finally {
          isLooking = false;
        }
      }
    }

    private void lookWhileStuck() throws InterruptedException {
      Transport transport = open.transport();
      long sent = -1;
      while (isWriting) {
        boolean isStuck = transport.getSentByteCount() == sent;
        if (isStuck && open.hasFinalResponse()) {
          hasResponse = true;
          transport.cutOutput();
          return;
        }
        sent = transport.getSentByteCount();
        lock.wait(PATIENCE_MILLIS);
      }
    }
  }
}
