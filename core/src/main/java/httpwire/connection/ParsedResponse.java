package httpwire.connection;

import httpwire.CloseReason;
import httpwire.Headers;
import httpwire.HttpException;
import httpwire.HttpException.Cancelled;
import httpwire.HttpVersion;
import httpwire.Limits;
import httpwire.Request;
import httpwire.internal.wire.BodyEnd;
import httpwire.internal.wire.BodyReader;
import httpwire.internal.wire.BodySource;
import httpwire.internal.wire.BodyWatcher;
import httpwire.internal.wire.Framing;
import httpwire.internal.wire.HeadReader;
import httpwire.internal.wire.Persistence;
import httpwire.internal.wire.RequestHead;
import httpwire.internal.wire.ResponseHead;
import httpwire.internal.wire.SegmentReader;
import httpwire.transport.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** Reads a response from the caller's source, without a connection to keep or close. */
final class ParsedResponse implements HeadReader.Watcher, BodyWatcher, Backing {
  private final String method;
  private final List<InterimResponse> interims = new ArrayList<>(0);
  private Set<CloseReason> closeReasons = Set.of();

  ParsedResponse(String method) {
    this.method = method;
  }

  HttpResponse read(BufferedSource source, Limits limits) throws IOException {
    SegmentReader segments = new SegmentReader(source);
    ResponseHead head = HeadReader.ofHeads(segments, limits).readFinalHead(this);
    Framing framing = Framing.ofResponse(method, head);
    BodySource body = Framing.hasBody(framing) ? BodySource.of(framing, segments, limits) : null;
    BodyReader reader = new BodyReader(body, limits.maxBufferedBodyBytes(), this);
    reader.completeAtEnd();
    RequestHead request = new RequestHead(method, "*", HttpVersion.HTTP_1_1);
    closeReasons = Persistence.closeReasons(request, head, framing);
    return new HttpResponse(head, reader, this);
  }

  // 1. The reader of its body.

  @Override
  public void awaitingHead() {}

  @Override
  public void headBegun() {}

  @Override
  public void interimReceived(ResponseHead head) {
    interims.add(new InterimResponse(head.status(), head.reason(), head.headers()));
  }

  @Override
  public @Nullable IOException cancelled() {
    return null;
  }

  /** Nothing is asked of the caller's source before a read needs it. */
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
    return failure;
  }

  @Override
  public void ended(BodyEnd end) {}

  // 2. The response.

  @Override
  public String url() {
    return "";
  }

  @Override
  public @Nullable Request request() {
    return null;
  }

  @Override
  public @Nullable Exchange exchange() {
    return null;
  }

  @Override
  public List<InterimResponse> interims() {
    return Collections.unmodifiableList(interims);
  }

  @Override
  public List<HttpResponse> history() {
    return List.of();
  }

  /** Why the connection that it once came on had to be closed. */
  @Override
  public Set<CloseReason> closeReasons() {
    return closeReasons;
  }

  @Override
  public Set<CloseReason> fate() {
    return closeReasons;
  }

  @Override
  public String requested() {
    return "a parsed response";
  }

  @Override
  public HttpException describe(HttpException failure) {
    return failure;
  }

  @Override
  public Headers trailers(BodyReader reader) {
    return reader.trailers();
  }

  @Override
  public @Nullable ThreadGuard enter() {
    return null;
  }

  @Override
  public boolean canEndNow() {
    return true;
  }

  @Override
  public boolean canCloseNow() {
    return true;
  }

  @Override
  public void close(HttpResponse response, @Nullable Cancelled reason) {
    response.closeNow(reason);
  }

  @Override
  public boolean isKeptOnClose() {
    return false;
  }

  @Override
  public void cancel() {}

  @Override
  public void setEndFollower(Runnable follower) {
    follower.run();
  }

  @Override
  public Transport handOver(Buffer ahead) {
    throw new IllegalStateException("a parsed response has no connection");
  }
}
