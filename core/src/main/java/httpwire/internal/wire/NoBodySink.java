package httpwire.internal.wire;

import okio.Buffer;
import okio.BufferedSink;

/**
 * The sink of a request whose head announced no body: a byte after the head would begin the next
 * request.
 */
final class NoBodySink extends BodySink {
  NoBodySink(BufferedSink wire) {
    super(wire);
  }

  @Override
  public void write(Buffer source, long byteCount) {
    if (byteCount > 0) throw new IllegalArgumentException("the head announced no body");
  }

  @Override
  public boolean isOpen() {
    return false;
  }

  @Override
  public boolean isComplete() {
    return true;
  }
}
