package httpwire.connection;

import java.io.IOException;
import okio.Buffer;
import okio.Source;
import okio.Timeout;

/** The body of a response as an Okio source; closing it closes the response. */
final class BodyStream implements Source {
  private final HttpResponse response;

  BodyStream(HttpResponse response) {
    this.response = response;
  }

  @Override
  public long read(Buffer sink, long byteCount) throws IOException {
    return response.take(sink, byteCount);
  }

  @Override
  public Timeout timeout() {
    return response.timeout();
  }

  @Override
  public void close() {
    response.close();
  }
}
