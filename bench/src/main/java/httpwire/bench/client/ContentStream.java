package httpwire.bench.client;

import java.io.InputStream;

/** What is uploaded: {@link Content} as a stream, as a caller would have it from elsewhere. */
public final class ContentStream extends InputStream {
  private final byte[] block = Content.block();
  private long left;
  private int position;

  public ContentStream(long byteCount) {
    this.left = byteCount;
  }

  @Override
  public int read(byte[] sink, int offset, int byteCount) {
    if (left == 0) return -1;
    int count = (int) Math.min(Math.min(byteCount, left), block.length - position);
    System.arraycopy(block, position, sink, offset, count);
    position = (position + count) % block.length;
    left -= count;
    return count;
  }

  @Override
  public int read() {
    byte[] single = new byte[1];
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
  }
}
