package httpwire.state;

import httpwire.HttpException.ImproperConnectionState;

/**
 * What can happen to a connection between requests and responses: a call of the caller's, or what
 * the connection learns by carrying it out. The exception for a refused event depends on the event
 * alone, as in http.client.
 */
public enum ConnectionEvent {
  /** {@code putRequest}, or the beginning of {@code request}. */
  PUT_REQUEST("putRequest"),
  /** {@code putHeader}. */
  PUT_HEADER("putHeader"),
  /** {@code endHeaders}: the head is complete and is sent. */
  END_HEADERS("endHeaders"),
  /** {@code send}: bytes of the body. */
  SEND("send"),
  /** {@code readResponse}, and the connection outlives the response. */
  RESPONSE_KEPT("readResponse"),
  /** {@code readResponse}, and the response is detached: it owns the transport from then on. */
  RESPONSE_DETACHED("readResponse"),
  /** The end of the unread response's body. */
  RESPONSE_FINISHED("reading the response to its end"),
  /** {@code close}, or a failure that closed the connection. */
  CLOSE("close");

  private final String words;

  ConnectionEvent(String words) {
    this.words = words;
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
    return Refusal.of(this, words + " " + why);
  }

  /** The name of the call. */
  @Override
  public String toString() {
    return words;
  }
}
