package httpwire.internal.wire;

import httpwire.Headers;
import httpwire.HttpException.IncompleteRead;
import okio.ByteString;

/**
 * A body that ends when the connection is closed, RFC 9112 §6.3. A connection that was cut makes it
 * incomplete (§9.8).
 */
final class UntilCloseSource extends BodySource {
  static BodySource of(SegmentReader wire) {
    return new UntilCloseSource(wire);
  }

  private UntilCloseSource(SegmentReader wire) {
    super(wire);
  }

  @Override
  long allowance() {
    return Long.MAX_VALUE;
  }

  @Override
  void taken(long byteCount) {}

  /** The end of the connection is not in the buffer. */
  @Override
  boolean isBuffered(long byteCount) {
    return wire.getBuffer().size() >= byteCount;
  }

  @Override
  long unframed() {
    return Long.MAX_VALUE;
  }

  @Override
  void ended() {
    complete(Headers.EMPTY);
  }

  @Override
  IncompleteRead cut() {
    return new IncompleteRead(ByteString.EMPTY, -1);
  }
}
