package httpwire.connection;

import static httpwire.state.ConnectionEvent.RESPONSE_KEPT;
import static httpwire.state.ConnectionEvent.SEND;

import httpwire.ContinueAnswer;
import httpwire.Headers;
import httpwire.HttpException;
import httpwire.HttpException.Cancelled;
import httpwire.HttpException.ConnectionLost;
import httpwire.Request;
import httpwire.RequestBody;
import httpwire.internal.wire.Framing;
import httpwire.internal.wire.LengthSink;
import java.io.IOException;
import java.time.Duration;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The sending of the requests of one {@link Conversation}.
 *
 * <ol>
 *   <li>{@link #transmit} sends the head, and the body if it is there; {@link #transmitExpecting}
 *       asks in between whether the server wants the body
 *   <li>{@link #send} and {@link #endBody} send a body piece by piece
 *   <li>{@link #awaitContinue} and {@link #hasResponseArrived} tell what the server says meanwhile
 * </ol>
 *
 * <p>A step that did not complete closes the connection, unless the network broke it: then an
 * answer may still be read from it.
 */
final class Transmission {
  /** What comes after what is written. */
  private enum Ending {
    /** More of the body. */
    PIECE,
    /** Nothing: the request is whole. */
    WHOLE,
    /** The next request, in the same system call if it fits. */
    PENDING
  }

  private final Conversation conversation;
  private final Budgets budgets;
  private final Watchers watchers;
  private final int blockSize;

  Transmission(Conversation conversation, Budgets budgets, Watchers watchers, int blockSize) {
    this.conversation = conversation;
    this.budgets = budgets;
    this.watchers = watchers;
    this.blockSize = blockSize;
  }

  /** Sends the head that was started, and the body there is. */
  void transmit(Framing framing, boolean writesChunks, @Nullable RequestBody body)
      throws IOException {
    Exchange current = conversation.begin(framing, writesChunks);
    write(current, current.head().end(), body, Ending.WHOLE, null);
  }

  /**
   * Sends the head that was started and waits for what the server says of it, RFC 9110 §10.1.1; the
   * body is sent unless that is a final response.
   *
   * @param atMost how long to wait
   */
  void transmitExpecting(Framing framing, boolean writesChunks, RequestBody body, Duration atMost)
      throws IOException {
    Exchange current = conversation.begin(framing, writesChunks);
    write(current, current.head().end(), null, Ending.WHOLE, null);
    if (awaitContinue(atMost) == ContinueAnswer.FINAL) return;
    write(current, null, body, Ending.WHOLE, null);
  }

  /**
   * Writes a request that follows others which are not answered yet, or is the first of several;
   * {@link #flush} sends it.
   */
  Exchange transmitFollowing(PipelinedRequest next) throws IOException {
    Request request = next.request();
    Exchange current =
        conversation.beginFollowing(
            next.head(), budgets.of(request), next.framing(), next.writesChunks());
    next.begun(current);
    current.setRequest(request);
    write(current, next.head().end(), request.getBody(), Ending.PENDING, null);
    current.written();
    return current;
  }

  /** Sends what was written. */
  void flush(Exchange latest) throws IOException {
    write(latest, null, null, Ending.PIECE, null);
    latest.written();
  }

  /** Sends a piece of the body after the head; an empty one asks whether more of it is wanted. */
  void send(RequestBody piece) throws IOException {
    Exchange current = open("send");
    long length = piece.length();
    if (length == 0) requireWanted(current);
    if (length >= 0 && current.sink() instanceof LengthSink sink) sink.requireRoom(length);
    write(current, null, piece, Ending.PIECE, null);
  }

  private static void requireWanted(Exchange current) throws ConnectionLost {
    try {
      current.early().requireWantedNow();
    } catch (ConnectionLost refused) {
      current.describe(refused);
      throw refused;
    }
  }

  /** Ends a body whose pieces were sent. */
  void endBody(Headers trailers) throws IOException {
    write(open("endBody"), null, null, Ending.WHOLE, trailers);
  }

  /** The exchange whose body can be sent. */
  private Exchange open(String call) throws HttpException {
    conversation.state().require(SEND);
    Exchange current = conversation.current();
    if (current.isOutputEnded()) {
      throw Failures.cannotSendRequest(
          call + ", but shutdownOutput() was called; legal now: readResponse, close");
    }
    if (current.sink().isOpen()) return current;
    throw Failures.cannotSendRequest(
        call + ", but the head announced no body, or the body is complete");
  }

  /**
   * Head and body, whichever there are, in as few writes as they fit in.
   *
   * @param trailers ends a body that was sent in pieces; null if that is not to be done
   */
  private void write(
      Exchange current,
      @Nullable Buffer head,
      @Nullable RequestBody body,
      Ending ending,
      @Nullable Headers trailers)
      throws IOException {
    long sentBefore = current.bodyByteCount();
    boolean wasComplete = current.sink().isComplete();
    HttpException failure = null;
    boolean isWritten = false;
    try {
      requireNotCancelled(current);
      current.beginWrite();
      RequestWriter writer = new RequestWriter(current, watchers);
      if (trailers != null) writer.end(trailers);
      else writer.put(head, body, ending != Ending.PIECE, blockSize);
      if (ending != Ending.PENDING) writer.flush();
      isWritten = true;
    } catch (RequestWriter.WireFailure e) {
      failure = current.describe(lost(current, e.failure()));
      throw failure;
    } finally {
      // A piece that threw before its first byte has changed nothing, nor has an end that did.
      boolean isStep = head == null && (body == null || ending == Ending.PIECE);
      boolean isUnchanged =
          current.bodyByteCount() == sentBefore && current.sink().isComplete() == wasComplete;
      boolean isUntouched = failure == null && isStep && isUnchanged;
      // A connection that broke may have an answer in it; one that was cut has none.
      boolean isLost = failure instanceof ConnectionLost;
      boolean isOver = !isWritten && !isUntouched && !isLost;
      if (isOver) conversation.failIfUnderWay(current, failure);
    }
    conversation.requireUnderWay(current);
  }

  /** Also if nothing is left to be sent: a cancel between two calls must not be lost. */
  private static void requireNotCancelled(Exchange current) throws RequestWriter.WireFailure {
    try {
      current.requireNotCancelled();
    } catch (Cancelled cancelled) {
      throw new RequestWriter.WireFailure(cancelled);
    }
  }

  /** What broke the connection: the network, or a body that has closed it. */
  private IOException lost(Exchange current, IOException failure) {
    if (conversation.isUnderWay(current)) return failure;
    return new Cancelled("the connection was closed by a callback", failure);
  }

  /** Waits for what the server says of the head that was sent. */
  ContinueAnswer awaitContinue(Duration atMost) throws HttpException {
    conversation.state().require(RESPONSE_KEPT);
    Exchange current = conversation.current();
    HttpException failure = null;
    boolean isKnown = false;
    try {
      ContinueAnswer answer = current.early().await(atMost);
      current.tellContinue(answer);
      isKnown = true;
      conversation.requireUnderWay(current);
      return answer;
    } catch (IOException e) {
      failure = current.describe(e);
      throw failure;
    } finally {
      if (!isKnown) conversation.failIfUnderWay(current, failure);
    }
  }

  /** Whether reading the response finds something now. */
  boolean hasResponseArrived() throws HttpException {
    conversation.state().require(RESPONSE_KEPT);
    return conversation.current().early().hasArrived();
  }

  /** Ends our output: the server reads what was sent, and then the end. */
  void shutdownOutput() throws HttpException {
    conversation.state().require(RESPONSE_KEPT);
    Exchange latest = conversation.latest();
    Exchange current = latest == null ? conversation.current() : latest;
    HttpException failure = null;
    boolean isEnded = false;
    try {
      current.requireNotCancelled();
      current.endOutput();
      isEnded = true;
    } catch (IOException e) {
      failure = current.describe(e);
      throw failure;
    } finally {
      boolean isLost = failure instanceof ConnectionLost;
      if (!isEnded && !isLost) conversation.failIfUnderWay(current, failure);
    }
  }
}
