package httpwire.client.cache;

import java.io.IOException;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Source;

/** The first bytes of another source. */
final class LimitedSource extends ForwardingSource {
  private long left;

  LimitedSource(Source source, long byteCount) {
    super(source);
    this.left = byteCount;
  }

  @Override
  public long read(Buffer sink, long byteCount) throws IOException {
    if (left == 0) return -1;
    long read = super.read(sink, Math.min(byteCount, left));
    left -= Math.max(0, read);
    return read;
  }
}
