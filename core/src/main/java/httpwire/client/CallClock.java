package httpwire.client;

import httpwire.HttpException;
import httpwire.HttpException.Timeout;
import httpwire.Phase;
import httpwire.Request;
import httpwire.Timeouts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The time that one call has, over all its exchanges. */
final class CallClock {
  /** More would overflow the clock. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final Timeouts timeouts;
  private final @Nullable Duration deadline;
  private final long startNanos = System.nanoTime();

  /**
   * @param defaults the client's bounds, for a request that has none of its own
   */
  CallClock(Request request, Timeouts defaults) {
    Timeouts own = request.getTimeouts();
    this.timeouts = own == null ? defaults : own;
    Duration ofRequest = request.getDeadline();
    Duration given = ofRequest != null ? ofRequest : timeouts.deadline();
    this.deadline = given == null || given.compareTo(LONGEST) < 0 ? given : LONGEST;
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  /**
   * The bounds of an exchange that begins now: those of the phases, and what is left of the
   * deadline.
   *
   * @param hop which exchange of the call it is
   * @throws Timeout if nothing is left
   */
  Timeouts timeouts(int hop) throws HttpException {
    if (deadline == null) return timeouts;
    Duration left = deadline.minus(elapsed());
    if (left.isNegative() || left.isZero()) {
      throw expired(Phase.CONNECT, "the deadline, before exchange " + hop + " of the call,");
    }
    return timeouts.withDeadline(left);
  }

  /** Until when a call may wait for a connection, as {@link System#nanoTime} has it. */
  long poolUntilNanos(@Nullable Duration waitTimeout) {
    Duration bound = deadline == null ? LONGEST : deadline.minus(elapsed());
    if (waitTimeout != null && waitTimeout.compareTo(bound) < 0) bound = waitTimeout;
    return System.nanoTime() + bound.toNanos();
  }

  /** Whether a wait of that length ends before the deadline. */
  boolean allows(Duration wait) {
    return deadline == null || elapsed().plus(wait).compareTo(deadline) < 0;
  }

  Timeout expired(Phase phase, String what) {
    boolean isDeadline = deadline != null && elapsed().compareTo(deadline) >= 0;
    String which = isDeadline && phase == Phase.POOL ? "the deadline, while " + phase + "," : what;
    return new Timeout(phase, which, elapsed(), 0, null);
  }
}
