package httpwire.connection;

import httpwire.Circumstances;
import httpwire.CloseReason;
import httpwire.ContinueAnswer;
import httpwire.Delivery;
import httpwire.Delivery.Stage;
import httpwire.HttpException;
import httpwire.Origin;
import httpwire.Phase;
import httpwire.Request;
import httpwire.internal.syntax.Secrets;
import httpwire.internal.wire.ArrayWrites;
import httpwire.internal.wire.BodySink;
import httpwire.internal.wire.Framing;
import httpwire.internal.wire.HeadReader;
import httpwire.internal.wire.RequestHead;
import httpwire.internal.wire.ResponseHead;
import httpwire.trace.ByteListener;
import httpwire.trace.ConnectionListener;
import httpwire.trace.Moment;
import httpwire.trace.internal.ExchangeOutcome;
import httpwire.trace.internal.Flight;
import httpwire.transport.Cancellation;
import httpwire.transport.TimeBudget;
import httpwire.transport.Transport;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, from the first call to the last byte of the body: what is known
 * about it, and how a failure in it is described. A detached response keeps its exchange after the
 * connection has let go of it.
 */
final class Exchange implements HeadReader.Watcher {
  private final long number;
  private final int hop;
  private final RequestHead head;
  private final Origin origin;
  private final TimeBudget budget;
  private final Cancellation cancellation;
  private final Watchers watchers;
  private @Nullable Request request;
  private @Nullable OpenConnection open;
  private @Nullable BodySink sink;
  private @Nullable EarlyAnswer early;
  private @Nullable Recording recording;
  private Flight.@Nullable Exchange flight;
  private int status;
  private boolean isReused;
  private boolean isPreceded;
  private boolean isHeadHandedOver;
  private boolean isResponseBegun;
  private boolean isAnswerLost;
  private boolean isOutputEnded;
  private boolean isResponseAwaited;
  private boolean isAnswered;
  private boolean isEnded;
  private long headByteCount;
  private long bodyByteCount;

  /** The transport's count when the exchange began; its own count once it was answered. */
  private long sentMark;

  /** The transport's count after the request, if another one follows it at once; else 0. */
  private long sentEnd;

  /** The transport's count when the response began; its own count once it has ended. */
  private long receivedMark;

  private long takenBeforeAnswer;

  /**
   * @param number the number of the exchange in its moments
   * @param hop which exchange of a client's call it is, from 1; 0 if it is not part of one
   * @param origin the origin of the resource; through a tunnel, the origin at its far end
   */
  Exchange(
      long number,
      int hop,
      RequestHead head,
      Origin origin,
      TimeBudget budget,
      Cancellation cancellation,
      Watchers watchers) {
    this.number = number;
    this.hop = hop;
    this.head = head;
    this.origin = origin;
    this.budget = budget;
    this.cancellation = cancellation;
    this.watchers = watchers;
    this.flight = Flight.exchange(number);
  }

  long number() {
    return number;
  }

  RequestHead head() {
    return head;
  }

  /** Takes note of the request in the form that the caller gave it in. */
  void setRequest(Request request) {
    this.request = request;
  }

  /** What was asked; made of method and target if it was not given as a {@link Request}. */
  Request request() {
    Request given = request;
    if (given == null) given = Request.builder(head.method(), head.target()).build();
    request = given;
    return given;
  }

  /** Whether it is a client's, which lends its connections out. */
  boolean isLent() {
    return hop > 0;
  }

  /** Keeps what costs something to keep. Before anything else happens in the exchange. */
  void record() {
    recording = new Recording();
    budget.record(recording.times());
  }

  /** What was kept; null if that was not asked for. */
  @Nullable Recording recording() {
    return recording;
  }

  TimeBudget budget() {
    return budget;
  }

  /** The URL asked for, absolute. */
  String url() {
    return head.url(origin);
  }

  Moment moment() {
    return Moment.now(number, head.secretNames());
  }

  // 1. The request.

  /** Assigns the open connection that carries this exchange. */
  void begin(OpenConnection open, Framing framing, boolean writesChunks) {
    Transport transport = open.transport();
    this.open = open;
    this.isReused = open.hasCarriedExchange();
    this.sink = BodySink.of(framing, writesChunks, transport.getSink());
    this.sentMark = transport.getSentByteCount() + transport.getSink().getBuffer().size();
    this.receivedMark = transport.getReceivedByteCount();
    open.beginExchange();
    if (recording != null) recording.setLocalAddress(transport.getLocalAddress());
  }

