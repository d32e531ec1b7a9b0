package httpwire.trace.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

@Name("httpwire.Connect")
@Label("Connect")
@Category("httpwire")
@Description("A connection was opened, with its tunnel and TLS, or could not be")
@StackTrace(false)
final class ConnectEvent extends Event implements Flight.Connect {
  @Label("Peer")
  @Description("The origin, or the first proxy")
  final String peer;

  @Label("Exchange Number")
  final long exchangeNumber;

  @Label("Address")
  @Nullable String address;

  @Label("Failure")
  @Nullable String failure;

  private ConnectEvent(String peer, long exchangeNumber) {
    this.peer = peer;
    this.exchangeNumber = exchangeNumber;
  }

  static Flight.@Nullable Connect start(String peer, long exchangeNumber) {
    ConnectEvent event = new ConnectEvent(peer, exchangeNumber);
    if (!event.isEnabled()) return null;
    event.begin();
    return event;
  }

  @Override
  public void end(@Nullable String address, @Nullable Throwable failure) {
    this.address = address;
    this.failure = Flight.kind(failure);
    commit();
  }
}
