package httpwire.trace.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

@Name("httpwire.PoolWait")
@Label("Pool Wait")
@Category("httpwire")
@Description("An exchange of a client waited for a connection")
@StackTrace(false)
final class PoolWaitEvent extends Event implements Flight.PoolWait {
  @Label("Origin")
  final String origin;

  @Label("Exchange Number")
  final long exchangeNumber;

  @Label("Failure")
  @Nullable String failure;

  private PoolWaitEvent(String origin, long exchangeNumber) {
    this.origin = origin;
    this.exchangeNumber = exchangeNumber;
  }

  static Flight.@Nullable PoolWait start(String origin, long exchangeNumber) {
    PoolWaitEvent event = new PoolWaitEvent(origin, exchangeNumber);
    if (!event.isEnabled()) return null;
    event.begin();
    return event;
  }

  @Override
  public void end(@Nullable Throwable failure) {
    this.failure = Flight.kind(failure);
    commit();
  }
}
