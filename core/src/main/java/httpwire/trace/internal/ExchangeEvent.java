package httpwire.trace.internal;

import httpwire.Circumstances;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

@Name("httpwire.Exchange")
@Label("Exchange")
@Category("httpwire")
@Description("A request and its response, from the request's first step to the end of the body")
@StackTrace(false)
final class ExchangeEvent extends Event implements Flight.Exchange {
  @Label("Exchange Number")
  final long exchangeNumber;

  @Label("Hop")
  @Description("Which exchange of a client's call it is, from 1; 0 if it is no client's")
  int hop;

  @Label("Method")
  @Nullable String method;

  @Label("URL")
  @Description("Without secrets")
  @Nullable String url;

  @Label("Status")
  @Description("0 if no response came")
  int status;

  @Label("Peer")
  @Nullable String peer;

  @Label("Reused")
  @Description("Whether the connection had carried another exchange")
  boolean reused;

  @Label("Bytes Sent")
  @DataAmount
  long bytesSent;

  @Label("Bytes Received")
  @DataAmount
  long bytesReceived;

  @Label("Delivery")
  @Description("How much of the request the server can have seen")
  @Nullable String delivery;

  @Label("Complete")
  @Description("Whether the response was read to its end")
  boolean complete;

  @Label("Close Reasons")
  @Description("Why the connection was closed; empty if it is kept")
  @Nullable String closeReasons;

  @Label("Failure")
  @Nullable String failure;

  private ExchangeEvent(long exchangeNumber) {
    this.exchangeNumber = exchangeNumber;
  }

  static Flight.@Nullable Exchange start(long exchangeNumber) {
    ExchangeEvent event = new ExchangeEvent(exchangeNumber);
    if (!event.isEnabled()) return null;
    event.begin();
    return event;
  }

  @Override
  public void end(ExchangeOutcome outcome) {
    Circumstances circumstances = outcome.circumstances();
    method = outcome.method();
    url = outcome.url();
    status = outcome.status();
    complete = outcome.isComplete();
    closeReasons = outcome.closeReasons();
    failure = Flight.kind(outcome.failure());
    hop = circumstances.hop();
    peer = circumstances.peer();
    reused = circumstances.isReused();
    bytesSent = circumstances.bytesSent();
    bytesReceived = circumstances.bytesReceived();
    delivery = circumstances.delivery().toString();
    commit();
  }
}
