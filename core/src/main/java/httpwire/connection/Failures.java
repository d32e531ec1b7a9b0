package httpwire.connection;

import httpwire.HttpException;
import httpwire.HttpException.Cancelled;
import httpwire.HttpException.CannotSendRequest;
import httpwire.HttpException.ConnectionLost;
import httpwire.HttpException.NotConnected;
import httpwire.transport.Cancellation;
import httpwire.transport.TimeBudget;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Makes the {@link HttpException} that fits what was being done. A first exchange that succeeds
 * need not load the classes of those that are made here.
 */
final class Failures {
  private Failures() {}

  static HttpException cannotSendRequest(String message) {
    return new CannotSendRequest(message);
  }

  static HttpException notConnected() {
    return new NotConnected("not connected, and autoOpen is off");
  }

  /** For a failure of the transport. */
  static HttpException classify(IOException failure, TimeBudget budget, Cancellation cancellation) {
    String during = "while " + budget.getPhase();
    if (failure instanceof Cancelled cancelled) return cancelled;
    if (cancellation.isCancelled()) return new Cancelled("cancelled " + during, failure);
    if (failure instanceof HttpException known) return known;
    boolean isInterrupted = Thread.currentThread().isInterrupted();
    if (failure instanceof ClosedByInterruptException || isInterrupted) {
      return new Cancelled("the thread was interrupted " + during, failure);
    }
    if (failure instanceof InterruptedIOException) return budget.expired(failure);
    String said = failure.getMessage();
    String reason = said != null ? said : failure.getClass().getSimpleName();
    String message = "the connection broke " + during + ": " + reason;
    return new ConnectionLost(message, kind(failure), failure);
  }

  /** The JDK distinguishes these only by the message, which comes from the operating system. */
  private static ConnectionLost.Kind kind(IOException failure) {
    String message = String.valueOf(failure.getMessage());
    if (message.contains("reset")) return ConnectionLost.Kind.RESET;
    boolean isPipe = message.contains("Broken pipe");
    return isPipe ? ConnectionLost.Kind.BROKEN_PIPE : ConnectionLost.Kind.OTHER;
  }
}
