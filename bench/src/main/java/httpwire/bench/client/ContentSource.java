package httpwire.bench.client;

import okio.Buffer;
import okio.Source;
import okio.Timeout;

/** What is uploaded, as an Okio source. */
public final class ContentSource implements Source {
  private final byte[] block = Content.block();
  private long left;
  private int position;

  public ContentSource(long byteCount) {
    this.left = byteCount;
  }

  @Override
  public long read(Buffer sink, long byteCount) {
    if (left == 0) return -1;
    int count = (int) Math.min(Math.min(byteCount, left), block.length - position);
    sink.write(block, position, count);
    position = (position + count) % block.length;
    left -= count;
    return count;
  }

  @Override
  public Timeout timeout() {
    return Timeout.NONE;
  }

  @Override
  public void close() {}
}
