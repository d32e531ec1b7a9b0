package httpwire.connection;

import httpwire.CloseReason;
import httpwire.Headers;
import httpwire.HttpException;
import httpwire.HttpException.Cancelled;
import httpwire.HttpException.ImproperConnectionState;
import httpwire.Limits;
import httpwire.Phase;
import httpwire.Request;
import httpwire.internal.syntax.Secrets;
import httpwire.internal.wire.BodyEnd;
import httpwire.internal.wire.BodyReader;
import httpwire.internal.wire.BodySource;
import httpwire.internal.wire.BodyWatcher;
import httpwire.internal.wire.Framing;
import httpwire.state.ConnectionEvent;
import httpwire.transport.Transport;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import okio.Buffer;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/**
 * A body that some source gives, in place of the one that came from the server, or where none came.
 * The response that it is made from stays open as long as this one, and is closed with it.
 */
final class OwnBody implements Backing, BodyWatcher, Runnable {
  private final @Nullable HttpResponse base;
  private final @Nullable Request request;
  private final List<HttpResponse> history;
  private final @Nullable Source source;
  private final ThreadGuard guard = new ThreadGuard(this);
  private volatile boolean isCancelled;
  private @Nullable HttpResponse response;

  OwnBody(
      @Nullable HttpResponse base,
      @Nullable Request request,
      List<HttpResponse> history,
      @Nullable Source source) {
    this.base = base;
    this.request = request;
    this.history = history;
    this.source = source;
  }

  /** The source as a body that ends where it ends; null if there is none. */
  @Nullable BodySource reading() {
    if (source == null) return null;
    return BodySource.of(Framing.UNTIL_CLOSE, Okio.buffer(source), Limits.DEFAULT);
  }

  void begin(HttpResponse response) {
    this.response = response;
    if (source == null) response.body().completeAtEnd();
  }

  /** The URL of {@code request}, or else of the response under it. */
  static String url(@Nullable HttpResponse base, @Nullable Request request) {
    boolean isSame = base != null && base.getRequest() == request;
    if (request != null && !isSame) return request.getTarget();
    return base == null ? "" : base.getUrl();
  }

  // 1. What was asked.

  @Override
  public String url() {
    return url(base, request);
  }

  @Override
  public @Nullable Request request() {
    return request;
  }

  @Override
  public @Nullable Exchange exchange() {
    return base == null ? null : base.backing().exchange();
  }

  @Override
  public List<InterimResponse> interims() {
    return base == null ? List.of() : base.getInterimResponses();
  }

  @Override
  public List<HttpResponse> history() {
    return history;
  }

  @Override
  public Set<CloseReason> closeReasons() {
    return base == null ? Set.of() : base.backing().closeReasons();
  }

  @Override
  public Set<CloseReason> fate() {
    return base == null ? Set.of() : base.backing().fate();
  }

  @Override
  public String requested() {
    if (base != null) return base.requested();
    if (request == null) return "a response that was made";
    return request.getMethod() + " " + Secrets.shownUrl(request.getTarget());
  }

  @Override
  public HttpException describe(HttpException failure) {
    return base == null ? failure : base.backing().describe(failure);
  }

  @Override
  public Headers trailers(BodyReader reader) {
    return base == null ? Headers.EMPTY : base.getTrailers();
  }

  // 2. Reading.

  @Override
  public ThreadGuard enter() throws ImproperConnectionState {
    return guard.enter(ConnectionEvent.RESPONSE_FINISHED);
  }

  /** False while the source may be read, since it is not known how long that takes. */
  @Override
  public boolean canEndNow() {
    return base == null || base.isClosed();
  }

  @Override
  public @Nullable IOException cancelled() {
    return isCancelled ? describe(new Cancelled("cancelled while " + Phase.BODY, null)) : null;
  }

  @Override
  public boolean poll() {
    return false;
  }

  @Override
  public void received(Buffer sink, long byteCount) {}

  @Override
  public void received(byte[] sink, int offset, int byteCount) {}

  @Override
  public IOException described(IOException failure) {
    return failure instanceof HttpException known ? describe(known) : failure;
  }

  // 3. The end.

  @Override
  public boolean canCloseNow() {
    return base == null || base.canCloseNow();
  }

  @Override
  public void close(HttpResponse response, @Nullable Cancelled reason) {
    if (guard.tryEnter()) {
      try (guard) {
        response.closeNow(reason);
      }
      return;
    }
    cancel();
    guard.closeNowOrLater();
  }

  /** Never: the response under this one decides that for its own connection when it is closed. */
  @Override
  public boolean isKeptOnClose() {
    return false;
  }

  /** What the reading thread runs after another thread has called {@code close()}. */
  @Override
  public void run() {
    if (response != null) response.closeNow(null);
  }

  @Override
  public void cancel() {
    isCancelled = true;
    if (base != null) base.cancel();
  }

  @Override
  public void ended(BodyEnd end) {
    try {
      if (source != null) source.close();
    } catch (IOException e) {
      // Everything was read, or nobody wants the rest: there is nothing that this failure changes.
    } finally {
      if (base != null) base.close();
    }
  }

  @Override
  public void setEndFollower(Runnable follower) {
    if (base != null) base.setEndFollower(follower);
    else follower.run();
  }

  @Override
  public Transport handOver(Buffer ahead) {
    throw new IllegalStateException("the body is not the connection's own");
  }
}
