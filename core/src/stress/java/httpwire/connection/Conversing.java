package httpwire.connection;

import httpwire.Headers;
import httpwire.HttpException;
import httpwire.Origin;
import httpwire.state.ConnectionState;
import httpwire.transport.Transport;
import org.jspecify.annotations.Nullable;

/** A connection to a peer that answers at once, and what an exchange over it brings, in a word. */
final class Conversing {
  private volatile @Nullable PreparedSocket latest;
  final HttpConnection connection;

  Conversing() {
    try {
      connection = HttpConnection.builder("a.test").dialer(this::dial).build();
    } catch (HttpException e) {
      throw new IllegalStateException(e);
    }
  }

  private Transport dial(Origin peer) {
    PreparedSocket socket = new PreparedSocket();
    latest = socket;
    return Transport.of(socket);
  }

  /** Asks and reads. */
  String exchange() {
    try {
      return word(connection.exchange("GET", "/", Headers.EMPTY, null).text());
    } catch (Throwable e) {
      return word(e);
    }
  }

  private static String word(String text) {
    return text.equals(PreparedSocket.BODY) ? "right" : "wrong";
  }

  /** A call that was cut, or refused because another thread was in; or what nobody expects. */
  static String word(Throwable failure) {
    if (failure instanceof HttpException.ImproperConnectionState) return "refused";
    return failure instanceof HttpException.Cancelled ? "cut" : failure.getClass().getSimpleName();
  }

  /** Closes, and looks at what is left, if anything was opened; the next exchange is a good one. */
  String afterwards() {
    PreparedSocket last = latest;
    connection.close();
    if (connection.getState() != ConnectionState.IDLE) return "not idle";
    if (connection.getTransport() != null) return "open";
    String next = exchange();
    connection.close();
    boolean isLeftOpen = last != null && last.closedCount() == 0;
    return isLeftOpen ? "left open" : next.equals("right") ? "good" : next;
  }
}
