package httpwire.body.progress;

import httpwire.connection.HttpResponse;
import httpwire.internal.syntax.Decimals;
import java.io.IOException;
import okio.Buffer;
import okio.ForwardingSource;

/** Responses whose progress a listener hears while their body is read, by whichever reader. */
public final class ProgressResponse {
  private ProgressResponse() {}

  /**
   * A response in place of this one, of whose body's progress {@code listener} hears. From now on
   * only the new one may be used: it owns the body and the connection. What counts are the bytes
   * that its readers take from the body, after the decoding if a client decodes it.
   *
   * <p>If the listener throws, the read throws that, and the connection is closed.
   *
   * @throws IllegalStateException if the response was closed before the end of its body
   */
  public static HttpResponse of(HttpResponse response, ProgressListener listener) {
    ProgressMeter meter = new ProgressMeter(totalByteCount(response), listener);
    return response.newBuilder().body(new Counted(response, meter)).build();
  }

  /**
   * How many bytes of the body the head announces; -1 for a body in chunks, one until the end of
   * the connection, and one that was decoded. 0 if the body has ended.
   */
  public static long totalByteCount(HttpResponse response) {
    if (response.isClosed()) return 0;
    if (response.getHeaders().contains("Transfer-Encoding")) return -1;
    String length = response.getHeader("Content-Length");
    if (length == null) return -1;
    long byteCount = Decimals.parseDecimal(length);
    return byteCount == Decimals.INVALID ? -1 : byteCount;
  }

  private static final class Counted extends ForwardingSource {
    private final ProgressMeter meter;
    private boolean isBegun;
    private boolean isEnded;

    Counted(HttpResponse response, ProgressMeter meter) {
      super(response.source());
      this.meter = meter;
    }

    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
      // What the listener throws cuts the body, like what any source of a body throws.
      if (!isBegun) begin();
      long count = super.read(sink, byteCount);
      if (count >= 0) meter.add(count);
      else end();
      return count;
    }

    private void begin() {
      isBegun = true;
      meter.begin();
    }

    private void end() {
      if (isEnded) return;
      isEnded = true;
      meter.end();
    }
  }
}
