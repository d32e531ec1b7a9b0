package httpwire.connection;

import httpwire.HttpException.ConnectionLost;
import httpwire.transport.Arrival;
import httpwire.transport.SlowCall;
import httpwire.transport.Transport;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks for an early response while one write of the body takes long (RFC 9112 §9.5). A server that
 * has answered may never read the rest, so that the write is stuck; or it has refused the request
 * and closes the connection, so that the rest is in vain. Then the output is cut: the write fails,
 * and the response can be read.
 *
 * <p>A thread of its own looks for the response; it exists only while such a write goes on. Over a
 * Unix domain socket it finds none: to look without waiting for the peer, the channel's mode must
 * change, and the JDK lets nobody change it while another thread writes. There a stuck write ends
 * with its timeout.
 */
class StuckWrites implements Runnable {
  private static final long PATIENCE_MILLIS = 250;

  /** After so many checks without progress a write is stuck, and not merely slow. */
  private static final int STILL_LOOKS = 2;

  private final OpenConnection open;
  private final SlowCall slow = new SlowCall(PATIENCE_MILLIS, TimeUnit.MILLISECONDS, this);
  private final Object lock = new Object();
  private @Nullable Exchange writing;
  private boolean isLooking;
  private volatile boolean hasResponse;
  private volatile boolean isUnwanted;

  StuckWrites(OpenConnection open) {
    this.open = open;
  }

  /** A write of the body of {@code exchange} begins. */
  void begin(Exchange exchange) {
    synchronized (lock) {
      writing = exchange;
    }
    slow.begin();
  }

  /** Once this returns, no other thread touches the connection. */
  void end() {
    slow.end();
    synchronized (lock) {
      writing = null;
      lock.notifyAll();
    }
  }

  /** What a failed write means: with a response found, it was we who ended it. */
  IOException describe(IOException failure) {
    if (isUnwanted) return EarlyAnswer.unwanted(failure);
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
      if (writing == null || isLooking) return;
      isLooking = true;
    }
    boolean isStarted = false;
    try {
      newThread().start();
      isStarted = true;
    } finally {
      // No thread was left: the next slow write tries again.
      if (!isStarted) notLooking();
    }
  }

  private void notLooking() {
    synchronized (lock) {
      isLooking = false;
    }
  }

  /** Looks for a response; not started. */
  Thread newThread() {
    Thread thread = new Thread(new Look(), "httpwire look for an early response");
    thread.setDaemon(true);
    return thread;
  }

  private final class Look implements Runnable {
    @Override
    public void run() {
      synchronized (lock) {
        try {
          lookWhileWriting();
        } catch (InterruptedException nobodyLooksAnyMore) {
          Thread.currentThread().interrupt();
        } finally {
          isLooking = false;
        }
      }
    }

    private void lookWhileWriting() throws InterruptedException {
      Transport transport = open.transport();
      long sent = -1;
      int stillCount = 0;
      for (Exchange current = writing; current != null; current = writing) {
        stillCount = transport.getDialedSentByteCount() == sent ? stillCount + 1 : 0;
        boolean isStuck = stillCount >= STILL_LOOKS;
        Arrival arrival = open.look();
        hasResponse = isStuck && current.early().hasBegun();
        isUnwanted = !hasResponse && current.early().isUnwanted(arrival);
        if (hasResponse || isUnwanted) {
          transport.cutOutput();
          return;
        }
        sent = transport.getDialedSentByteCount();
        lock.wait(PATIENCE_MILLIS);
      }
    }
  }
}
