package httpwire.connection;

import httpwire.Request;
import httpwire.Timeouts;
import httpwire.transport.TimeBudget;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The times that the exchanges of a connection have; each counts from the call. What equal bounds
 * share is kept from exchange to exchange.
 */
final class Budgets {
  private final Timeouts timeouts;
  private final TimeBudget own;
  private @Nullable TimeBudget lent;
  private @Nullable Timeouts lentTimeouts;

  /**
   * @param timeouts those of the connection
   */
  Budgets(Timeouts timeouts) {
    this.timeouts = timeouts;
    this.own = new TimeBudget(timeouts);
  }

  /** The time of an exchange whose request says nothing of it. */
  TimeBudget own() {
    return own.restarted();
  }

  /** The time of an exchange whose request may say what it is. */
  TimeBudget of(Request request) {
    Timeouts bounds = request.getTimeouts();
    Duration deadline = request.getDeadline();
    if (bounds == null && deadline == null) return own();
    if (bounds == null) bounds = timeouts;
    return new TimeBudget(deadline == null ? bounds : bounds.withDeadline(deadline));
  }

  /** The time of an exchange on a connection that is lent out. */
  TimeBudget lent(Timeouts bounds) {
    TimeBudget latest = lent;
    if (latest == null || !bounds.equals(lentTimeouts)) latest = new TimeBudget(bounds);
    lent = latest;
    lentTimeouts = bounds;
    return latest.restarted();
  }
}
