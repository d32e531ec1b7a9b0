package httpwire.state;

import httpwire.HttpException.CannotSendHeader;
import httpwire.HttpException.CannotSendRequest;
import httpwire.HttpException.ImproperConnectionState;
import httpwire.HttpException.ResponseNotReady;

/**
 * What can happen to a connection between requests and responses: a call of the caller's, or what
 * the connection learns by carrying it out. The exception for a refused event depends on the event
 * alone, as in http.client.
 */
public enum ConnectionEvent {
  /** {@code putRequest}, or the beginning of {@code request}. */
  PUT_REQUEST("putRequest", Refusal.CANNOT_SEND_REQUEST),
  /** {@code putHeader}. */
  PUT_HEADER("putHeader", Refusal.CANNOT_SEND_HEADER),
  /** {@code endHeaders}: the head is complete and is sent. */
  END_HEADERS("endHeaders", Refusal.CANNOT_SEND_HEADER),
  /** {@code send}: bytes of the body. */
  SEND("send", Refusal.CANNOT_SEND_REQUEST),
  /** {@code readResponse}, and the connection outlives the response. */
  RESPONSE_KEPT("readResponse", Refusal.RESPONSE_NOT_READY),
  /** {@code readResponse}, and the response is detached: it owns the transport from then on. */
  RESPONSE_DETACHED("readResponse", Refusal.RESPONSE_NOT_READY),
  /** The end of the unread response's body. */
  RESPONSE_FINISHED("reading the response to its end", Refusal.RESPONSE_NOT_READY),
  /** {@code close}, or a failure that closed the connection. */
  CLOSE("close", Refusal.CANNOT_SEND_REQUEST);

  private enum Refusal {
    CANNOT_SEND_REQUEST,
    CANNOT_SEND_HEADER,
    RESPONSE_NOT_READY
  }

  private final String words;
  private final Refusal refusal;

  ConnectionEvent(String words, Refusal refusal) {
    this.words = words;
    this.refusal = refusal;
  }

  ImproperConnectionState refusedIn(ConnectionState state) {
    return refused("in state " + state + "; legal now: " + state.legalCalls());
  }

  /**
   * The exception for this event when it is refused.
   *
   * @param why a clause that is put after the name of the call
   */
  public ImproperConnectionState refused(String why) {
    String what = words + " " + why;
    return switch (refusal) {
      case CANNOT_SEND_REQUEST -> new CannotSendRequest(what);
      case CANNOT_SEND_HEADER -> new CannotSendHeader(what);
      case RESPONSE_NOT_READY -> new ResponseNotReady(what);
    };
  }

  /** The name of the call. */
  @Override
  public String toString() {
    return words;
  }
}
