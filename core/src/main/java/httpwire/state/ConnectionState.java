package httpwire.state;

import static httpwire.state.ConnectionEvent.CLOSE;
import static httpwire.state.ConnectionEvent.END_HEADERS;
import static httpwire.state.ConnectionEvent.PUT_HEADER;
import static httpwire.state.ConnectionEvent.PUT_REQUEST;
import static httpwire.state.ConnectionEvent.RESPONSE_DETACHED;
import static httpwire.state.ConnectionEvent.RESPONSE_FINISHED;
import static httpwire.state.ConnectionEvent.RESPONSE_KEPT;
import static httpwire.state.ConnectionEvent.SEND;

import httpwire.HttpException.ImproperConnectionState;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The state of a connection between requests and responses (the diagram at the beginning of
 * http.client's source). Every legal move is in {@link #MOVES}; CLOSE leads from every state to
 * IDLE. A request may be started, and even sent, while the previous response is unread: those are
 * the last two states.
 */
public enum ConnectionState {
  IDLE("Idle"),
  REQUEST_STARTED("Request-started"),
  REQUEST_SENT("Request-sent"),
  UNREAD_RESPONSE("Unread-response"),
  REQUEST_STARTED_UNREAD_RESPONSE("Req-started-unread-response"),
  REQUEST_SENT_UNREAD_RESPONSE("Req-sent-unread-response");

  /** One legal move. */
  public record Move(ConnectionState from, ConnectionEvent event, ConnectionState to) {}

  /** All legal moves but CLOSE. */
  public static final List<Move> MOVES =
      List.of(
          new Move(IDLE, PUT_REQUEST, REQUEST_STARTED),
          new Move(REQUEST_STARTED, PUT_HEADER, REQUEST_STARTED),
          new Move(REQUEST_STARTED, END_HEADERS, REQUEST_SENT),
          new Move(REQUEST_SENT, SEND, REQUEST_SENT),
          new Move(REQUEST_SENT, RESPONSE_KEPT, UNREAD_RESPONSE),
          new Move(REQUEST_SENT, RESPONSE_DETACHED, IDLE),
          new Move(UNREAD_RESPONSE, PUT_REQUEST, REQUEST_STARTED_UNREAD_RESPONSE),
          new Move(UNREAD_RESPONSE, RESPONSE_FINISHED, IDLE),
          new Move(REQUEST_STARTED_UNREAD_RESPONSE, PUT_HEADER, REQUEST_STARTED_UNREAD_RESPONSE),
          new Move(REQUEST_STARTED_UNREAD_RESPONSE, END_HEADERS, REQUEST_SENT_UNREAD_RESPONSE),
          new Move(REQUEST_STARTED_UNREAD_RESPONSE, RESPONSE_FINISHED, REQUEST_STARTED),
          new Move(REQUEST_SENT_UNREAD_RESPONSE, SEND, REQUEST_SENT_UNREAD_RESPONSE),
          new Move(REQUEST_SENT_UNREAD_RESPONSE, RESPONSE_FINISHED, REQUEST_SENT));

  private final String words;
  private final Map<ConnectionEvent, ConnectionState> next = new EnumMap<>(ConnectionEvent.class);

  static {
    for (Move move : MOVES) move.from.next.put(move.event, move.to);
    for (ConnectionState state : values()) state.next.put(CLOSE, IDLE);
  }

  ConnectionState(String words) {
    this.words = words;
  }

  /** Whether {@code event} is legal now. */
  public boolean allows(ConnectionEvent event) {
    return next.containsKey(event);
  }

  /**
   * Throws if an event is not legal in this state.
   *
   * @throws ImproperConnectionState the exception of that event, with the calls that are legal now
   *     in its message
   */
  public void require(ConnectionEvent event) throws ImproperConnectionState {
    if (!allows(event)) throw event.refusedIn(this);
  }

  /**
   * The state after {@code event}.
   *
   * @throws ImproperConnectionState as in {@link #require}
   */
  public ConnectionState after(ConnectionEvent event) throws ImproperConnectionState {
    ConnectionState to = next.get(event);
    if (to == null) throw event.refusedIn(this);
    return to;
  }

  /** Whether a previous response has not been read to its end. */
  public boolean hasUnreadResponse() {
    return allows(RESPONSE_FINISHED);
  }

  /** The name of the state in http.client. */
  @Override
  public String toString() {
    return words;
  }

  String legalCalls() {
    Set<String> calls = new LinkedHashSet<>();
    for (ConnectionEvent event : ConnectionEvent.values()) {
      if (allows(event)) calls.add(event.toString());
    }
    return String.join(", ", calls);
  }
}
