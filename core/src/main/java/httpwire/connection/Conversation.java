package httpwire.connection;

import static httpwire.state.ConnectionEvent.CLOSE;
import static httpwire.state.ConnectionEvent.END_HEADERS;
import static httpwire.state.ConnectionEvent.PUT_REQUEST;
import static httpwire.state.ConnectionEvent.RESPONSE_DETACHED;
import static httpwire.state.ConnectionEvent.RESPONSE_FINISHED;
import static httpwire.state.ConnectionEvent.RESPONSE_KEPT;
import static httpwire.state.ConnectionEvent.SEND;

import httpwire.CloseReason;
import httpwire.HttpException;
import httpwire.HttpException.CannotSendRequest;
import httpwire.HttpException.NotConnected;
import httpwire.Phase;
import httpwire.RequestBody;
import httpwire.internal.wire.Framing;
import httpwire.internal.wire.Persistence;
import httpwire.internal.wire.ResponseHead;
import httpwire.state.ConnectionEvent;
import httpwire.state.ConnectionState;
import httpwire.transport.Arrival;
import httpwire.transport.Cancellation;
import httpwire.transport.TimeBudget;
import httpwire.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * What goes on behind an {@link HttpConnection}: its state, its transport, the exchange under way
 * and the response that is unread.
 *
 * <ol>
 *   <li>{@link #start} takes a checked head
 *   <li>{@link #transmit} opens what is not open, looks at what is, and sends
 *   <li>{@link #readResponse} decides framing and persistence, and hands the response out
 *   <li>{@link #bodyEnded}, the one exit, keeps the transport or closes it
 * </ol>
 */
final class Conversation implements HttpResponse.Owner {
  private final ConnectionOptions options;
  private final Listeners listeners;
  private final Opener opener;
  private final TimeBudget times;
  private volatile Cancellation cancellation = new Cancellation();
  private volatile @Nullable HttpResponse latestResponse;
  private ConnectionState state = ConnectionState.IDLE;
  private @Nullable Transport transport;
  private @Nullable ResponseReader responses;
  private boolean hasCarriedExchange;
  private @Nullable Exchange exchange;
  private @Nullable HttpResponse unread;
  private Set<CloseReason> closeReasons = Set.of();

  Conversation(ConnectionOptions options, Listeners listeners, Opener opener) {
    this.options = options;
    this.listeners = listeners;
    this.opener = opener;
    this.times = new TimeBudget(options.timeouts());
  }

  ConnectionState state() {
    return state;
  }

  @Nullable Transport transport() {
    return transport;
  }

  Set<CloseReason> closeReasons() {
    return closeReasons;
  }

  /** The request that was started and not yet answered. */
  Exchange current() {
    if (exchange == null) throw new IllegalStateException("no request in state " + state);
    return exchange;
  }

  // 1. Opening.

  void connect() throws HttpException {
    if (cancellation.isCancelled()) fail(CloseReason.CANCELLED);
    if (transport == null) connect(times.restarted());
  }

  private Transport connect(TimeBudget budget) throws HttpException {
    closeReasons = Set.of();
    hasCarriedExchange = false;
    Transport opened = opener.open(budget, cancellation);
    transport = opened;
    responses = new ResponseReader(opened, options.limits(), listeners);
    return opened;
  }

  private Transport openFor(Exchange current) throws HttpException {
    Transport open = transport;
    if (open != null && hasCarriedExchange && unread == null && hasArrival(open)) {
      // RFC 9112 §9.2: what comes without a request is no answer to the one we are about to send.
      closeTransport(CloseReason.STALE);
      open = null;
    }
    if (open != null) return open;
    try {
      if (!options.autoOpen()) throw new NotConnected("not connected, and autoOpen is off");
      return connect(current.budget());
    } catch (HttpException | RuntimeException e) {
      fail(CloseReason.FAILED);
      throw e;
    }
  }

  private static boolean hasArrival(Transport idle) {
    return idle.poll(Duration.ZERO) != Arrival.NOTHING;
  }

  // 2. The request.

  void start(RequestHead head) throws HttpException {
    move(PUT_REQUEST);
    exchange = new Exchange(head, opener.origin(), times.restarted(), cancellation);
  }

  /** Sends the head that was started, and the body there is. */
  void transmit(RequestFraming framing, @Nullable RequestBody body) throws IOException {
    move(END_HEADERS);
    Exchange current = current();
    Transport open = openFor(current);
    current.begin(open, responses().taking(), hasCarriedExchange, framing);
    hasCarriedExchange = true;
    write(current, current.head().end(), body);
  }

  /** Sends a piece of the body behind the head. */
  void send(RequestBody piece) throws IOException {
    state.require(SEND);
    if (!current().framing().allowsBody()) {
      throw new CannotSendRequest("send, but the head announced no body, or the body is complete");
    }
    write(current(), null, piece);
  }

  /** Head and body, whichever there are, in as few writes as they fit in. */
  private void write(Exchange current, @Nullable Buffer head, @Nullable RequestBody body)
      throws IOException {
    RequestWriter writer = new RequestWriter(current, listeners);
    try {
      current.budget().enterEach(Phase.WRITE, current.transport());
      if (head != null) writer.writeHead(head);
      if (body != null) writer.writeBody(body, options.blockSize());
      if (body != null && head != null) writer.endBody();
      writer.flush();
    } catch (RequestWriter.WireFailure e) {
      throw wireFailed(current, e.failure());
    } catch (IOException | RuntimeException e) {
      // The body, or a listener, threw: what went out is no whole request.
      fail(CloseReason.FAILED);
      throw e;
    } finally {
      // The response before this request is what is read next, and by its own times.
      if (unread != null) unread.boundReads();
    }
  }

  /** A connection that broke may have an answer in it; one that was cut has none. */
  private HttpException wireFailed(Exchange current, IOException failure) {
    HttpException described = current.describe(failure);
    if (!(described instanceof HttpException.ConnectionLost)) fail(reason(described));
    return described;
  }

  // 3. The response.

  HttpResponse readResponse() throws HttpException {
    state.require(RESPONSE_KEPT);
    Exchange current = current();
    try {
      // Also when the answer is here already: a cancel between two calls must not be lost.
      current.requireNotCancelled();
      ResponseHead head = responses().read(current);
      Framing framing = Framing.ofResponse(current.head().method(), head);
      closeReasons = closeReasons(current, head, framing);
      return respond(current, head, framing);
    } catch (IOException e) {
      HttpException described = current.describe(e);
      fail(reason(described));
      throw described;
    } catch (RuntimeException e) {
      fail(CloseReason.FAILED);
      throw e;
    }
  }

  private ResponseReader responses() {
    if (responses == null) throw new IllegalStateException("not connected");
    return responses;
  }

  private static Set<CloseReason> closeReasons(
      Exchange current, ResponseHead head, Framing framing) {
    RequestHead request = current.head();
    Set<CloseReason> reasons =
        Persistence.closeReasons(
            request.method(), request.version(), request.isCloseRequested(), head, framing);
    if (current.framing().isComplete()) return reasons;
    Set<CloseReason> more = EnumSet.of(CloseReason.REQUEST_INCOMPLETE);
    more.addAll(reasons);
    return more;
  }

  private HttpResponse respond(Exchange current, ResponseHead head, Framing framing)
      throws HttpException {
    boolean isKept = closeReasons.isEmpty();
    HttpResponse response =
        new HttpResponse(current, head, framing, options.limits(), listeners, this);
    latestResponse = response;
    exchange = null;
    move(isKept ? RESPONSE_KEPT : RESPONSE_DETACHED);
    if (isKept) unread = response;
    else detach(response);
    response.endIfEmpty();
    return response;
  }

  /** The response owns the transport from now on, and closes it at its end. */
  private void detach(HttpResponse response) {
    response.ownTransport(closeReasons);
    transport = null;
  }

  /** The one exit of every body: what becomes of the connection. */
  @Override
  public void bodyEnded(HttpResponse response, boolean isComplete) {
    if (response != unread) return;
    unread = null;
    moveAnyhow(RESPONSE_FINISHED);
    Transport open = transport;
    boolean hasSurplus = open != null && !open.getSource().getBuffer().exhausted();
    if (!isComplete) fail(reason(response));
    else if (hasSurplus && exchange == null) fail(CloseReason.SURPLUS_BYTES);
  }

  // 4. The end.

  void close() {
    fail(CloseReason.CLOSED_BY_CALLER);
    if (cancellation.isCancelled()) cancellation = new Cancellation();
  }

  void closeWhenRead() {
    HttpResponse last = unread;
    if (last == null) {
      close();
      return;
    }
    closeReasons = EnumSet.of(CloseReason.CLOSED_BY_CALLER);
    unread = null;
    exchange = null;
    detach(last);
    moveAnyhow(CLOSE);
  }

  /** The only method for other threads. */
  void cancel() {
    cancellation.cancel();
    HttpResponse latest = latestResponse;
    if (latest != null) latest.cancel();
  }

  private void fail(CloseReason reason) {
    HttpResponse orphan = unread;
    unread = null;
    exchange = null;
    moveAnyhow(CLOSE);
    try {
      if (orphan != null) orphan.close();
    } finally {
      closeTransport(reason);
    }
  }

  private void closeTransport(CloseReason reason) {
    Transport open = transport;
    transport = null;
    if (open == null) return;
    closeReasons = Set.of(reason);
    Closing.quietly(open);
    listeners.closed(closeReasons);
  }

  private CloseReason reason(HttpResponse broken) {
    if (cancellation.isCancelled()) return CloseReason.CANCELLED;
    return broken.isAbandoned() ? CloseReason.BODY_ABANDONED : CloseReason.FAILED;
  }

  private static CloseReason reason(HttpException failure) {
    return failure instanceof HttpException.Cancelled ? CloseReason.CANCELLED : CloseReason.FAILED;
  }

  private void move(ConnectionEvent event) throws HttpException {
    state = state.after(event);
  }

  /** For events that the table has in every state they can come in. */
  private void moveAnyhow(ConnectionEvent event) {
    try {
      state = state.after(event);
    } catch (HttpException.ImproperConnectionState e) {
      throw new IllegalStateException(e);
    }
  }
}
