package httpwire.testing;

import java.io.IOException;
import java.time.Duration;

/** One line of a script. Its {@code toString} names it in reports. */
interface Step {

  /** Plays the step. Blocks until it is done, or is cut short because the patience has run out. */
  void play(Line line) throws IOException, InterruptedException, ScriptFailure;

  /** Time that the step spends on purpose, which the patience is not charged for. */
  default Duration ownTime() {
    return Duration.ZERO;
  }

  /** Whether nothing can follow it. */
  default boolean isLast() {
    return false;
  }

  /** Whether it lasts until the peer is closed, and counts as played as soon as it is begun. */
  default boolean isEndless() {
    return false;
  }
}
