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
import httpwire.HttpException.Cancelled;
import httpwire.HttpException.CannotSendRequest;
import httpwire.HttpException.ConnectionLost;
import httpwire.HttpException.ImproperConnectionState;
import httpwire.HttpException.NotConnected;
import httpwire.Phase;
import httpwire.RequestBody;
import httpwire.Timeouts;
import httpwire.internal.wire.BodyReader;
import httpwire.internal.wire.Framing;
import httpwire.internal.wire.LengthSink;
import httpwire.internal.wire.Persistence;
import httpwire.internal.wire.RequestHead;
import httpwire.internal.wire.ResponseHead;
import httpwire.state.ConnectionEvent;
import httpwire.state.ConnectionState;
import httpwire.trace.ConnectionListener;
import httpwire.trace.Moment;
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
 * What goes on in an {@link HttpConnection}: its state, what is open, the exchange under way and
 * the lease of the response that is unread.
 *
 * <ol>
 *   <li>{@link #start} takes a checked head
 *   <li>{@link #transmit} opens what is not open, checks what is, and sends
 *   <li>{@link #readResponse} decides framing and persistence, and hands the response out
 *   <li>{@link #leaseEnded} keeps the connection or closes it; {@link #fail} ends everything
 * </ol>
 *
 * <p>The state moves first, listeners are told afterwards. A step that did not come to its end,
 * whatever was thrown, leaves the connection closed and Idle.
 */
final class Conversation implements Runnable {
  private final ConnectionOptions options;
  private final Watchers watchers;
  private final Connector connector;
  private final TimeBudget times;
  private @Nullable TimeBudget lentTimes;
  private @Nullable Timeouts lentTimeouts;
  private final ThreadGuard guard = new ThreadGuard(this);
  private volatile Cancellation cancellation = new Cancellation();
  private volatile @Nullable Lease detached;
  private ConnectionState state = ConnectionState.IDLE;
  private long exchangeNumber;
  private int hop;
  private long openedCount;
  private @Nullable OpenConnection open;
  private @Nullable Exchange exchange;
  private @Nullable Lease unread;
  private Set<CloseReason> closeReasons = Set.of();

  Conversation(ConnectionOptions options, Watchers watchers, Connector connector) {
    this.options = options;
    this.watchers = watchers;
    this.connector = connector;
    this.times = new TimeBudget(options.timeouts());
  }

  /** Lets one thread at a time make the call {@code event} and what belongs to it. */
  ThreadGuard enter(ConnectionEvent event) throws ImproperConnectionState {
    return guard.enter(event);
  }

  ConnectionState state() {
    return state;
  }

  @Nullable Transport transport() {
    OpenConnection current = open;
    return current == null ? null : current.transport();
  }

  Set<CloseReason> closeReasons() {
    return closeReasons;
  }

  /** How often a connection was opened. */
  long openedCount() {
    return openedCount;
  }

  /** The request that was started and not yet answered. */
  Exchange current() {
    if (exchange == null) throw new IllegalStateException("no request in state " + state);
    return exchange;
  }

  // 1. Opening.

  void connect() throws HttpException {
    if (cancellation.isCancelled()) fail(CloseReason.CANCELLED, null);
    if (open == null) connect(times.restarted());
  }

  private OpenConnection connect(TimeBudget budget) throws HttpException {
    closeReasons = Set.of();
    Transport transport = connector.open(budget, cancellation, exchangeNumber, hop);
    openedCount++;
    OpenConnection opened = new OpenConnection(transport, options.limits());
    open = opened;
    return opened;
  }

  private OpenConnection openFor(Exchange current) throws HttpException {
    OpenConnection checked = open;
    if (checked != null && unread == null && checked.isStale()) {
      closeStale();
      checked = null;
    }
    if (checked != null) return checked;
    if (!options.autoOpen()) throw new NotConnected("not connected, and autoOpen is off");
    return connect(current.budget());
  }

  private void closeStale() {
    OpenConnection stale = open;
    open = null;
    closeReasons = Set.of(CloseReason.STALE);
    if (stale == null) return;
    stale.closeQuietly();
    ConnectionListener listener = watchers.active();
    if (listener != null) listener.closed(Moment.now(exchangeNumber), closeReasons);
  }

  // 2. The request.

  /** The time that an exchange has if its request says nothing of it; counts from now. */
  TimeBudget budget() {
    return times.restarted();
  }

  /** The time that an exchange has whose request may say what it is; counts from now. */
  TimeBudget budget(@Nullable Timeouts timeouts, @Nullable Duration deadline) {
    if (timeouts == null && deadline == null) return budget();
    Timeouts bounds = timeouts != null ? timeouts : options.timeouts();
    return new TimeBudget(deadline == null ? bounds : bounds.withDeadline(deadline));
  }

  /** The time that an exchange of somebody else's has; counts from now. */
  TimeBudget budget(Timeouts timeouts) {
    TimeBudget latest = lentTimes;
    if (latest == null || !timeouts.equals(lentTimeouts)) latest = new TimeBudget(timeouts);
    lentTimes = latest;
    lentTimeouts = timeouts;
    return latest.restarted();
  }

  void start(RequestHead head, TimeBudget budget) throws HttpException {
    start(head, budget, exchangeNumber + 1, 0);
  }

  /**
   * @param number greater than that of the exchange before
   */
  void start(RequestHead head, TimeBudget budget, long number, int hop) throws HttpException {
    move(PUT_REQUEST);
    detached = null;
    exchangeNumber = number;
    this.hop = hop;
    exchange = new Exchange(number, hop, head, connector.origin(), budget, cancellation, watchers);
  }

  /** Sends the head that was started, and the body there is. */
  void transmit(Framing framing, boolean writesChunks, @Nullable RequestBody body)
      throws IOException {
    move(END_HEADERS);
    Exchange current = current();
    begin(current, framing, writesChunks);
    write(current, current.head().end(), body);
    requireUnderWay(current);
  }

  private void begin(Exchange current, Framing framing, boolean writesChunks) throws HttpException {
    HttpException failure = null;
    boolean hasBegun = false;
    try {
      OpenConnection opened = openFor(current);
      requireUnderWay(current);
      if (unread != null) current.beginAfter(opened.receivedByNow());
      current.begin(opened, framing, writesChunks);
      hasBegun = true;
    } catch (HttpException e) {
      failure = e;
      throw e;
    } finally {
      if (!hasBegun && exchange == current) fail(reasonOfFailure(failure), failure);
    }
  }

  /** Sends a piece of the body after the head. */
  void send(RequestBody piece) throws IOException {
    state.require(SEND);
    Exchange current = current();
    if (!current.sink().isOpen()) {
      throw new CannotSendRequest("send, but the head announced no body, or the body is complete");
    }
    long length = piece.length();
    if (length >= 0 && current.sink() instanceof LengthSink sink) sink.requireRoom(length);
    write(current, null, piece);
    requireUnderWay(current);
  }

  /** Head and body, whichever there are, in as few writes as they fit in. */
  private void write(Exchange current, @Nullable Buffer head, @Nullable RequestBody body)
      throws IOException {
    long sentBefore = current.bodyByteCount();
    HttpException failure = null;
    boolean isWritten = false;
    try {
      current.budget().enterEach(Phase.WRITE, current.transport());
      new RequestWriter(current, watchers).write(head, body, options.blockSize());
      isWritten = true;
    } catch (RequestWriter.WireFailure e) {
      failure = current.describe(e.failure());
      throw failure;
    } finally {
      // A piece that threw before its first byte has changed nothing.
      boolean isUntouched =
          failure == null && head == null && current.bodyByteCount() == sentBefore;
      // A connection that broke may have an answer in it; one that was cut has none.
      boolean isLost = failure instanceof ConnectionLost;
      boolean isOver = !isWritten && !isUntouched && !isLost;
      if (isOver && exchange == current) fail(reasonOfFailure(failure), failure);
    }
  }

  /** A listener or a body may have closed the connection that the call is about. */
  private void requireUnderWay(Exchange current) throws HttpException {
    if (exchange == current) return;
    throw current.describe(new Cancelled("the connection was closed by a callback", null));
  }

  // 3. The response.

  HttpResponse readResponse() throws HttpException {
    state.require(RESPONSE_KEPT);
    Exchange current = current();
    HttpException failure = null;
    boolean isRead = false;
    try {
      // Also when the answer is here already: a cancel between two calls must not be lost.
      current.requireNotCancelled();
      ResponseHead head = current.readHead();
      requireUnderWay(current);
      HttpResponse response = respond(current, head);
      isRead = true;
      return response;
    } catch (IOException e) {
      failure = current.describe(e);
      throw failure;
    } finally {
      if (!isRead && exchangeNumber == current.number()) fail(reasonOfFailure(failure), failure);
    }
  }

  private HttpResponse respond(Exchange current, ResponseHead head) throws HttpException {
    Framing framing = Framing.ofResponse(current.head(), head);
    Set<CloseReason> reasons = closeReasons(current, head, framing);
    boolean isKept = reasons.isEmpty();
    Lease lease = new Lease(this, current, watchers, guard);
    BodyReader body =
        new BodyReader(
            current.open().body(framing), options.limits().maxBufferedBodyBytes(), lease);
    HttpResponse response = new HttpResponse(head, body, lease);
    lease.begin(response);
    move(isKept ? RESPONSE_KEPT : RESPONSE_DETACHED);
    exchange = null;
    closeReasons = reasons;
    unread = lease;
    if (!isKept) detach(lease);
    lease.boundReads();
    tellHead(current, head, response);
    body.completeAtEnd();
    return response;
  }

  private static void tellHead(Exchange current, ResponseHead head, HttpResponse response) {
    boolean isTold = false;
    try {
      current.headReceived(head);
      isTold = true;
    } finally {
      // Nobody will get the response, which may own what is open.
      if (!isTold) response.closeNow(null);
    }
  }

  private static Set<CloseReason> closeReasons(
      Exchange current, ResponseHead head, Framing framing) {
    Set<CloseReason> reasons = Persistence.closeReasons(current.head(), head, framing);
    if (current.sink().isComplete()) return reasons;
    Set<CloseReason> more = EnumSet.of(CloseReason.REQUEST_INCOMPLETE);
    more.addAll(reasons);
    return more;
  }

  /** The response owns what is open from now on, and closes it at its end. */
  private void detach(Lease lease) {
    lease.detach(closeReasons);
    detached = lease;
    unread = null;
    open = null;
    Cancellation taken = cancellation;
    cancellation = new Cancellation();
    // A cancel that comes meanwhile has seen the new one, or is seen here.
    if (taken.isCancelled()) cancellation.cancel();
  }

  /**
   * The one exit of the leases that the connection keeps.
   *
   * @param reason why the connection cannot go on; null if it can
   */
  void leaseEnded(Lease lease, boolean isComplete, @Nullable CloseReason reason) {
    if (unread != lease) return;
    unread = null;
    moveAnyhow(RESPONSE_FINISHED);
    Exchange next = exchange;
    CloseReason found = (reason == null && hasSurplus(next)) ? CloseReason.SURPLUS_BYTES : reason;
    OpenConnection ended = found == null ? null : open;
    Exchange lost = null;
    if (found != null) {
      open = null;
      closeReasons = Set.of(found);
      lost = dropNext(next, found);
    }
    if (ended != null) ended.closeQuietly();
    tellEnd(lease, isComplete, ended != null);
    if (lost != null) tellEnded(lost);
  }

  /** Whether bytes came that are neither of the response that ended nor of the one that follows. */
  private boolean hasSurplus(@Nullable Exchange next) {
    if (open == null) return false;
    if (next != null && next.hasBegun()) return next.isPrecededBySurplus();
    return open.hasSurplus();
  }

  /**
   * The connection ends under the request that follows: one that was not sent can go to another
   * connection, one whose answer is lost says so when it is asked for, any other is over.
   */
  private @Nullable Exchange dropNext(@Nullable Exchange next, CloseReason reason) {
    if (next == null) return null;
    if (reason == CloseReason.SURPLUS_BYTES) {
      if (next.hasBegun()) next.loseAnswer();
      return null;
    }
    exchange = null;
    moveAnyhow(CLOSE);
    return next;
  }

  private void tellEnd(Lease lease, boolean isComplete, boolean isClosed) {
    boolean isTold = false;
    try {
      lease.tellEnd(isComplete, closeReasons, isClosed);
      isTold = true;
    } finally {
      if (!isTold) fail(CloseReason.FAILED, null);
    }
  }

  // 4. The end.

  void close() {
    if (guard.tryEnter()) {
      try (guard) {
        closeNow();
      }
      return;
    }
    cancellation.cancel();
    guard.closeNowOrLater();
  }

  /** Closes in the thread that is in, when another one has wanted that. */
  @Override
  public void run() {
    closeNow();
  }

  private void closeNow() {
    boolean isClosed = false;
    try {
      fail(CloseReason.CLOSED_BY_CALLER, null);
      isClosed = true;
    } finally {
      if (cancellation.isCancelled()) cancellation = new Cancellation();
      if (!isClosed) state = ConnectionState.IDLE;
    }
  }

  void closeWhenRead() {
    Lease last = unread;
    if (last == null) {
      close();
      return;
    }
    Exchange next = exchange;
    exchange = null;
    closeReasons = Set.of(CloseReason.CLOSED_BY_CALLER);
    detach(last);
    moveAnyhow(CLOSE);
    if (next != null) tellEnded(next);
  }

  /** For other threads too. */
  void cancel() {
    Cancellation cut = cancellation;
    cut.cancel();
    // The response that took its connection along has another one by now.
    while (cut != cancellation) {
      cut = cancellation;
      cut.cancel();
    }
    Lease latest = detached;
    if (latest != null) latest.cancel();
  }

  /**
   * Ends everything: what is open is closed, the unread response is taken away, the request under
   * way is over.
   *
   * @param failure what the unread response's reader is told; null if it was closed or cancelled
   */
  private void fail(CloseReason reason, @Nullable HttpException failure) {
    Lease orphan = unread;
    Exchange current = exchange;
    OpenConnection ended = open;
    unread = null;
    exchange = null;
    open = null;
    moveAnyhow(CLOSE);
    if (ended != null) closeReasons = Set.of(reason);
    if (orphan != null) orphan.takeAway(failure != null ? failure : takenAway(orphan, reason));
    if (ended != null) ended.closeQuietly();
    tellFailed(orphan, current, ended != null, Set.of(reason));
  }

  private static HttpException takenAway(Lease orphan, CloseReason reason) {
    String message = "the response was not read to its end, and its connection is closed: ";
    return orphan.exchange().describe(new Cancelled(message + reason, null));
  }

  private void tellFailed(
      @Nullable Lease orphan,
      @Nullable Exchange current,
      boolean isClosed,
      Set<CloseReason> reasons) {
    ConnectionListener listener = watchers.active();
    if (listener == null) return;
    try {
      if (orphan != null) orphan.tellEnd(false, reasons, isClosed);
      else if (isClosed) listener.closed(Moment.now(exchangeNumber), reasons);
    } finally {
      if (current != null) listener.exchangeEnded(current.moment(), reasons);
    }
  }

  private void tellEnded(Exchange over) {
    ConnectionListener listener = watchers.active();
    if (listener != null) listener.exchangeEnded(over.moment(), closeReasons);
  }

  private CloseReason reasonOfFailure(@Nullable HttpException failure) {
    boolean isCancelled = failure instanceof Cancelled || cancellation.isCancelled();
    return isCancelled ? CloseReason.CANCELLED : CloseReason.FAILED;
  }

  private void move(ConnectionEvent event) throws HttpException {
    state = state.after(event);
  }

  /** For events that the table has in every state they can come in. */
  private void moveAnyhow(ConnectionEvent event) {
    try {
      state = state.after(event);
    } catch (ImproperConnectionState e) {
      throw new IllegalStateException(e);
    }
  }
}
