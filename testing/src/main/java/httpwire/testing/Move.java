package httpwire.testing;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The steps that carry no bytes: waiting, and ending the connection in one way or another. */
sealed interface Move extends Step {

  /** Does nothing for a while. */
  record Pause(Duration length) implements Move {
    @Override
    public void play(Line line) throws InterruptedException {
      TimeUnit.NANOSECONDS.sleep(length.toNanos());
    }

    @Override
    public Duration ownTime() {
      return length;
    }

    @Override
    public String toString() {
      return "pause " + length;
    }
  }

  /** Waits until the test has counted the latch down. */
  record WaitFor(CountDownLatch latch) implements Move {
    @Override
    public void play(Line line) throws InterruptedException {
      latch.await();
    }

    @Override
    public String toString() {
      return "waitFor";
    }
  }

  /** Lets the test go on. */
  record Signal(CountDownLatch latch) implements Move {
    @Override
    public void play(Line line) {
      latch.countDown();
    }

    @Override
    public String toString() {
      return "signal";
    }
  }

  /** Neither reads nor writes any more. */
  record Stall() implements Move {
    @Override
    public void play(Line line) throws InterruptedException {
      line.note("stalled");
      new CountDownLatch(1).await();
    }

    @Override
    public boolean isLast() {
      return true;
    }

    @Override
    public boolean isEndless() {
      return true;
    }

    @Override
    public String toString() {
      return "stall";
    }
  }

  /** Lets the client send what it likes from here on. */
  record IgnoreInput() implements Move {
    @Override
    public void play(Line line) {
      line.ignoreInput();
    }

    @Override
    public String toString() {
      return "ignoreInput";
    }
  }

  /** Ends the peer's stream and goes on reading. */
  record ShutdownOutput() implements Move {
    @Override
    public void play(Line line) throws IOException {
      line.shutdownOutput();
    }

    @Override
    public String toString() {
      return "shutdownOutput";
    }
  }

  /** Ends the connection. */
  record Leave(Manner manner) implements Move {
    enum Manner {
      HANG_UP("hangUp"),
      HANG_UP_BELOW_TLS("hangUpBelowTls"),
      RESET("reset");

      private final String words;

      Manner(String words) {
        this.words = words;
      }
    }

    @Override
    public void play(Line line) throws IOException, ScriptFailure {
      if (manner != Manner.RESET) {
        line.refuseLeftover();
      }
      switch (manner) {
        case HANG_UP -> line.hangUp();
        case HANG_UP_BELOW_TLS -> line.hangUpBelowTls();
        case RESET -> line.reset();
      }
    }

    @Override
    public boolean isLast() {
      return true;
    }

    @Override
    public String toString() {
      return manner.words;
    }
  }
}
