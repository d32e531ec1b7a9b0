package httpwire.sse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import httpwire.Circumstances;
import httpwire.Headers;
import httpwire.HttpException;
import httpwire.HttpException.ConnectFailed;
import httpwire.HttpException.IncompleteRead;
import httpwire.HttpException.RemoteDisconnected;
import httpwire.HttpException.TunnelRefused;
import httpwire.HttpException.UnexpectedResponse;
import httpwire.Request;
import httpwire.RequestBody;
import httpwire.RetryAfter;
import httpwire.connection.HttpResponse;
import httpwire.sse.EventOptions.StreamEnd;
import java.time.Duration;
import java.time.Instant;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The rule by which a stream of events goes on over one connection after the other (HTML standard,
 * 9.2.3). It waits for nothing and has no network, clock or thread, so that a blocking and a
 * suspending loop can share it:
 *
 * <ol>
 *   <li>send {@link #request}
 *   <li>{@link #begin}, once the head of the response is there, which gives the reader of its
 *       events
 *   <li>{@link #received}, whenever bytes of the body have come
 *   <li>{@link #ended} or {@link #failed}, which say how long to wait before all of this begins
 *       again
 * </ol>
 *
 * <p>A connection that was lost is replaced if the request can be sent again:
 *
 * <pre>
 * an event had an ID, and there is a request to resume with    that one is sent
 * the body of the request cannot be repeated                   the failure is thrown
 * the request is idempotent, or some event had an ID           it is sent again
 * the server cannot have processed it, or said 429 or 503      it is sent again
 * otherwise                                                    the failure is thrown
 * </pre>
 *
 * <p>One thread at a time.
 */
public final class EventSession {
  private static final int NO_CONTENT = 204;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  private final Request first;
  private final EventOptions options;
  private String lastEventId;
  private @Nullable Duration retry;
  private @Nullable ServerSentEventReader reader;
  private int failureCount;

  /**
   * @param first what the first connection asks
   */
  public EventSession(Request first, EventOptions options) {
    this.first = first;
    this.options = options;
    this.lastEventId = options.lastEventId();
  }

  /** The ID of the last event that was whole; empty if there is none. */
  public String getLastEventId() {
    return reader == null ? lastEventId : reader.getLastEventId();
  }

  // 1. The request.

  /**
   * What the next connection asks: the first request or the one to resume with, with Accept and
   * Cache-Control unless it has its own, and with Last-Event-ID if there is one.
   */
  public Request request() {
    Request base = isResumed() ? resumption() : first;
    Headers fields = base.getHeaders();
    Headers.Builder asked = fields.newBuilder();
    if (!fields.contains("Accept")) asked.add("Accept", ServerSentEventReader.MEDIA_TYPE);
    if (!fields.contains("Cache-Control")) asked.add("Cache-Control", "no-store");
    if (!lastEventId.isEmpty()) asked.set("Last-Event-ID", fieldValue(lastEventId));
    return base.withHeaders(asked.build());
  }

  /** The standard sends the ID in UTF-8. Header text has a character for each byte. */
  private static String fieldValue(String id) {
    return new String(id.getBytes(UTF_8), ISO_8859_1);
  }

  private boolean isResumed() {
    return options.resumption() != null && !lastEventId.isEmpty();
  }

  private Request resumption() {
    Request request = options.resumption();
    return request == null ? first : request;
  }

  // 2. The response.

  /**
   * The reader of the events of a response; null if its status is 204, with which a server says
   * that there are no more.
   *
   * @param body where the bytes of its body are, or will be
   * @throws UnexpectedResponse if the response is not an event stream; it goes to {@link #failed}
   */
  public @Nullable ServerSentEventReader begin(HttpResponse response, BufferedSource body)
      throws UnexpectedResponse {
    if (response.getStatus() == NO_CONTENT) return null;
    ServerSentEventReader.requireEventStream(response);
    reader = new ServerSentEventReader(body, options.maxEventBytes(), lastEventId);
    return reader;
  }

  /**
   * Some bytes of the body have come: the connection does not count as a failure, however it ends.
   */
  public void received() {
    failureCount = -1;
  }

  // 3. The end of a connection.

  /**
   * The response ended and was not cut.
   *
   * @return how long to wait before the next connection; null if there are no more events
   * @throws IncompleteRead if too many connections in a row brought nothing, or the body of the
   *     request cannot be repeated
   */
  public @Nullable Duration ended() throws HttpException {
    take();
    if (end() == StreamEnd.DONE) return null;
    IncompleteRead ended = new IncompleteRead(ByteString.EMPTY, -1);
    if (!isResumed() && !isRepeatable()) throw ended;
    return next(ended, null);
  }

  /**
   * The connection failed, or its response was not an event stream.
   *
   * @return how long to wait before the next connection
   * @throws HttpException {@code failure}, if it is final
   */
  public Duration failed(HttpException failure) throws HttpException {
    take();
    if (!isPassing(failure) || !canAskAgain(failure)) throw failure;
    return next(failure, retryAfter(failure));
  }

  private StreamEnd end() {
    StreamEnd said = options.atEnd();
    if (said != null) return said;
    boolean isResumable = isResumed() || first.getMethod().equals("GET");
    return isResumable ? StreamEnd.RECONNECT : StreamEnd.DONE;
  }

  /** What the reader of the last connection knows. */
  private void take() {
    ServerSentEventReader ended = reader;
    if (ended == null) return;
    lastEventId = ended.getLastEventId();
    if (ended.getRetry() != null) retry = ended.getRetry();
    reader = null;
  }

  private Duration next(HttpException failure, @Nullable Duration retryAfter) throws HttpException {
    if (++failureCount > options.reconnection().maxFailures()) throw failure;
    return options.reconnection().waitFor(failureCount, retry, retryAfter);
  }

  /** Whether another connection may succeed. It won't if the response was malformed or refused. */
  private boolean isPassing(HttpException failure) {
    return failure.getFault() == HttpException.Fault.NETWORK
        || failure instanceof RemoteDisconnected
        || failure instanceof IncompleteRead
        || options.reconnection().statuses().contains(status(failure));
  }

  private boolean canAskAgain(HttpException failure) {
    if (isResumed()) return true;
    if (!isRepeatable()) return false;
    return first.isIdempotent() || !lastEventId.isEmpty() || isUnprocessed(failure);
  }

  private boolean isRepeatable() {
    RequestBody body = first.getBody();
    return body == null || body.isRepeatable();
  }

  private static boolean isUnprocessed(HttpException failure) {
    int status = status(failure);
    Circumstances where = failure.getCircumstances();
    return status == TOO_MANY_REQUESTS
        || status == UNAVAILABLE
        || failure instanceof ConnectFailed
        || failure instanceof TunnelRefused
        || (where != null && where.delivery().isResendSafe());
  }

  /**
   * The status of a response that is not an event stream, or of a proxy's; 0 for other failures.
   */
  private static int status(HttpException failure) {
    if (failure instanceof UnexpectedResponse response) return response.getStatus();
    if (failure instanceof TunnelRefused refused) {
      return refused.getSocksReply() == null ? refused.getStatus() : 0;
    }
    return 0;
  }

  private static @Nullable Duration retryAfter(HttpException failure) {
    return failure instanceof UnexpectedResponse response
        ? retryAfter(response.getHeaders())
        : null;
  }

  /**
   * How long a response asks to wait, not negative; null if it does not. A date is read by the
   * response's own Date, so that the clocks of both ends need not agree; without that it says
   * nothing.
   */
  static @Nullable Duration retryAfter(Headers headers) {
    RetryAfter asked = headers.retryAfter();
    if (asked == null) return null;
    Instant now = asked.date() == null ? Instant.EPOCH : headers.date("Date");
    return now == null ? null : asked.from(now);
  }
}
