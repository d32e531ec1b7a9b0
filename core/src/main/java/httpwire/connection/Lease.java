package httpwire.connection;

import httpwire.CloseReason;
import httpwire.Headers;
import httpwire.HttpException;
import httpwire.HttpException.Cancelled;
import httpwire.HttpException.ImproperConnectionState;
import httpwire.Phase;
import httpwire.Request;
import httpwire.internal.syntax.Secrets;
import httpwire.internal.wire.BodyEnd;
import httpwire.internal.wire.BodyReader;
import httpwire.internal.wire.BodyWatcher;
import httpwire.state.ConnectionEvent;
import httpwire.trace.ByteListener;
import httpwire.trace.ConnectionListener;
import httpwire.transport.Transport;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One exchange's right to use an open connection while its response is read. The connection keeps
 * the transport, or detaches it with the response, which then closes it. A lease ends once, in one
 * of the ways of {@link BodyEnd}.
 */
final class Lease implements BodyWatcher, Backing {
  private enum Right {
    HELD,
    /** Cut by {@link #cancel}; the thread that reads may not have noticed yet. */
    CUT,
    ENDED
  }

  private final Conversation conversation;
  private final Exchange exchange;
  private final Watchers watchers;
  private final AtomicReference<Right> right = new AtomicReference<>(Right.HELD);
  private volatile ThreadGuard guard;
  private Set<CloseReason> closeReasons = Set.of();
  private @Nullable Set<CloseReason> fate;
  private boolean isDetached;
  private @Nullable HttpResponse response;

  /** Given by one thread and run by another; under the lock of {@link #right}. */
  private @Nullable Runnable endFollower;

  Lease(Conversation conversation, Exchange exchange, Watchers watchers, ThreadGuard guard) {
    this.conversation = conversation;
    this.exchange = exchange;
    this.watchers = watchers;
    this.guard = guard;
  }

  @Override
  public Exchange exchange() {
    return exchange;
  }

  @Override
  public List<InterimResponse> interims() {
    return exchange.interims();
  }

  /** Why the connection was closed after all, or is for another reason than its head gave. */
  void setFate(Set<CloseReason> reasons) {
    fate = reasons;
  }

  @Override
  public Set<CloseReason> fate() {
    Set<CloseReason> known = fate;
    return known == null ? closeReasons : known;
  }

  /** The response that is read under this lease. */
  HttpResponse response() {
    if (response == null) throw new IllegalStateException("no response yet");
    return response;
  }

  void begin(HttpResponse response) {
    this.response = response;
  }

  @Override
  public String url() {
    return exchange.url();
  }

  @Override
  public Request request() {
    return exchange.request();
  }

  @Override
  public List<HttpResponse> history() {
    return List.of();
  }

  @Override
  public Set<CloseReason> closeReasons() {
    return closeReasons;
  }

  @Override
  public String requested() {
    return exchange.head().method() + " " + Secrets.shownUrl(url());
  }

  @Override
  public HttpException describe(HttpException failure) {
    return exchange.describe(failure);
  }

  @Override
  public Headers trailers(BodyReader reader) {
    return reader.trailers();
  }

  /** From now on the response owns the transport, and closes it at the end of its body. */
  void detach(Set<CloseReason> reasons) {
    closeReasons = reasons;
    isDetached = true;
    guard = new ThreadGuard(new CloseResponse());
  }

  /**
   * Enters the guard that lets one thread at a time read the response. On a connection that is
   * kept, it is the connection's guard.
   */
  @Override
  public ThreadGuard enter() throws ImproperConnectionState {
    return guard.enter(ConnectionEvent.RESPONSE_FINISHED);
  }

  /** Applies the timeouts of a body to the reads from now on. */
  void boundReads() {
    exchange.budget().enterEach(Phase.BODY, exchange.transport());
  }

  // 1. Reading.

  @Override
  public @Nullable IOException cancelled() {
    boolean isCut = right.get() == Right.CUT || exchange.isCancelled();
    return isCut ? exchange.describe(new Cancelled("cancelled while " + Phase.BODY, null)) : null;
  }

  @Override
  public boolean poll() {
    return exchange.open().poll();
  }

  @Override
  public void received(Buffer sink, long byteCount) {
    ByteListener bytes = watchers.bytes();
    if (bytes != null) {
      Buffer piece = new Buffer();
      sink.copyTo(piece, sink.size() - byteCount, byteCount);
      bytes.bodyBytesReceived(exchange.moment(), piece.readByteString());
    }
    bodyReceived(byteCount);
  }

  @Override
  public void received(byte[] sink, int offset, int byteCount) {
    ByteListener bytes = watchers.bytes();
    if (bytes != null) {
      bytes.bodyBytesReceived(exchange.moment(), ByteString.of(sink, offset, byteCount));
    }
    bodyReceived(byteCount);
  }

  private void bodyReceived(long byteCount) {
    ConnectionListener listener = watchers.active();
    if (listener != null) listener.bodyReceived(exchange.moment(), byteCount);
  }

  @Override
  public void extensionsReceived(String extensions) {
    ConnectionListener listener = watchers.active();
    if (listener != null) listener.chunkExtensionsReceived(exchange.moment(), extensions);
  }

  @Override
  public boolean wantsFraming() {
    return watchers.bytes() != null;
  }

  @Override
  public void framingReceived(ByteString framing) {
    ByteListener bytes = watchers.bytes();
    if (bytes != null) bytes.bodyFramingReceived(exchange.moment(), framing);
  }

