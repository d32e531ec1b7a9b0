package httpwire.testing;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okio.AsyncTimeout;
import org.jspecify.annotations.Nullable;

/**
 * One script on one connection, played by one daemon thread.
 *
 * <ol>
 *   <li>started: the steps are played in order, each under the patience;
 *   <li>settled: all steps are played, or one failed, or the last one stalls;
 *   <li>lingering: unless a step ended it, the connection stays open and must stay silent;
 *   <li>over: the connection is closed and the thread ends.
 * </ol>
 */
final class Play {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final int number;
  private final Script script;
  private final Line line;
  private final Thread thread;
  private final CountDownLatch settled = new CountDownLatch(1);
  private int stepNumber;
  private volatile boolean stopping;
  private volatile @Nullable String failure;

  Play(int number, Script script, Carrier carrier, Tape tape, String peerName) {
    this.number = number;
    this.script = script;
    this.line = new Line(number, carrier, tape);
    this.thread = new Thread(this::run, peerName + " connection " + number);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** What is wrong with it so far, in words for the report. */
  Optional<String> problem() {
    boolean unfinished = failure == null && settled.getCount() > 0;
    return Optional.ofNullable(unfinished ? "not played to its end" : failure)
        .map(words -> "connection " + number + ", " + words);
  }

  /** Whether a step went wrong; not whether one is missing. */
  boolean isFailed() {
    return failure != null;
  }

  /** Waits until the script is settled or could no longer be within its patience. */
  void awaitSettled() throws InterruptedException {
    Duration limit = script.patience();
    for (Step step : script.steps()) {
      limit = limit.plus(step.ownTime());
    }
    awaitSettled(limit);
  }

  /** Waits until the script is settled, {@code limit} at most. */
  void awaitSettled(Duration limit) throws InterruptedException {
    settled.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Lets what the client has already sent be looked at, then ends the connection and the thread.
   *
   * @return what could not be ended, in words; empty if all is well
   */
  List<String> stop() throws InterruptedException {
    long deadlineNanos = System.nanoTime() + STOP_LIMIT.toNanos();
    while (isLingering() && line.hasUnjudgedInput() && deadlineNanos - System.nanoTime() > 0) {
      Thread.sleep(1);
    }
    stopNow();
    thread.join(STOP_LIMIT.toMillis());
    return thread.isAlive() ? List.of(thread.getName() + " does not end") : List.of();
  }

  /** Ends the connection and tells the thread to end, without waiting for it. */
  void stopNow() {
    stopping = true;
    line.cancel();
    thread.interrupt();
  }

  private boolean isLingering() {
    return settled.getCount() == 0 && thread.isAlive() && !isStalling();
  }

  private boolean isStalling() {
    List<Step> steps = script.steps();
    return !steps.isEmpty() && steps.get(steps.size() - 1).isEndless();
  }

  private void run() {
    try {
      playSteps();
      linger();
    } finally {
      settled.countDown();
      end();
    }
  }

  private void playSteps() {
    for (Step step : script.steps()) {
      stepNumber++;
      if (step.isEndless()) {
        settled.countDown();
      }
      String reason = playWithin(script.patience().plus(step.ownTime()), step);
      if (reason != null) {
        failure =
            "step " + stepNumber + " of " + script.steps().size() + ", " + step + ": " + reason;
        return;
      }
    }
  }

  /** Plays one step and says what went wrong, or null. */
  private @Nullable String playWithin(Duration limit, Step step) {
    if (step.isEndless()) {
      return play(step);
    }
    AsyncTimeout watch = new Watch();
    watch.timeout(limit.toNanos(), TimeUnit.NANOSECONDS);
    watch.enter();
    String reason = play(step);
    boolean late = watch.exit();
    return late ? "not done within the patience of " + script.patience() : reason;
  }

  private @Nullable String play(Step step) {
    try {
      step.play(line);
      return null;
    } catch (ScriptFailure e) {
      return e.getMessage();
    } catch (IOException | InterruptedException e) {
      return stopping ? unlessEndless(step) : "the connection failed: " + e;
    } catch (RuntimeException | Error e) {
      return "threw " + e;
    }
  }

  private static @Nullable String unlessEndless(Step step) {
    return step.isEndless() ? null : "not played to its end";
  }

  private void linger() {
    if (failure != null || line.isOver() || stopping) {
      return;
    }
    try {
      line.refuseLeftover();
      settled.countDown();
      line.awaitEnd();
    } catch (ScriptFailure e) {
      failure = "after the last step: " + e.getMessage();
    } catch (IOException e) {
      // The peer was closed; nothing is expected of the client any more.
    }
  }

  private void end() {
    if (failure != null) {
      line.keepLeftover();
    }
    line.close();
  }

  /** Runs out of patience: whatever the thread is blocked in fails. */
  private final class Watch extends AsyncTimeout {
    @Override
    protected void timedOut() {
      line.cancel();
      thread.interrupt();
    }
  }
}