  /** Whether {@link #begin} was called. */
  boolean hasBegun() {
    return open != null;
  }

  /** The connection of an exchange that has begun. */
  OpenConnection open() {
    if (open == null) throw new IllegalStateException("the request was not sent yet");
    return open;
  }

  Transport transport() {
    return open().transport();
  }

  /** Applies the timeout of writing to what is written from now on. */
  void beginWrite() {
    budget.enterEach(Phase.WRITE, transport());
  }

  /** Ends our output; there is no request after this one. */
  void endOutput() throws IOException {
    beginWrite();
    isOutputEnded = true;
    transport().getSink().close();
  }

  boolean isOutputEnded() {
    return isOutputEnded;
  }

  /** Whether the request is whole, so that another one may be written after it. */
  boolean canBeFollowed() {
    return open != null && sink().isComplete() && !isOutputEnded;
  }

  /** Where the request's body goes. */
  BodySink sink() {
    if (sink == null) throw new IllegalStateException("the request was not sent yet");
    return sink;
  }

  /** The head was handed to the transport: from here on the peer may have seen the request. */
  void headHandedOver(long byteCount) {
    isHeadHandedOver = true;
    headByteCount = byteCount;
  }

  /**
   * {@code byteCount} more bytes of the body were handed to the transport, and the peer may have
   * seen them.
   */
  void bodyHandedOver(long byteCount) {
    bodyByteCount += byteCount;
  }

  long bodyByteCount() {
    return bodyByteCount;
  }

  /**
   * The request is written now, so the first {@code receivedByteCount} bytes that came on this
   * connection do not answer it.
   */
  void beginAfter(long receivedByteCount) {
    takenBeforeAnswer = receivedByteCount;
    isPreceded = true;
  }

  /** Whether the responses before have not ended, so that what comes does not answer this. */
  boolean isPreceded() {
    return isPreceded;
  }

  /** The response before has ended: what comes from now on answers this. */
  void precedingEnded() {
    isPreceded = false;
    if (open != null) receivedMark = open.takenByteCount();
  }

  /**
   * Whether the buffer still has bytes that came before the request was written. Asked when the
   * previous response has ended.
   */
  boolean isPrecededBySurplus() {
    return open().takenByteCount() < takenBeforeAnswer;
  }

  /**
   * The connection was closed after the request was sent, because its response cannot be told apart
   * from bytes that came before.
   */
  void loseAnswer() {
    isAnswerLost = true;
  }

  // 2. The response.

  /** What the server says before the final response is read. */
  EarlyAnswer early() {
    EarlyAnswer known = early;
    if (known == null) known = new EarlyAnswer(this);
    early = known;
    return known;
  }

  void tellContinue(ContinueAnswer answer) {
    ConnectionListener listener = watchers.active();
    if (listener != null) listener.continueAnswered(moment(), answer);
  }

  /** What was found when 100 was waited for; null if it was not. */
  @Nullable ContinueAnswer continued() {
    return early == null ? null : early.continued();
  }

  /** The interim responses so far. */
  List<InterimResponse> interims() {
    return early == null ? List.of() : early.interims();
  }

  /** Reads the final head. */
  ResponseHead readHead() throws IOException {
    if (isAnswerLost) {
      throw new HttpException.ConnectionLost(
          "the server sent bytes that no request had asked for, so the response to "
              + head.method()
              + " can't be told apart from them",
          null);
    }
    isResponseAwaited = true;
    receivedMark = open().takenByteCount();
    return open().readHead(this);
  }

  /** The request was written as a whole, and another one may follow it. */
  void written() {
    sentEnd = transport().getSentByteCount() + transport().getSink().getBuffer().size();
    budget.queued();
  }

  /** Whether the head of the response was read. */
  boolean isAnswered() {
    return isAnswered;
  }

  /**
   * Whether it is certain that no byte of the request was handed to the network. After a failed
   * write that is known only of a transport that counts what its own system calls have sent.
   */
  boolean isUnsent() {
    if (!isHeadHandedOver) return true;
    return transport() instanceof ArrayWrites && transport().getSentByteCount() <= sentMark;
  }

  /** The head of the response was read: nothing of the request is sent any more. */
  void answered() {
    sentMark = sentByteCount();
    isAnswered = true;
  }