  @Override
  public IOException described(IOException failure) {
    boolean isCut = right.get() == Right.CUT && !(failure instanceof Cancelled);
    return exchange.describe(
        isCut ? new Cancelled("cancelled while " + Phase.BODY, failure) : failure);
  }

  // 2. The end.

  @Override
  public boolean canEndNow() {
    return closeReasons.isEmpty() || canCloseNow();
  }

  @Override
  public boolean canCloseNow() {
    return exchange.transport().canCloseNow();
  }

  /**
   * Cuts the connection under the response at once, unless its reading has ended. By any thread.
   */
  @Override
  public void cancel() {
    if (right.compareAndSet(Right.HELD, Right.CUT)) exchange.transport().cancel();
  }

  /**
   * Runs {@code follower} once the lease has ended and other threads may use the connection; now,
   * if it has ended.
   */
  @Override
  public void setEndFollower(Runnable follower) {
    synchronized (right) {
      endFollower = follower;
    }
    if (right.get() == Right.ENDED) follow();
  }

  private void follow() {
    Runnable follower = takeEndFollower();
    if (follower != null) guard.runWhenFree(follower);
  }

  private @Nullable Runnable takeEndFollower() {
    synchronized (right) {
      Runnable follower = endFollower;
      endFollower = null;
      return follower;
    }
  }

  /** Every body ends here. */
  @Override
  public void ended(BodyEnd end) {
    exchange.ended();
    boolean wasCut = !right.compareAndSet(Right.HELD, Right.ENDED);
    right.set(Right.ENDED);
    try {
      if (isDetached) closeOwn(end == BodyEnd.COMPLETE);
      else conversation.leaseEnded(this, end == BodyEnd.COMPLETE, closeReason(end, wasCut));
    } finally {
      follow();
    }
  }

  /** Why the connection must be closed after a body that ended in this way; null if it is kept. */
  private @Nullable CloseReason closeReason(BodyEnd end, boolean wasCut) {
    if (wasCut || exchange.isCancelled()) return CloseReason.CANCELLED;
    // Not a switch, which would load a class of its own on the way to the first response.
    if (end == BodyEnd.COMPLETE) return null;
    if (end == BodyEnd.CLOSED) return CloseReason.BODY_ABANDONED;
    return end == BodyEnd.TAKEN_AWAY ? CloseReason.CLOSED_BY_CALLER : CloseReason.FAILED;
  }

  private void closeOwn(boolean isComplete) {
    try {
      exchange.open().closeQuietly();
    } finally {
      tellEnd(isComplete, closeReasons, true);
    }
  }

  /** Ends the lease because the connection was closed; the caller tells the listeners. */
  void takeAway(HttpException failure) {
    exchange.ended();
    right.set(Right.ENDED);
    response().connectionGone(failure);
    follow();
  }

  /** A connection that is lent out is used by others afterwards. */
  @Override
  public boolean isKeptOnClose() {
    return exchange.isLent() && right.get() == Right.HELD;
  }

  /** If another thread is reading, its read fails and it closes the response. */
  @Override
  public void close(HttpResponse response, @Nullable Cancelled reason) {
    ThreadGuard current = guard;
    if (current.tryEnter()) {
      try (current) {
        response.closeNow(reason);
      }
      return;
    }
    cancel();
    current.closeNowOrLater();
  }

  /**
   * Ends the lease without closing the transport, which gets another owner. Its timeouts and
   * deadlines are cleared. If a callback throws, the transport is closed.
   */
  @Override
  public Transport handOver(Buffer ahead) {
    right.set(Right.ENDED);
    exchange.ended();
    Transport transport = exchange.open().handOver();
    Buffer buffered = transport.getSource().getBuffer();
    ahead.write(buffered, buffered.size());
    buffered.write(ahead, ahead.size());
    transport.getSource().timeout().clearTimeout().clearDeadline();
    transport.getSink().timeout().clearTimeout().clearDeadline();
    boolean isTold = false;
    try {
      tellHandedOver();
      isTold = true;
      return transport;
    } finally {
      // A callback threw, and nobody else knows of the transport any more.
      if (!isTold) OpenConnection.closeQuietly(transport);
    }
  }

  private void tellHandedOver() {
    try {
      exchange.over(true, closeReasons, null);
    } finally {
      follow();
    }
  }

  /**
   * Calls the listener for the last moments of the exchange. All of them are called even if one
   * throws.
   */
  void tellEnd(boolean isComplete, Set<CloseReason> reasons, boolean isClosed) {
    ConnectionListener listener = watchers.active();
    if (listener == null) {
      exchange.over(isComplete, reasons, null);
      return;
    }
    try {
      Headers trailers = response().body().trailers();
      if (isComplete && !trailers.isEmpty()) {
        listener.trailersReceived(exchange.moment(), trailers);
      }
    } finally {
      tellBodyEnd(listener, isComplete, reasons, isClosed);
    }
  }

  private void tellBodyEnd(
      ConnectionListener listener, boolean isComplete, Set<CloseReason> reasons, boolean isClosed) {
    try {
      listener.bodyEnded(exchange.moment(), isComplete);
    } finally {
      tellClosed(listener, isComplete, reasons, isClosed);
    }
  }

  private void tellClosed(
      ConnectionListener listener, boolean isComplete, Set<CloseReason> reasons, boolean isClosed) {
    try {
      if (isClosed) listener.closed(exchange.moment(), reasons);
    } finally {
      exchange.over(isComplete, reasons, null);
    }
  }

  /** What the reading thread runs after another thread has called {@code close()}. */
  private final class CloseResponse implements Runnable {
    @Override
    public void run() {
      response().closeNow(null);
    }
  }
}
