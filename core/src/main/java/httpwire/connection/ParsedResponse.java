package httpwire.connection;

import httpwire.HttpVersion;
import httpwire.Limits;
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
import java.io.IOException;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** Reads a response from the caller's source, without a connection to keep or close. */
final class ParsedResponse implements HeadReader.Watcher, BodyWatcher {
  private final String method;

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
    return new HttpResponse(head, reader, Persistence.closeReasons(request, head, framing));
  }

  @Override
  public void awaitingHead() {}

  @Override
  public void headBegun() {}

  @Override
  public void interimReceived(ResponseHead head) {}

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
}
