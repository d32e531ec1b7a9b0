package httpwire.client;

import httpwire.Circumstances;
import httpwire.CloseReason;
import httpwire.Delivery;
import httpwire.Delivery.Stage;
import httpwire.HttpException;
import httpwire.HttpException.Cancelled;
import httpwire.HttpException.ConnectionLost;
import httpwire.HttpException.PoolExhausted;
import httpwire.HttpUrl;
import httpwire.Phase;
import httpwire.Request;
import httpwire.client.pool.Lease;
import httpwire.client.pool.Place;
import httpwire.connection.ExchangeOptions;
import httpwire.connection.HttpConnection;
import httpwire.connection.HttpResponse;
import httpwire.state.ConnectionState;
import httpwire.trace.Moment;
import httpwire.trace.internal.Flight;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * One exchange of a call, over a connection of the pool.
 *
 * <ol>
 *   <li>{@link #acquire} asks for a connection, and does not wait
 *   <li>{@link #await} waits for it; a caller that must not block is told through {@link #place}
 *   <li>{@link #exchange} sends the request, once more if it was lost ({@link Resend}), and reads
 *       the head of the response
 *   <li>the end of the response gives the connection back
 * </ol>
 */
final class Hop {
  private final HttpClient client;
  private final Request request;
  private final CallClock clock;
  private final int number;
  private final HttpUrl url;
  private final ProxyWay way;
  private long exchangeNumber;
  private Flight.@Nullable PoolWait flight;
  private @Nullable Place place;
  private @Nullable Lease lease;
  private boolean isHandedOver;
  private boolean isCancelled;
  private boolean isEndedInPool;

  /**
   * @param request with an absolute URL
   * @param number which exchange of the call it is, from 1
   */
  Hop(HttpClient client, Request request, CallClock clock, int number) throws IOException {
    this.client = client;
    this.request = request;
    this.clock = clock;
    this.number = number;
    this.url = client.url(request.getTarget());
    this.way = ProxyWay.of(client, url);
  }

  Request request() {
    return request;
  }

  HttpUrl url() {
    return url;
  }

  ProxyWay way() {
    return way;
  }

  Moment moment() {
    return Moment.now(exchangeNumber);
  }

  // 1. A place.

  void acquire() throws HttpException {
    exchangeNumber = client.nextExchangeNumber();
    ClientListener listener = client.listener();
    if (listener != null) listener.exchangeStarted(moment(), request);
    Place asked = client.pool().acquire(new PoolKey(url.origin(), way.proxies(), client.wiring()));
    if (asked == null) throw inPool(full());
    boolean isTooLate;
    synchronized (this) {
      place = asked;
      isTooLate = isCancelled;
    }
    if (isTooLate) asked.cancel();
    else if (!asked.isReady()) queued(listener);
  }

  private void queued(@Nullable ClientListener listener) {
    flight = Flight.poolWait(url.origin(), exchangeNumber);
    if (listener != null) listener.queued(moment(), url.origin());
  }

  /**
   * @param failure why there is no connection; null if there is one
   */
  private void waited(@Nullable Throwable failure) {
    Flight.PoolWait waiting = flight;
    flight = null;
    if (waiting != null) waiting.end(failure);
  }

  private HttpException full() {
    if (client.pool().isClosed()) return new Cancelled("the client was closed", null);
    int most = client.pool().getOptions().maxWaiting();
    return new PoolExhausted(
        "no connection to " + url.origin() + " is free, and " + most + " callers wait already");
  }

  Place place() {
    if (place == null) throw new IllegalStateException("acquire() comes first");
    return place;
  }

  /** Waits as long as the pool's options and the deadline of the call allow. */
  void await() throws HttpException {
    if (place().isReady()) return;
    long untilNanos = clock.poolUntilNanos(client.pool().getOptions().waitTimeout());
    try {
      if (place().await(untilNanos)) return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      place().cancel();
      throw inPool(
          new Cancelled(
              "the thread was interrupted while " + Phase.POOL + " to " + url.origin(), e));
    }
    throw gaveUp();
  }

  /** The waiting has taken too long: gives the place back. */
  HttpException gaveUp() {
    place().cancel();
    return inPool(clock.expired(Phase.POOL, "the time for " + Phase.POOL + " to " + url.origin()));
  }

  private HttpException inPool(HttpException failure) {
    Delivery nothing = new Delivery(Stage.NOTHING_SENT, 0);
    String peer = url.origin().authority();
    failure.initCircumstances(new Circumstances(Phase.POOL, peer, false, 0, 0, nothing, number));
    waited(failure);
    endedInPool(failure instanceof Cancelled ? CloseReason.CANCELLED : CloseReason.FAILED);
    return failure;
  }

  /** The exchange is over, and its request was not started. */
  private void endedInPool(CloseReason reason) {
    if (isEndedInPool) return;
    isEndedInPool = true;
    ClientListener listener = client.listener();
    if (listener != null) listener.exchangeEnded(moment(), Set.of(reason));
  }

  /** Gives back what was acquired, unless a response has it. */
  void abandon() {
    waited(new CancellationException());
    Place unused = place;
    Lease held = lease;
    if (held != null && !isHandedOver) {
      held.remove();
    } else if (held == null && unused != null) {
      unused.cancel();
      endedInPool(CloseReason.CANCELLED);
    }
  }

  /** Makes whatever goes on fail at once. By any thread. */
  void cancel() {
    Lease held;
    Place waiting;
    synchronized (this) {
      isCancelled = true;
      held = lease;
      waiting = place;
    }
    if (held != null) held.cancel();
    else if (waiting != null) waiting.cancel();
  }

  // 2. The exchange.

  /** Sends the request and reads the head of the response. The place must be ready. */
  HttpResponse exchange() throws IOException {
    Lease held = take();
    boolean isAnswered = false;
    try {
      HttpResponse response = attempts(held, this::send);
      handOver(held, response);
      isAnswered = true;
      return response;
    } finally {
      if (!isAnswered) giveBack(held);
    }
  }

  private void handOver(Lease held, HttpResponse response) {
    isHandedOver = true;
    response.setEndFollower(new End(held, response));
  }

  /** Sends the head of a request whose body the caller sends over the connection. */
  HttpConnection begin() throws IOException {
    Lease held = take();
    boolean isBegun = false;
    try {
      HttpConnection connection = attempts(held, this::sendHead);
      isBegun = true;
      return connection;
    } finally {
      if (!isBegun) giveBack(held);
    }
  }

  /**
   * Reads the head of the response to what was begun.
   *
   * @param lost the failure to send the body; null if it was sent
   */
  HttpResponse finish(@Nullable ConnectionLost lost) throws IOException {
    Lease held = lease;
    HttpConnection connection = held == null ? null : held.connection();
    if (held == null || connection == null) throw new IllegalStateException("begin() comes first");
    boolean isAnswered = false;
    try {
      HttpResponse response =
          lost == null ? connection.readResponse() : connection.readEarlyResponse(lost);
      handOver(held, response);
      isAnswered = true;
      return response;
    } finally {
      if (!isAnswered) held.remove();
    }
  }

  /** A request that could not be sent leaves its connection as it was. */
  private static void giveBack(Lease held) {
    HttpConnection connection = held.connection();
    boolean isUntouched =
        connection != null
            && connection.getTransport() != null
            && connection.getState() == ConnectionState.IDLE;
    if (isUntouched) held.releaseUnused();
    else held.remove();
  }

  private Lease take() throws HttpException {
    Lease given = place().lease();
    boolean isTooLate;
    synchronized (this) {
      lease = given;
      isTooLate = isCancelled;
    }
    if (given != null && !isTooLate) {
      waited(null);
      return given;
    }
    place().cancel();
    throw inPool(new Cancelled("cancelled while " + Phase.POOL + " to " + url.origin(), null));
  }

  private interface Attempt<T> {
    T over(HttpConnection connection) throws IOException;
  }

  private HttpResponse send(HttpConnection connection) throws IOException {
    return connection.exchange(way.answering(request), options());
  }

  private HttpConnection sendHead(HttpConnection connection) throws IOException {
    connection.begin(way.answering(request), options());
    return connection;
  }

  private <T> T attempts(Lease held, Attempt<T> attempt) throws IOException {
    ClientListener listener = client.listener();
    HttpConnection given = held.connection();
    boolean isOpen = given != null && given.getTransport() != null;
    if (listener != null) listener.leased(moment(), url.origin(), isOpen);
    try {
      return attempt(held, attempt);
    } catch (HttpException lost) {
      if (!Resend.isAllowed(request, lost)) throw lost;
      held.resent();
      if (listener != null) listener.resent(moment(), lost);
      return again(held, lost, attempt);
    }
  }

  private <T> T again(Lease held, HttpException lost, Attempt<T> attempt) throws IOException {
    HttpConnection used = held.connection();
    if (used != null) used.close();
    exchangeNumber = client.nextExchangeNumber();
    ClientListener listener = client.listener();
    if (listener != null) {
      listener.exchangeStarted(moment(), request);
      listener.leased(moment(), url.origin(), false);
    }
    try {
      return attempt(held, attempt);
    } catch (HttpException last) {
      last.addSuppressed(lost);
      throw last;
    }
  }

  private <T> T attempt(Lease held, Attempt<T> attempt) throws IOException {
    HttpConnection connection = connection(held);
    if (!held.use(connection, new Asked(request.getMethod(), url))) {
      throw inPool(new Cancelled("cancelled before the request was sent", null));
    }
    long openedBefore = connection.getOpenedCount();
    boolean wasOpen = connection.getTransport() != null;
    try {
      return attempt.over(connection);
    } finally {
      if (connection.getOpenedCount() != openedBefore) held.opened();
      else if (wasOpen) held.reused();
    }
  }

  private ExchangeOptions options() throws HttpException {
    return new ExchangeOptions(
        url.target(),
        clock.timeouts(number),
        client.listener(),
        exchangeNumber,
        number,
        client.isRecorded());
  }

  /**
   * The connection of the lease. One that is not open is made anew, because a proxy may have sent a
   * challenge since it was made.
   */
  private HttpConnection connection(Lease held) throws HttpException {
    HttpConnection given = held.connection();
    boolean isUsable = given != null && (way.isStraight() || given.getTransport() != null);
    if (given != null && isUsable) return given;
    return client.wiring().connection(url.origin(), way.answering());
  }

  /** What was asked, for the log. */
  private record Asked(String method, HttpUrl url) {
    @Override
    public String toString() {
      return method + " " + url.redacted();
    }
  }

  /** The end of a response: gives the connection back. */
  private static final class End implements Runnable {
    private final Lease lease;
    private final HttpResponse response;

    End(Lease lease, HttpResponse response) {
      this.lease = lease;
      this.response = response;
    }

    @Override
    public void run() {
      HttpConnection connection = lease.connection();
      boolean isKept =
          connection != null && connection.getTransport() != null && !response.willClose();
      if (isKept) lease.release(KeepAlive.nanos(response.getHeaders()));
      else lease.remove();
    }
  }
}
