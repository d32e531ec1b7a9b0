package httpwire.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A server for a test, which has expectations of its own: {@link #close} throws if they were not
 * met. All methods may be called from any thread. Its threads are daemons, and none of them is left
 * when {@code close} returns.
 *
 * <p>A client whose peer has given up sees no more than a lost connection. Client code that runs
 * inside {@link #verify(Callable)} therefore fails with the peer's report, and the client's
 * exception is attached to it as a suppressed one. With {@code try} or {@code use} alone it is the
 * other way round.
 */
public abstract sealed class Peer implements AutoCloseable
    permits AnsweringPeer, Peers, RecordingPeer, ScriptedPeer {
  private static final Duration AFTERMATH = Duration.ofSeconds(1);

  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean abandoned;

  Peer() {}

  /** Client code that gives no value; see {@link #verifyRun}. */
  @FunctionalInterface
  public interface ClientCode {
    /** Runs it; whatever it throws is a failure of the test. */
    void run() throws Exception;
  }

  /** Makes {@link #close} end everything at once and never throw: the test has seen enough. */
  public final void abandon() {
    abandoned = true;
  }

  /**
   * Waits for what is still expected of the clients, each step of a script for no longer than its
   * patience. Does nothing after {@link #abandon}.
   *
   * @throws AssertionError with everything that went over the connections, if anything went wrong
   *     or something expected has not happened
   */
  public final void verify() {
    if (abandoned) {
      return;
    }
    await(null);
    report(problems());
  }

  /**
   * Runs the client's code in this thread, then {@link #verify() verifies}.
   *
   * <p>If the code throws after the peer has seen something wrong, the peer's report is thrown, and
   * what the code threw is suppressed in it. If the peer has seen nothing wrong within a second of
   * that, what the code threw is thrown, and what the peer still expected is suppressed in it.
   * {@link #close} does not report it again.
   *
   * @return what the code returned
   * @throws AssertionError as {@code verify()}
   * @throws Exception what the code threw
   */
  public final <T extends @Nullable Object> T verify(Callable<T> client) throws Exception {
    T result;
    try {
      result = client.call();
    } catch (Throwable thrown) {
      blame(thrown);
      throw thrown;
    }
    try {
      verify();
    } catch (AssertionError reported) {
      abandon();
      throw reported;
    }
    return result;
  }

  /** As {@link #verify(Callable)}, for code in Java that returns nothing. */
  public final void verifyRun(ClientCode client) throws Exception {
    verify(
        () -> {
          client.run();
          return Boolean.TRUE;
        });
  }

  /**
   * As {@link #verify()}, then closes all connections and the port and ends all threads, also when
   * it throws. Unlike {@code verify} it sees every unexpected byte that a client sent before this
   * call. A second call does nothing. It waits as {@code verify} does: close the client first, or
   * it takes the whole patience of a step that waits for the client.
   *
   * @throws AssertionError with everything that went over the connections, if anything went wrong
   */
  @Override
  public final void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    if (!abandoned) {
      await(null);
    }
    List<String> problems = new ArrayList<>(release());
    problems.addAll(0, problems());
    if (!abandoned) {
      report(problems);
    }
  }

  /** Whether its problems still count: it is neither closed nor abandoned. */
  final boolean isHeard() {
    return !closed.get() && !abandoned;
  }

  /** Whether {@link #close} was called. */
  final boolean isClosed() {
    return closed.get();
  }

  /**
   * Waits until nothing more can come of the connections that are open.
   *
   * @param limit how long at most; null for as long as the peer's own limits say
   */
  abstract void settle(@Nullable Duration limit) throws InterruptedException;

  /** What went wrong so far, and what is still missing, in words. */
  abstract List<String> problems();

  /** Whether something went wrong already; not whether something is missing. */
  abstract boolean isFailed();

  /**
   * Ends the connections, the port and the threads.
   *
   * @return what could not be ended, in words
   */
  abstract List<String> release();

  /** What went over the connections, for the report. */
  abstract String record();

  private void blame(Throwable thrown) {
    if (abandoned) {
      return;
    }
    await(AFTERMATH);
    abandon();
    List<String> problems = problems();
    if (isFailed()) {
      AssertionError report = reportOf(problems);
      report.addSuppressed(thrown);
      throw report;
    }
    if (!problems.isEmpty()) {
      thrown.addSuppressed(reportOf(problems));
    }
  }

  private void await(@Nullable Duration limit) {
    try {
      settle(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void report(List<String> problems) {
    if (!problems.isEmpty()) {
      throw reportOf(problems);
    }
  }

  private AssertionError reportOf(List<String> problems) {
    return new AssertionError(String.join("\n", problems) + "\n\n" + record());
  }
}
