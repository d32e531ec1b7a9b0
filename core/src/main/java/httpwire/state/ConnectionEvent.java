package httpwire.state;

import httpwire.HttpException.CannotSendHeader;
import httpwire.HttpException.CannotSendRequest;
import httpwire.HttpException.ImproperConnectionState;
import httpwire.HttpException.ResponseNotReady;
import java.util.function.Function;

/**
 * What can happen to a connection between requests and responses: the caller's calls, and what the
 * connection finds out by carrying them out. The exception for a refused event depends on the event
 * alone, as in http.client.
 */
public enum ConnectionEvent {
  /** {@code putRequest}, or the beginning of {@code request}. */
  PUT_REQUEST("putRequest", CannotSendRequest::new),
  /** {@code putHeader}. */
  PUT_HEADER("putHeader", CannotSendHeader::new),
  /** {@code endHeaders}: the head is complete and goes out. */
  END_HEADERS("endHeaders", CannotSendHeader::new),
  /** {@code send}: bytes of the body. */
  SEND("send", CannotSendRequest::new),
  /** {@code readResponse}, and the connection outlives the response. */
  RESPONSE_KEPT("readResponse", ResponseNotReady::new),
  /** {@code readResponse}, and the response takes the connection with it. */
  RESPONSE_DETACHED("readResponse", ResponseNotReady::new),
  /** The end of the unread response's body. */
  RESPONSE_FINISHED("reading the response to its end", ResponseNotReady::new),
  /** {@code close}, or a failure that closed the connection. */
  CLOSE("close", CannotSendRequest::new);

  private final String words;
  private final Function<String, ImproperConnectionState> refusal;

  ConnectionEvent(String words, Function<String, ImproperConnectionState> refusal) {
    this.words = words;
    this.refusal = refusal;
  }

  ImproperConnectionState refusedIn(ConnectionState state) {
    return refusal.apply(words + " in state " + state + "; legal now: " + state.legalCalls());
  }

  /** The call by its name. */
  @Override
  public String toString() {
    return words;
  }
}
