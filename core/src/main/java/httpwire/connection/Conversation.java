package httpwire.connection;

import static httpwire.state.ConnectionEvent.CLOSE;
import static httpwire.state.ConnectionEvent.END_HEADERS;
import static httpwire.state.ConnectionEvent.PUT_REQUEST;
import static httpwire.state.ConnectionEvent.RESPONSE_DETACHED;
import static httpwire.state.ConnectionEvent.RESPONSE_FINISHED;
import static httpwire.state.ConnectionEvent.RESPONSE_KEPT;

import httpwire.Circumstances;
import httpwire.CloseReason;
import httpwire.Delivery;
import httpwire.HttpException;
import httpwire.HttpException.Cancelled;
import httpwire.HttpException.ImproperConnectionState;
import httpwire.Phase;
import httpwire.internal.wire.BodyReader;
import httpwire.internal.wire.BodySource;
import httpwire.internal.wire.Framing;
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
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What goes on in an {@link HttpConnection}: its state, what is open, the exchange under way and
 * the lease of the response that is unread.
 *
 * <ol>
 *   <li>{@link #start} takes a checked head
 *   <li>{@link #begin} opens what is not open, and checks what is; {@link Transmission} sends
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
  private final ThreadGuard guard = new ThreadGuard(this);
  private volatile Cancellation cancellation = new Cancellation();
  private volatile @Nullable Lease detached;
  private ConnectionState state = ConnectionState.IDLE;
  private long exchangeNumber;
  private int hop;
  private long openedCount;

  /** How often everything was ended. */
  private long endedCount;

  private @Nullable OpenConnection open;
  private @Nullable Exchange exchange;

  /** The exchange whose response is being read. Changes if a callback begins another exchange. */
  private @Nullable Exchange reading;

  /** Those whose requests were sent after that of {@link #exchange}, or of {@link #unread}. */
  private @Nullable FollowingExchanges following;

  private @Nullable Lease unread;
  private Set<CloseReason> closeReasons = Set.of();

  Conversation(ConnectionOptions options, Watchers watchers, Connector connector) {
    this.options = options;
    this.watchers = watchers;
    this.connector = connector;
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

  void connect(TimeBudget budget) throws HttpException {
    if (cancellation.isCancelled()) fail(CloseReason.CANCELLED, null);
    if (open == null) open(budget);
  }

  private OpenConnection open(TimeBudget budget) throws HttpException {
    closeReasons = Set.of();
    long endedBefore = endedCount;
    Transport transport = connector.open(budget, cancellation, exchangeNumber, hop);
    openedCount++;
    if (endedCount != endedBefore) throw closedWhileOpening(transport, budget);
    OpenConnection opened = new OpenConnection(transport, options.limits());
    open = opened;
    return opened;
  }

  /** A callback has closed the connection when {@link #open} was not set yet. */
  private Cancelled closedWhileOpening(Transport transport, TimeBudget budget) {
    Cancelled cancelled = new Cancelled("the connection was closed by a callback", null);
    cancelled.initCircumstances(
        new Circumstances(
            budget.getPhase(),
            transport.getPeer(),
            false,
            transport.getSentByteCount(),
            transport.getReceivedByteCount(),
            new Delivery(Delivery.Stage.NOTHING_SENT, 0),
            hop));
    closeReasons = Set.of(CloseReason.CLOSED_BY_CALLER);
    try {
      OpenConnection.closeQuietly(transport);
    } finally {
      tellClosed(closeReasons);
    }
    return cancelled;
  }

  private OpenConnection openFor(Exchange current) throws HttpException {
    OpenConnection checked = open;
    if (checked != null && unread == null && checked.isStale()) {
      closeStale();
      checked = null;
    }
    if (checked != null) return checked;
    if (!options.autoOpen()) throw Failures.notConnected();
    return open(current.budget());
  }

  private void closeStale() {
    OpenConnection stale = open;
    open = null;
    closeReasons = Set.of(CloseReason.STALE);
    if (stale == null) return;
    try {
      stale.closeQuietly();
    } finally {
      tellClosed(closeReasons);
    }
  }

  private void tellClosed(Set<CloseReason> reasons) {
    ConnectionListener listener = watchers.active();
    if (listener != null) listener.closed(Moment.now(exchangeNumber), reasons);
  }

  // 2. The request.

  void start(RequestHead head, TimeBudget budget) throws HttpException {
    start(head, budget, exchangeNumber + 1, 0);
    if (options.isRecorded()) current().record();
  }

  /**
   * Starts an exchange with a head that was checked.
   *
   * @param number greater than that of the exchange before
   */
  void start(RequestHead head, TimeBudget budget, long number, int hop) throws HttpException {
    if (following != null && !following.isEmpty()) {
      throw Failures.cannotSendRequest("not every request of the pipeline has been answered");
    }
    move(PUT_REQUEST);
    detached = null;
    exchangeNumber = number;
    this.hop = hop;
    reading = null;
    exchange = new Exchange(number, hop, head, connector.origin(), budget, cancellation, watchers);
  }

  /**
   * Begins an exchange whose request is sent before those that were sent earlier are answered; like
   * {@link #start} and {@link #begin} in one if there are none.
   */
  Exchange beginFollowing(
      RequestHead head, TimeBudget budget, Framing framing, boolean writesChunks)
      throws HttpException {
    OpenConnection opened = open;
    if (opened == null || (exchange == null && unread == null)) {
      start(head, budget);
      return begin(framing, writesChunks);
    }
    Exchange next =
        new Exchange(++exchangeNumber, 0, head, connector.origin(), budget, cancellation, watchers);
    if (options.isRecorded()) next.record();
    next.beginAfter(opened.receivedBeforeSending());
    next.begin(opened, framing, writesChunks);
    if (following == null) following = new FollowingExchanges();
    following.add(next);
    return next;
  }

  /** The exchange whose request was begun last and is not answered yet; null if all are. */
  @Nullable Exchange latest() {
    Exchange last = following == null ? null : following.last();
    return last != null ? last : exchange;
  }

  /** Whether the exchange can still be answered, or is being so. */
  boolean isUnderWay(Exchange asked) {
    return exchange == asked || (following != null && following.contains(asked));
  }

  /**
   * Begins the exchange whose head is complete: checks the connection that is open, or opens one.
   */
  Exchange begin(Framing framing, boolean writesChunks) throws HttpException {
    move(END_HEADERS);
    Exchange current = current();
    HttpException failure = null;
    boolean hasBegun = false;
    try {
      OpenConnection opened = openFor(current);
      requireUnderWay(current);
      if (unread != null) current.beginAfter(opened.receivedByNow());
      current.begin(opened, framing, writesChunks);
      hasBegun = true;
      return current;
    } catch (HttpException e) {
      failure = e;
      throw e;
    } finally {
      if (!hasBegun) failIfUnderWay(current, failure);
    }
  }

  /** Closes the connection because a step of this exchange did not complete. */
  void failIfUnderWay(Exchange current, @Nullable HttpException failure) {
    if (isUnderWay(current)) fail(reasonOfFailure(failure), failure);
  }

  /**
   * Throws if a listener or a body has closed the connection, or read the response, during the
   * call.
   */
  void requireUnderWay(Exchange current) throws HttpException {
    if (isUnderWay(current)) return;
    String what = current.isAnswered() ? "the response was read" : "the connection was closed";
    throw current.describe(new Cancelled(what + " by a callback", null));
  }

  /** Adds its circumstances to the failure of an exchange; null for one that was not begun. */
  HttpException describe(@Nullable Exchange failed, HttpException failure) {
    if (failed != null) return failed.describe(failure);
    String peer = connector.origin().authority();
    Delivery nothing = new Delivery(Delivery.Stage.NOTHING_SENT, 0);
    failure.initCircumstances(new Circumstances(Phase.WRITE, peer, false, 0, 0, nothing, hop));
    return failure;
  }

  // 3. The response.

  HttpResponse readResponse() throws HttpException {
    state.require(RESPONSE_KEPT);
    Exchange current = current();
    boolean isWithinAnother = reading == current;
    reading = current;
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
      boolean isOurs = reading == current;
      if (isOurs && !isWithinAnother) reading = null;
      if (!isRead && isOurs) fail(reasonOfFailure(failure), failure);
    }
  }

  private HttpResponse respond(Exchange current, ResponseHead head) throws HttpException {
    Framing framing = Framing.ofResponse(current.head(), head);
    Set<CloseReason> reasons = closeReasons(current, head, framing);
    boolean isKept = reasons.isEmpty();
    Lease lease = new Lease(this, current, watchers, guard);
    BodySource framed = current.open().body(framing);
    if (framed != null && watchers.active() != null) framed.showFramingTo(lease);
    BodyReader body = new BodyReader(framed, options.limits().maxBufferedBodyBytes(), lease);
    HttpResponse response = new HttpResponse(head, body, lease);
    lease.begin(response);
    current.answered();
    move(isKept ? RESPONSE_KEPT : RESPONSE_DETACHED);
    exchange = null;
    closeReasons = reasons;
    unread = lease;
    FollowingExchanges lost = isKept ? null : takeFollowing(null);
    if (!isKept) detach(lease);
    lease.boundReads();
    try {
      tellHead(current, head, response);
      body.completeAtEnd();
    } finally {
      if (lost != null) lost.over(closeReasons, null);
    }
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
    if (current.sink().isComplete() && !current.isOutputEnded()) return reasons;
    Set<CloseReason> more = EnumSet.noneOf(CloseReason.class);
    if (!current.sink().isComplete()) more.add(CloseReason.REQUEST_INCOMPLETE);
    if (current.isOutputEnded()) more.add(CloseReason.OUTPUT_ENDED);
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
    if (reason == null) advance();
    Exchange next = exchange;
    if (next != null) next.precedingEnded();
    CloseReason found = (reason == null && hasSurplus(next)) ? CloseReason.SURPLUS_BYTES : reason;
    OpenConnection ended = found == null ? null : open;
    FollowingExchanges lost = null;
    if (found != null) {
      open = null;
      closeReasons = Set.of(found);
      lease.setFate(closeReasons);
      lost = dropNext(next, found);
    }
    try {
      if (ended != null) ended.closeQuietly();
    } finally {
      tellEnd(lease, isComplete, ended != null, lost);
    }
  }

  /** Makes the request that was sent next the one that is answered next. */
  private void advance() {
    if (exchange != null || following == null || following.isEmpty()) return;
    moveAnyhow(PUT_REQUEST);
    moveAnyhow(END_HEADERS);
    exchange = following.next();
  }

  /** Those that follow, after {@code first} if there is one; null if there are none. */
  private @Nullable FollowingExchanges takeFollowing(@Nullable Exchange first) {
    FollowingExchanges taken = following;
    following = null;
    if (first == null) return taken;
    if (taken == null) taken = new FollowingExchanges();
    taken.addFirst(first);
    return taken;
  }

  /** Whether bytes came that are neither of the response that ended nor of the one that follows. */
  private boolean hasSurplus(@Nullable Exchange next) {
    if (open == null) return false;
    if (next != null && next.hasBegun()) return next.isPrecededBySurplus();
    return open.hasSurplus();
  }

  /**
   * Decides on the request that follows on a connection that is closed. After surplus bytes one
   * that was not sent goes to another connection, and one that was sent says that its answer is
   * lost when that is asked for. For any other reason it is over.
   *
   * @return those that are over; null if there are none
   */
  private @Nullable FollowingExchanges dropNext(@Nullable Exchange next, CloseReason reason) {
    if (next == null) return takeFollowing(null);
    if (reason == CloseReason.SURPLUS_BYTES) {
      if (next.hasBegun()) next.loseAnswer();
      return takeFollowing(null);
    }
    exchange = null;
    moveAnyhow(CLOSE);
    return takeFollowing(next);
  }

  private void tellEnd(
      Lease lease, boolean isComplete, boolean isClosed, @Nullable FollowingExchanges lost) {
    try {
      tellEnd(lease, isComplete, isClosed);
    } finally {
      if (lost != null) lost.over(closeReasons, null);
    }
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

  /** Closes on behalf of another thread, in the thread that uses the connection. */
  @Override
  public void run() {
    closeNow();
  }

  private void closeNow() {
    try {
      fail(CloseReason.CLOSED_BY_CALLER, null);
    } finally {
      if (cancellation.isCancelled()) cancellation = new Cancellation();
    }
  }

  /** Closes at once if another thread uses the connection, as {@link #close} does. */
  void closeWhenRead() {
    if (!guard.tryEnter()) {
      close();
      return;
    }
    try (guard) {
      releaseUnread();
    }
  }

  private void releaseUnread() {
    Lease last = unread;
    if (last == null) {
      close();
      return;
    }
    FollowingExchanges over = takeFollowing(exchange);
    exchange = null;
    closeReasons = Set.of(CloseReason.CLOSED_BY_CALLER);
    detach(last);
    moveAnyhow(CLOSE);
    if (over != null) over.over(closeReasons, null);
  }

  /** Cuts what is under way. May be called by any thread. */
  void cancel() {
    Cancellation cut = cancellation;
    cut.cancel();
    // A response that was detached meanwhile has kept that one, and left another here.
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
    FollowingExchanges lost = takeFollowing(current);
    unread = null;
    exchange = null;
    reading = null;
    open = null;
    endedCount++;
    moveAnyhow(CLOSE);
    if (ended != null) closeReasons = Set.of(reason);
    if (orphan != null) orphan.setFate(Set.of(reason));
    if (orphan != null) orphan.takeAway(failure != null ? failure : takenAway(orphan, reason));
    try {
      if (ended != null) ended.closeQuietly();
    } finally {
      tellFailed(orphan, ended != null, Set.of(reason), lost, failure);
    }
  }

  private void tellFailed(
      @Nullable Lease orphan,
      boolean isClosed,
      Set<CloseReason> reasons,
      @Nullable FollowingExchanges lost,
      @Nullable HttpException failure) {
    try {
      tellFailed(orphan, isClosed, reasons);
    } finally {
      if (lost != null) lost.over(reasons, failure);
    }
  }

  private static HttpException takenAway(Lease orphan, CloseReason reason) {
    String message = "the response was not read to its end, and its connection is closed: ";
    return orphan.exchange().describe(new Cancelled(message + reason, null));
  }

  private void tellFailed(@Nullable Lease orphan, boolean isClosed, Set<CloseReason> reasons) {
    if (orphan != null) orphan.tellEnd(false, reasons, isClosed);
    else if (isClosed) tellClosed(reasons);
  }

  private CloseReason reasonOfFailure(@Nullable HttpException failure) {
    boolean isCancelled = failure instanceof Cancelled || cancellation.isCancelled();
    return isCancelled ? CloseReason.CANCELLED : CloseReason.FAILED;
  }

  private void move(ConnectionEvent event) throws HttpException {
    state = state.after(event);
  }

  /** Moves the state by an event that is legal in every state in which it can occur. */
  private void moveAnyhow(ConnectionEvent event) {
    try {
      state = state.after(event);
    } catch (ImproperConnectionState e) {
      throw new IllegalStateException(e);
    }
  }
}
