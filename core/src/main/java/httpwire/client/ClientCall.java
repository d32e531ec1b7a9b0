package httpwire.client;

import httpwire.CacheOutcome;
import httpwire.HttpException;
import httpwire.HttpException.Cancelled;
import httpwire.HttpUrl;
import httpwire.Phase;
import httpwire.Request;
import httpwire.call.Handler;
import httpwire.call.Next;
import httpwire.call.Step;
import httpwire.client.pool.Place;
import httpwire.connection.HttpConnection;
import httpwire.connection.HttpResponse;
import httpwire.trace.Moment;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call of a client: a request through its layers, and as many exchanges as they need. {@link
 * #execute} does all of it in the thread that calls it. A caller that must not block makes these
 * calls in turn until {@link #isDone}:
 *
 * <ol>
 *   <li>wait for {@link #getDelay}
 *   <li>{@link #acquire}, then wait until {@link #whenReady} says so, at most for {@link
 *       #getWaitNanos}, and call {@link #look} each second; {@link #gaveUp} ends the waiting
 *   <li>{@link #exchange}, which blocks, in some thread
 * </ol>
 *
 * <p>A call that is not driven to its end must be {@link #abandon abandoned}. One thread at a time,
 * except for {@link #cancel}.
 */
public final class ClientCall {
  private final HttpClient client;
  private final CallClock clock;
  private final Layers layers;

  /** How often the client had cancelled everything when this call began. */
  private final int cancelCount;

  /** Null before the first challenge of a proxy. */
  private @Nullable ProxyChallenges proxyChallenges;

  /** The responses before the one that the call is done with. */
  private List<HttpResponse> history = List.of();

  private Duration delay = Duration.ZERO;
  private int hopCount;
  private volatile @Nullable Hop hop;
  private volatile boolean isCancelled;

  ClientCall(HttpClient client, Request request) throws IOException {
    this(client, request, null);
  }

  /**
   * @param steps the layers that the call goes through; null for those of the client
   */
  ClientCall(HttpClient client, Request request, @Nullable List<Step> steps) throws IOException {
    this.client = client;
    this.cancelCount = client.cancelCount();
    this.clock = new CallClock(request, client.options().getTimeouts());
    List<Step> through = steps == null ? client.newSteps(request, clock) : steps;
    this.layers = new Layers(through, request, this::again);
    layers.begin();
  }

  // 1. All at once.

  HttpResponse execute() throws IOException {
    boolean isDone = false;
    try {
      while (!isDone()) {
        awaitDelay();
        acquire();
        if (!hasHopInterceptors()) current().await();
        exchange();
      }
      isDone = true;
      return getResponse();
    } finally {
      if (!isDone) abandon();
    }
  }

  private void awaitDelay() throws HttpException {
    if (delay.isZero()) return;
    long until = System.nanoTime() + delay.toNanos();
    try {
      synchronized (this) {
        for (long left = delay.toNanos(); left > 0 && !isCancelled; ) {
          TimeUnit.NANOSECONDS.timedWait(this, left);
          left = until - System.nanoTime();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Cancelled("the thread was interrupted before the request was sent again", e);
    }
  }

  // 2. Step by step.

  /** Whether there is nothing more to do: {@link #getResponse} has the response. */
  public boolean isDone() {
    return layers.response() != null;
  }

  /** How long to wait before the next exchange; usually zero. */
  public Duration getDelay() {
    return delay;
  }

  /** Asks for a connection for the next exchange. Does not wait. */
  public void acquire() throws IOException {
    if (client.cancelCount() != cancelCount) {
      throw new Cancelled("cancelled before exchange " + (hopCount + 1) + " of the call", null);
    }
    hopCount++;
    delay = Duration.ZERO;
    hop = null;
    // An interceptor may change the request, or answer it without any exchange.
    if (!hasHopInterceptors()) newHop(getRequest()).acquire();
  }

  private Hop newHop(Request request) throws IOException {
    Hop next = new Hop(client, request, clock, hopCount);
    hop = next;
    if (isCancelled) next.cancel();
    return next;
  }

  /** Whether the exchange has its connection, so that nothing has to be waited for. */
  public boolean isReady() {
    return hasHopInterceptors() || place().isReady();
  }

  /**
   * Runs {@code action} once, when the exchange has its connection or will never get one; at once
   * if that is so already. Any thread may run it; it must not block or throw. Call this at most
   * once for each {@link #acquire}.
   */
  public void whenReady(Runnable action) {
    place().whenReady(action);
  }

  /** How long the exchange may wait for its connection, from now. */
  public long getWaitNanos() {
    Duration bound = client.pool().getOptions().waitTimeout();
    return clock.poolUntilNanos(bound) - System.nanoTime();
  }

  /** Looks for lost connections, whose places callers that wait could get. */
  public void look() {
    client.pool().look();
  }

  /** The failure of a call that has waited for its connection for too long. */
  public HttpException gaveUp() {
    return current().gaveUp();
  }

  /**
   * Makes the next exchange, with the connection that it has. Afterwards the call is done, or there
   * is one more exchange. Blocks.
   *
   * @throws IOException if the call has failed
   */
  public void exchange() throws IOException {
    HttpResponse received;
    try {
      received = answer();
    } catch (IOException e) {
      failed(hop, e);
      return;
    }
    received(hop, received);
  }

  /** The request of the next exchange, as the layers have made it. */
  public Request getRequest() {
    return layers.request();
  }

  /**
   * Sends the head of the next exchange, whose body the caller sends over the connection that is
   * returned, piece by piece; {@link #finish} comes after that. In place of {@link #exchange}, for
   * a body that cannot be written at once. Blocks.
   *
   * @return null if a layer has something else to do first, such as another exchange
   * @throws IOException if the call has failed
   */
  public @Nullable HttpConnection begin() throws IOException {
    Hop current = current();
    try {
      return current.begin();
    } catch (IOException e) {
      failed(current, e);
      return null;
    }
  }

  /**
   * Reads the head of the response, after {@link #begin}. Afterwards the call is done, or there is
   * one more exchange. Blocks.
   *
   * @param lost what was thrown while the body was sent, if the connection broke; the server may
   *     have answered before
   * @throws IOException if the call has failed
   */
  public void finish(HttpException.@Nullable ConnectionLost lost) throws IOException {
    Hop current = current();
    HttpResponse received;
    try {
      received = current.finish(lost);
    } catch (IOException e) {
      failed(current, e);
      return;
    }
    received(current, received);
  }

  /**
   * @param current null if a hop interceptor has made no exchange
   */
  private void failed(@Nullable Hop current, IOException failure) throws IOException {
    if (current != null
        && current.way().refuser(failure) != null
        && challenges().isAnswered(current, failure)) {
      tellChallenge(current, ProxyChallenges.PROXY_AUTHENTICATION_REQUIRED);
    } else {
      layers.failed(failure);
    }
  }

  private void received(@Nullable Hop current, HttpResponse received) throws IOException {
    if (current != null
        && current.way().forwarder() != null
        && challenges().isAnswered(current, received)) {
      discard(received);
      tellChallenge(current, received.getStatus());
    } else {
      layers.received(received);
    }
  }

  private ProxyChallenges challenges() {
    if (proxyChallenges == null) proxyChallenges = new ProxyChallenges(client.authentication());
    return proxyChallenges;
  }

  private HttpResponse answer() throws IOException {
    if (!hasHopInterceptors()) return current().exchange();
    return HttpClient.chain(client.options().getHopInterceptors(), new Innermost())
        .handle(getRequest());
  }

  /** The handler inside the hop interceptors, which makes one exchange. */
  private final class Innermost implements Handler {
    @Override
    public HttpResponse handle(Request request) throws IOException {
      Hop inner = newHop(request);
      inner.acquire();
      inner.await();
      return inner.exchange();
    }
  }

  private boolean hasHopInterceptors() {
    return !client.options().getHopInterceptors().isEmpty();
  }

  private Hop current() {
    Hop current = hop;
    if (current == null) throw new IllegalStateException("acquire() comes first");
    return current;
  }

  private Place place() {
    return current().place();
  }

  /** The response of a call that is done. The caller owns it. */
  public HttpResponse getResponse() {
    HttpResponse last = layers.response();
    if (last == null) throw new IllegalStateException("the call is not done");
    return history.isEmpty() ? last : last.newBuilder().history(history).build();
  }

  /** Makes whatever goes on fail at once with {@link Cancelled}. By any thread. */
  public void cancel() {
    isCancelled = true;
    synchronized (this) {
      notifyAll(); // A delay is all that is waited for in this monitor.
    }
    Hop current = hop;
    if (current != null) current.cancel();
  }

  /**
   * Gives back the connection that the call has or waits for, and closes its response: for a call
   * whose response is not wanted any more.
   */
  public void abandon() {
    Hop current = hop;
    HttpResponse last = layers.response();
    try {
      if (last != null) last.close();
    } finally {
      if (current != null) current.abandon();
    }
  }

  // 3. One exchange more.

  /** Does what a layer asks for, before the layer's request goes further in. */
  private void again(Next next, @Nullable HttpResponse unwanted, @Nullable IOException failure)
      throws IOException {
    if (unwanted != null) discard(unwanted);
    tell(next, unwanted, failure);
    delay = next.getDelay();
    if (!clock.allows(delay)) {
      throw clock.expired(Phase.CONNECT, "the deadline, before the request is sent again,");
    }
  }

  private void discard(HttpResponse unwanted) {
    if (history.isEmpty()) history = new ArrayList<>(2);
    history.add(unwanted);
    Drain.of(unwanted);
  }

  private void tell(Next next, @Nullable HttpResponse unwanted, @Nullable IOException failure)
      throws IOException {
    ClientListener listener = client.listener();
    Request request = next.getRequest();
    Hop done = hop;
    if (listener == null || request == null) return;
    if (unwanted != null && next.getReason() == Next.Reason.REDIRECT) {
      HttpUrl to = HttpUrl.parse(request.getTarget());
      listener.redirected(moment(done, unwanted), unwanted.getStatus(), url(done, unwanted), to);
    } else if (done == null) {
      // Nothing was sent yet: there is no exchange to report.
    } else if (unwanted != null && next.getReason() == Next.Reason.CREDENTIALS) {
      tellChallenge(done, unwanted.getStatus());
    } else {
      HttpException known = failure instanceof HttpException e ? e : null;
      listener.retried(done.moment(), next.getDelay(), known);
    }
  }

  /** A response from the cache belongs to no exchange. */
  private static Moment moment(@Nullable Hop done, HttpResponse unwanted) {
    return done == null || isFromCache(unwanted) ? Moment.now(0) : done.moment();
  }

  private static HttpUrl url(@Nullable Hop done, HttpResponse unwanted) throws IOException {
    if (done != null && !isFromCache(unwanted)) return done.url();
    return HttpUrl.parse(unwanted.getUrl());
  }

  private static boolean isFromCache(HttpResponse response) {
    CacheOutcome outcome = response.getCacheOutcome();
    return outcome == CacheOutcome.HIT || outcome == CacheOutcome.STALE;
  }

  private void tellChallenge(Hop challenged, int status) {
    ClientListener listener = client.listener();
    if (listener != null) listener.challenged(challenged.moment(), status, challenged.url());
  }
}
