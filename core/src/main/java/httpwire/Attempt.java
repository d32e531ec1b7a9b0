package httpwire;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that a client repeated: what came of it, and how long the client waited before the
 * next one.
 *
 * @param status the status of the response; 0 if there was none
 * @param failure why there was no response; null if there was one
 * @param delay the wait after it
 */
public record Attempt(int status, @Nullable HttpException failure, Duration delay) {
  /** The outcome in a word, and the wait: {@code 503, 250 ms later}. */
  @Override
  public String toString() {
    String outcome =
        failure == null ? Integer.toString(status) : failure.getClass().getSimpleName();
    return outcome + ", " + delay.toMillis() + " ms later";
  }
}
