package httpwire.connection;

import static httpwire.state.ConnectionEvent.PUT_REQUEST;
import static httpwire.state.ConnectionEvent.RESPONSE_KEPT;

import httpwire.HttpException;
import httpwire.HttpException.CannotSendRequest;
import httpwire.HttpException.ConnectionLost;
import httpwire.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Requests that are sent one after the other before they are answered, RFC 9112 §9.3.2. The
 * responses come in the same order.
 *
 * <ol>
 *   <li>{@link HttpConnection#pipeline(List)} gives it its requests, or {@link #add} one at a time
 *   <li>{@link #flush} sends as many as fit, in one write; {@link #readResponse} sends the others
 *       as there is room
 *   <li>{@link #readResponse} reads the next response, whose body must be read to its end, or
 *       closed, before the one after it
 *   <li>after a failure {@link #fates} says what became of each request
 * </ol>
 *
 * <p>A client must not do this unless its user asks for it: after a failure it is not known which
 * of the requests were processed, so that those that must not be repeated are refused unless {@link
 * #addAnyway} is called. Requests that end the connection, or change its protocol, cannot be
 * followed. Belongs to the connection: one thread at a time.
 */
public final class Pipeline {
  /** What became of a request. */
  public enum Fate {
    /** Its response has come, at least the head of it. */
    ANSWERED,
    /** At least a part of it was handed to the network, and no response has come. */
    MAYBE_PROCESSED,
    /** No byte of it was handed to the network: it can be sent again. */
    NOT_SENT
  }

  /**
   * The most bytes that are sent before they are answered. A server whose responses are not read
   * stops reading, so that a client that sends more than the buffers between the two hold would
   * wait for ever.
   */
  private static final long MAX_UNANSWERED_BYTES = 32 << 10;

  private final HttpConnection connection;
  private final RequestComposer composer;
  private final Conversation conversation;
  private final Transmission transmission;
  private final List<PipelinedRequest> requests = new ArrayList<>();

  private int begunCount;
  private int answeredCount;

  /** Which opening of the connection, as counted by it, carries the requests. */
  private long opening;

  /** What broke the connection; responses that came before can still be read. */
  private @Nullable HttpException failure;

  Pipeline(
      HttpConnection connection,
      RequestComposer composer,
      Conversation conversation,
      Transmission transmission) {
    this.connection = connection;
    this.composer = composer;
    this.conversation = conversation;
    this.transmission = transmission;
  }

  // 1. The requests.

  /**
   * Adds a request after the others; nothing is sent.
   *
   * @return this
   * @throws IllegalArgumentException if it is not idempotent ({@link Request#isIdempotent}), is
   *     CONNECT, asks for an upgrade, waits for 100 Continue, announces a body that it does not
   *     have, cannot be sent at all, or follows one that says {@code Connection: close}
   * @throws HttpException.InvalidUrl if its target cannot be sent
   */
  public Pipeline add(Request request) throws IOException {
    if (request.isIdempotent()) return addAnyway(request);
    throw new IllegalArgumentException(
        request.getMethod()
            + " is not idempotent, and after a failure nobody knows whether it was processed"
            + " (RFC 9112 9.3.2): call addAnyway, or say idempotent() if it is");
  }

  /** Like {@link #add}, also for a request that is not idempotent. */
  public Pipeline addAnyway(Request request) throws IOException {
    requireAlone("CONNECT", request.getMethod().equals("CONNECT"));
    requireAlone("an upgrade", request.getHeaders().contains("Upgrade"));
    requireAlone("a request that waits for 100", request.getContinueTimeout() != null);
    boolean isLast = !requests.isEmpty() && last().head().isCloseRequested();
    requireAlone("a request after Connection: close", isLast);
    PipelinedRequest prepared = composer.prepared(request);
    requireAlone("a request without the body that it announces", prepared.isBodyMissing());
    requests.add(prepared);
    return this;
  }

  private static void requireAlone(String what, boolean isThat) {
    if (isThat) throw new IllegalArgumentException(what + " can't be a part of a pipeline");
  }

  private PipelinedRequest last() {
    return requests.get(requests.size() - 1);
  }

  // 2. Sending them, and reading the responses.

  /**
   * Sends as many of the requests as may be unanswered, in as few writes as they fit in. If that
   * fails, responses that came before can still be read.
   *
   * @throws CannotSendRequest if another request is under way on the connection; nothing was sent
   * @throws HttpException if the connection cannot be opened, breaks, or has ended; each later call
   *     throws the same
   */
  public void flush() throws IOException {
    try (ThreadGuard held = conversation.enter(PUT_REQUEST)) {
      if (begunCount < requests.size() && hasEnded()) throw ended(requests.get(begunCount));
      requireNoOther();
      send();
    }
  }

  /** Sends what there is room for. A failure is kept for the call that needs what was not sent. */
  void flushQuietly() throws IOException {
    requireNoOther();
    try {
      send();
    } catch (HttpException known) {
      failure = known;
    }
  }

  /** The requests of a pipeline follow each other: one between them would get their responses. */
  private void requireNoOther() throws CannotSendRequest {
    Exchange latest = conversation.latest();
    if (latest == null || begunCount == requests.size()) return;
    if (begunCount > 0 && requests.get(begunCount - 1).isOf(latest)) return;
    throw new CannotSendRequest(
        "another request is under way on the connection: read its response first; in state "
            + conversation.state());
  }

  private void send() throws IOException {
    if (failure != null) throw failure;
    try {
      Exchange latest = null;
      while (canSendNext()) latest = begin(requests.get(begunCount));
      if (latest != null) transmission.flush(latest);
      requireFollowed();
    } catch (HttpException broken) {
      failure = broken;
      throw broken;
    }
  }

  private Exchange begin(PipelinedRequest next) throws IOException {
    boolean isBegun = false;
    try {
      Exchange begun = transmission.transmitFollowing(next);
      isBegun = true;
      return begun;
    } finally {
      // Its head is spent, so that it is not sent once more, whatever was thrown.
      opening = conversation.openedCount();
      begunCount++;
      if (!isBegun) failure = ended(next);
    }
  }

  private boolean canSendNext() {
    return begunCount < requests.size() && canFollow() && hasRoomFor(requests.get(begunCount));
  }

  private boolean canFollow() {
    Exchange latest = conversation.latest();
    return latest == null || latest.canBeFollowed();
  }

  /** The peer would take what follows half a request for the rest of it. */
  private void requireFollowed() throws CannotSendRequest {
    if (begunCount == requests.size() || canFollow()) return;
    throw new CannotSendRequest(
        "the request before was not sent whole, or shutdownOutput() was called after it:"
            + " no other can follow it on this connection");
  }

  private boolean hasRoomFor(PipelinedRequest next) {
    long unanswered = 0;
    for (PipelinedRequest sent : requests.subList(firstUnanswered(), begunCount)) {
      unanswered += sent.byteCount();
    }
    return unanswered == 0 || next.byteCount() <= MAX_UNANSWERED_BYTES - unanswered;
  }

  private int firstUnanswered() {
    while (answeredCount < begunCount && requests.get(answeredCount).isAnswered()) answeredCount++;
    return answeredCount;
  }

  private boolean hasEnded() {
    if (begunCount == 0) return false;
    return conversation.transport() == null || conversation.openedCount() != opening;
  }

  /**
   * Reads the head of the next response, after sending what there is room for, otherwise like
   * {@link HttpConnection#readResponse}.
   *
   * @throws HttpException if there is none: what broke the connection, or that it has ended with a
   *     response before this one. {@link #fates} says what became of the requests
   * @throws HttpException.ResponseNotReady if the response before is not read to its end
   * @throws CannotSendRequest if there are requests to be sent and another one is under way
   * @throws NoSuchElementException if every request has been answered
   */
  public HttpResponse readResponse() throws IOException {
    try (ThreadGuard held = conversation.enter(RESPONSE_KEPT)) {
      if (firstUnanswered() == requests.size()) {
        throw new NoSuchElementException("every request of the pipeline has been answered");
      }
      if (conversation.state().hasUnreadResponse()) conversation.state().require(RESPONSE_KEPT);
      if (failure == null && !hasEnded()) flushQuietly();
      PipelinedRequest next = requests.get(answeredCount);
      Exchange exchange = next.exchange();
      if (exchange == null || !conversation.isUnderWay(exchange)) throw ended(next);
      return read();
    }
  }

  private HttpResponse read() throws HttpException {
    try {
      return connection.readResponse();
    } catch (HttpException broken) {
      HttpException before = failure;
      if (before != null) broken.addSuppressed(before);
      failure = broken;
      throw broken;
    }
  }

  private HttpException ended(PipelinedRequest next) {
    if (failure != null) return failure;
    String message =
        "the connection ended before the response to "
            + next.request().getMethod()
            + " "
            + next.head().target()
            + ": "
            + conversation.closeReasons();
    return conversation.describe(
        next.exchange(), new ConnectionLost(message, ConnectionLost.Kind.OTHER, null));
  }

  // 3. What became of them.

  /** What has become of each request, in their order. */
  public List<Fate> fates() {
    List<Fate> fates = new ArrayList<>(requests.size());
    for (PipelinedRequest request : requests) fates.add(request.fate());
    return fates;
  }
}
