package httpwire.client;

import httpwire.HttpException;
import httpwire.HttpException.Cancelled;
import httpwire.Phase;
import httpwire.Request;
import httpwire.call.Handler;
import httpwire.call.Next;
import httpwire.call.Step;
import httpwire.client.auth.Authentication;
import httpwire.client.pool.Place;
import httpwire.connection.HttpConnection;
import httpwire.connection.HttpResponse;
import httpwire.transport.Proxy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call of a client: a request through its layers, and as many exchanges as they want. {@link
 * #execute} does all of it in the thread that calls it. Whoever must not wait in a thread makes
 * these calls in turn until {@link #isDone}:
 *
 * <ol>
 *   <li>wait for {@link #getDelay}
 *   <li>{@link #acquire}, then wait until {@link #whenReady} says so, at most for {@link
 *       #getWaitNanos}, and call {@link #look} each second; {@link #gaveUp} ends the waiting
 *   <li>{@link #exchange}, which blocks, in some thread
 * </ol>
 *
 * <p>A call that is not driven to its end must be {@link #abandon abandoned}. One thread at a time,
 * but for {@link #cancel}.
 */
public final class ClientCall {
  private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

  private final HttpClient client;
  private final CallClock clock;
  private final List<Step> steps;

  /** For each layer the request that it has sent further in. */
  private final Request[] sent;

  private final List<HttpResponse> history = new ArrayList<>(0);

  /** How often each proxy's challenge was answered; null before the first. */
  private @Nullable Map<Proxy, Integer> answerCounts;

  private Request pending;
  private Duration delay = Duration.ZERO;
  private int hopCount;
  private @Nullable HttpResponse response;
  private volatile @Nullable Hop hop;
  private volatile boolean isCancelled;

  ClientCall(HttpClient client, Request request) throws IOException {
    this.client = client;
    this.clock = new CallClock(request, client.options().getTimeouts());
    this.steps = client.newSteps();
    this.sent = new Request[steps.size()];
    this.pending = request;
    descend(0, request);
  }

  // 1. All at once.

  HttpResponse execute() throws IOException {
    boolean isDone = false;
    try {
      while (response == null) {
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
    try {
      TimeUnit.NANOSECONDS.sleep(delay.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Cancelled("the thread was interrupted before the request was sent again", e);
    }
  }

  // 2. Step by step.

  /** Whether there is nothing more to do: {@link #getResponse} has the response. */
  public boolean isDone() {
    return response != null;
  }

  /** How long to wait before the next exchange; usually zero. */
  public Duration getDelay() {
    return delay;
  }

  /** Asks for a connection for the next exchange. Does not wait. */
  public void acquire() throws IOException {
    Hop next = new Hop(client, pending, clock, ++hopCount);
    delay = Duration.ZERO;
    hop = next;
    if (isCancelled) next.cancel();
    if (!hasHopInterceptors()) next.acquire();
  }

  /** Whether the exchange has its connection, so that nothing has to be waited for. */
  public boolean isReady() {
    return hasHopInterceptors() || place().isReady();
  }

  /**
   * Runs {@code action} once, when the exchange has its connection, or never gets one; now, if that
   * is so. In any thread; it must not block or throw. At most once for each {@link #acquire}.
   */
  public void whenReady(Runnable action) {
    place().whenReady(action);
  }

  /** How long the exchange may wait for its connection, from now. */
  public long getWaitNanos() {
    Duration bound = client.pool().getOptions().waitTimeout();
    return clock.poolUntilNanos(bound) - System.nanoTime();
  }

  /** Looks for connections that were lost, and whose place somebody who waits could get. */
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
    Hop current = current();
    HttpResponse received;
    try {
      received = answer(current);
    } catch (IOException e) {
      failed(current, e);
      return;
    }
    received(current, received);
  }

  /** The request of the next exchange, as the layers have made it. */
  public Request getRequest() {
    return pending;
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

  private void failed(Hop current, IOException failure) throws IOException {
    if (isAnswerable(current, failure)) tellChallenge(current, PROXY_AUTHENTICATION_REQUIRED);
    else ascendFailed(steps.size() - 1, failure);
  }

  private void received(Hop current, HttpResponse received) throws IOException {
    if (isAnswerable(current, received)) {
      discard(received);
      tellChallenge(current, received.getStatus());
      return;
    }
    ascend(steps.size() - 1, received);
  }

  private HttpResponse answer(Hop current) throws IOException {
    if (!hasHopInterceptors()) return current.exchange();
    return HttpClient.chain(client.options().getHopInterceptors(), new Innermost()).handle(pending);
  }

  /** What the interceptors of single exchanges stand around. */
  private final class Innermost implements Handler {
    @Override
    public HttpResponse handle(Request request) throws IOException {
      Hop inner = new Hop(client, request, clock, hopCount);
      hop = inner;
      if (isCancelled) inner.cancel();
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
    HttpResponse last = response;
    if (last == null) throw new IllegalStateException("the call is not done");
    return history.isEmpty() ? last : last.newBuilder().history(history).build();
  }

  /** Makes whatever goes on fail at once with {@link Cancelled}. By any thread. */
  public void cancel() {
    isCancelled = true;
    Hop current = hop;
    if (current != null) current.cancel();
  }

  /** Gives back what the call has, and closes its response, if nobody wants them any more. */
  public void abandon() {
    Hop current = hop;
    HttpResponse last = response;
    try {
      if (last != null) last.close();
    } finally {
      if (current != null) current.abandon();
    }
  }

  // 3. Through the layers.

  /** From the layer {@code level} on further in. */
  private void descend(int level, Request request) throws IOException {
    Request current = request;
    for (int i = level; i < steps.size(); i++) {
      Next next = steps.get(i).before(current);
      Request changed = next.getRequest();
      if (changed == null) {
        answered(i, next);
        return;
      }
      sent[i] = changed;
      current = changed;
    }
    pending = current;
  }

  /** A layer has the answer itself. */
  private void answered(int level, Next next) throws IOException {
    HttpResponse own = next.getResponse();
    if (own != null) ascend(level - 1, own);
  }

  /** A response goes through the layer {@code level} and those further out. */
  private void ascend(int level, HttpResponse received) throws IOException {
    HttpResponse current = received;
    for (int i = level; i >= 0; i--) {
      Next next;
      boolean isUnderstood = false;
      try {
        next = steps.get(i).after(sent[i], current);
        isUnderstood = true;
      } catch (IOException e) {
        current.close();
        ascendFailed(i - 1, e);
        return;
      } finally {
        if (!isUnderstood) current.close();
      }
      HttpResponse changed = next.getResponse();
      if (changed == null) {
        discard(current);
        tell(next, current);
        again(i, next);
        return;
      }
      current = changed;
    }
    response = current;
  }

  /** A failure goes through the layer {@code level} and those further out. */
  private void ascendFailed(int level, IOException thrown) throws IOException {
    IOException failure = thrown;
    for (int i = level; i >= 0; i--) {
      Next next;
      try {
        next = steps.get(i).failed(sent[i], failure);
      } catch (IOException e) {
        failure = e;
        continue;
      }
      HttpResponse instead = next.getResponse();
      if (instead != null) ascend(i - 1, instead);
      else tellRetry(next, failure);
      if (instead == null) again(i, next);
      return;
    }
    throw failure;
  }

  /** One more request, from inside the layer {@code level}. */
  private void again(int level, Next next) throws IOException {
    Request request = next.getRequest();
    if (request == null) throw new IllegalStateException("neither response nor request");
    delay = next.getDelay();
    if (!clock.allows(delay)) {
      throw clock.expired(Phase.CONNECT, "the deadline, before the request is sent again,");
    }
    sent[level] = request;
    descend(level + 1, request);
  }

  private void discard(HttpResponse unwanted) {
    history.add(unwanted);
    Drain.of(unwanted);
  }

  // 4. Proxies that ask for credentials.

  /** Whether a proxy that has refused a tunnel gets an answer to its challenge. */
  private boolean isAnswerable(Hop current, IOException failure) {
    Proxy refuser = current.refuser(failure);
    if (refuser == null || !(failure instanceof HttpException.TunnelRefused refused)) return false;
    return isAnswerable(refuser, refused.getHeaders());
  }

  private boolean isAnswerable(Hop current, HttpResponse received) {
    Proxy forwarder = current.forwarder();
    if (forwarder == null) return false;
    client.authentication().proxyAnswered(forwarder, received.getHeaders());
    boolean canRepeat = pending.getBody() == null || pending.getBody().isRepeatable();
    if (received.getStatus() != PROXY_AUTHENTICATION_REQUIRED || !canRepeat) return false;
    return isAnswerable(forwarder, received.getHeaders());
  }

  private boolean isAnswerable(Proxy proxy, httpwire.Headers challenges) {
    Authentication authentication = client.authentication();
    Map<Proxy, Integer> counts = answerCounts == null ? new HashMap<>(2) : answerCounts;
    answerCounts = counts;
    int count = counts.merge(proxy, 1, Integer::sum);
    // Once for the challenge, and once more for a nonce that was too old.
    return count <= 2 && authentication.challenged(proxy, challenges, count > 1);
  }

  // 5. Who listens.

  private void tell(Next next, HttpResponse discarded) throws IOException {
    ClientListener listener = client.listener();
    Request request = next.getRequest();
    Hop done = hop;
    if (listener == null || request == null || done == null) return;
    if (next.getReason() == Next.Reason.REDIRECT) {
      listener.redirected(
          done.moment(),
          discarded.getStatus(),
          done.url(),
          httpwire.HttpUrl.parse(request.getTarget()));
    } else if (next.getReason() == Next.Reason.CREDENTIALS) {
      listener.challenged(done.moment(), discarded.getStatus(), done.url());
    } else {
      listener.retried(done.moment(), next.getDelay(), null);
    }
  }

  private void tellChallenge(Hop challenged, int status) {
    ClientListener listener = client.listener();
    if (listener != null) listener.challenged(challenged.moment(), status, challenged.url());
  }

  private void tellRetry(Next next, IOException failure) {
    ClientListener listener = client.listener();
    Hop failed = hop;
    if (listener == null || failed == null) return;
    HttpException known = failure instanceof HttpException e ? e : null;
    listener.retried(failed.moment(), next.getDelay(), known);
  }
}
