package httpwire.connection;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import okio.Buffer;
import okio.Okio;
import okio.Sink;
import okio.Socket;
import okio.Source;
import okio.Timeout;

/** A socket in memory whose peer has answered before it was asked. Once cut, it fails. */
final class PreparedSocket implements Socket {
  static final String BODY = "hello";

  private final Buffer answer =
      new Buffer().writeUtf8("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + BODY);
  private final AtomicInteger closedCount = new AtomicInteger();
  private volatile boolean isCut;

  /** How often its source was closed. */
  int closedCount() {
    return closedCount.get();
  }

  @Override
  public Source getSource() {
    return new Source() {
      @Override
      public long read(Buffer sink, long byteCount) throws IOException {
        if (isCut) throw new IOException("cut");
        return answer.read(sink, byteCount);
      }

      @Override
      public Timeout timeout() {
        return Timeout.NONE;
      }

      @Override
      public void close() {
        closedCount.incrementAndGet();
      }
    };
  }

  @Override
  public Sink getSink() {
    return Okio.blackhole();
  }

  @Override
  public void cancel() {
    isCut = true;
  }
}