  /** Nothing of the response is read any more. */
  void ended() {
    if (isEnded) return;
    receivedMark = open().takenByteCount() - receivedMark;
    isEnded = true;
    if (recording != null) recording.times().end();
  }

  /**
   * The last moment of the exchange, whatever it came to.
   *
   * @param isComplete whether the response was read to its end
   * @param reasons why the connection was closed; empty if it is kept
   * @param failure what the request failed with; null if it did not
   */
  void over(boolean isComplete, Set<CloseReason> reasons, @Nullable HttpException failure) {
    if (flight != null) recordFlight(flight, isComplete, reasons, failure);
    ConnectionListener listener = watchers.active();
    if (listener != null) listener.exchangeEnded(moment(), reasons);
  }

  private void recordFlight(
      Flight.Exchange event,
      boolean isComplete,
      Set<CloseReason> reasons,
      @Nullable HttpException failure) {
    flight = null;
    StringJoiner words = new StringJoiner("; ");
    for (CloseReason reason : reasons) words.add(reason.toString());
    event.end(
        new ExchangeOutcome(
            head.method(),
            Secrets.shownUrl(url()),
            status,
            isComplete,
            words.toString(),
            circumstances(),
            failure));
  }

  @Override
  public void awaitingHead() {
    budget.enterEach(Phase.HEAD, transport());
  }

  @Override
  public void headBegun() {
    isResponseBegun = true;
    budget.headBegun(transport());
  }

  @Override
  public void interimReceived(ResponseHead interim) {
    early().add(interim);
    showHead(interim);
    ConnectionListener listener = watchers.active();
    if (listener != null) {
      listener.interimReceived(moment(), interim.status(), interim.reason(), interim.headers());
    }
  }

  /** Called when the response's head has been read and the connection is in its new state. */
  void headReceived(ResponseHead received) {
    status = received.status();
    showHead(received);
    ConnectionListener listener = watchers.active();
    if (listener != null) {
      listener.headReceived(moment(), received.status(), received.reason(), received.headers());
    }
  }

  private void showHead(ResponseHead received) {
    ByteListener bytes = watchers.bytes();
    if (bytes == null) return;
    Buffer head = new Buffer();
    received.writeTo(head);
    bytes.headBytesReceived(moment(), head.readByteString());
  }

  // 3. Failure.

  boolean isCancelled() {
    return cancellation.isCancelled();
  }

  Cancellation cancellation() {
    return cancellation;
  }

  void requireNotCancelled() throws HttpException.Cancelled {
    if (isCancelled()) throw new HttpException.Cancelled("cancelled between two calls", null);
  }

  /** The {@link HttpException} for {@code failure}, with its circumstances. */
  HttpException describe(IOException failure) {
    HttpException described = Failures.classify(failure, budget, cancellation);
    described.initCircumstances(circumstances());
    return described;
  }

  Circumstances circumstances() {
    Transport transport = open == null ? null : open.transport();
    long sent = sentByteCount();
    long received = receivedByteCount();
    String peer = transport == null ? origin.authority() : transport.getPeer();
    Phase phase = budget.getPhase();
    return new Circumstances(phase, peer, isReused, sent, received, delivery(sent, received), hop);
  }

  private long sentByteCount() {
    if (isAnswered) return sentMark;
    long sent = open == null ? 0 : open.transport().getSentByteCount() - sentMark;
    // Requests before this one may still be in the buffer.
    return Math.max(0, sentEnd == 0 ? sent : Math.min(sent, sentEnd - sentMark));
  }

  private long receivedByteCount() {
    if (isEnded) return receivedMark;
    // What has come since then may belong to the responses before.
    if ((sentEnd > 0 || isPreceded) && !isResponseAwaited) return 0;
    return open == null ? 0 : open.transport().getReceivedByteCount() - receivedMark;
  }

  private Delivery delivery(long sent, long received) {
    if (!isHeadHandedOver) return new Delivery(Stage.NOTHING_SENT, 0);
    // A write that failed may have reached the network in part.
    long bodySent = Math.min(bodyByteCount, Math.max(0, sent - headByteCount));
    if (isResponseBegun || received > 0) return new Delivery(Stage.RESPONSE_BEGUN, bodySent);
    return new Delivery(bodyByteCount > 0 ? Stage.BODY_SENT : Stage.HEAD_SENT, bodySent);
  }
}
