package httpwire.connection;

import httpwire.Request;
import httpwire.RequestBody;
import httpwire.internal.wire.Framing;
import httpwire.internal.wire.RequestHead;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One request of a {@link Pipeline}, checked, and its exchange once it was written. */
final class PipelinedRequest {
  private final Request request;
  private final RequestHead head;
  private final Framing framing;
  private final boolean writesChunks;
  private final long byteCount;
  private @Nullable Exchange exchange;

  PipelinedRequest(Request request, RequestHead head, Framing framing, boolean writesChunks)
      throws IOException {
    this.request = request;
    this.head = head;
    this.framing = framing;
    this.writesChunks = writesChunks;
    RequestBody body = request.getBody();
    long length = body == null ? 0 : body.isRepeatable() ? body.length() : -1;
    this.byteCount = length < 0 ? Long.MAX_VALUE : head.byteCount() + length;
  }

  Request request() {
    return request;
  }

  RequestHead head() {
    return head;
  }

  Framing framing() {
    return framing;
  }

  boolean writesChunks() {
    return writesChunks;
  }

  /** About how many bytes it has on the wire; the greatest number if that is not known. */
  long byteCount() {
    return byteCount;
  }

  /** Null until it was begun. */
  @Nullable Exchange exchange() {
    return exchange;
  }

  void begun(Exchange exchange) {
    this.exchange = exchange;
  }

  boolean isOf(Exchange asked) {
    return exchange == asked;
  }

  /** Whether its head announces a body that nobody gave: the server would take what follows. */
  boolean isBodyMissing() {
    return request.getBody() == null && Framing.hasBody(framing);
  }

  boolean isAnswered() {
    return exchange != null && exchange.isAnswered();
  }

  Pipeline.Fate fate() {
    if (exchange == null) return Pipeline.Fate.NOT_SENT;
    if (exchange.isAnswered()) return Pipeline.Fate.ANSWERED;
    return exchange.isUnsent() ? Pipeline.Fate.NOT_SENT : Pipeline.Fate.MAYBE_PROCESSED;
  }
}
