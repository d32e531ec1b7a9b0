package httpwire.state;

import httpwire.HttpException.CannotSendHeader;
import httpwire.HttpException.CannotSendRequest;
import httpwire.HttpException.ImproperConnectionState;
import httpwire.HttpException.ResponseNotReady;

/** Makes the exceptions of refused events; loaded, with them, when the first one is refused. */
final class Refusal {
  private Refusal() {}

  static ImproperConnectionState of(ConnectionEvent event, String message) {
    return switch (event) {
      case PUT_REQUEST, SEND, CLOSE -> new CannotSendRequest(message);
      case PUT_HEADER, END_HEADERS -> new CannotSendHeader(message);
      case RESPONSE_KEPT, RESPONSE_DETACHED, RESPONSE_FINISHED -> new ResponseNotReady(message);
    };
  }
}
