package httpwire.internal.wire;

import httpwire.Headers;
import httpwire.HttpException.IncompleteRead;
import okio.ByteString;

/** A body of a known length, RFC 9112 §6.2; ends with its last byte. */
final class LengthSource extends BodySource {
  private long remaining;

  LengthSource(SegmentReader wire, long byteCount) {
    super(wire);
    this.remaining = byteCount;
  }

  @Override
  long allowance() {
    if (remaining > 0) return remaining;
    complete(Headers.EMPTY);
    return -1;
  }

  @Override
  void taken(long byteCount) {
    remaining -= byteCount;
    if (remaining == 0) complete(Headers.EMPTY);
  }

  @Override
  boolean isBuffered(long byteCount) {
    return wire.getBuffer().size() >= Math.min(byteCount, remaining);
  }

  @Override
  long unframed() {
    return remaining;
  }

  @Override
  public long missing() {
    return remaining;
  }

  @Override
  IncompleteRead cut() {
    return new IncompleteRead(ByteString.EMPTY, remaining);
  }
}
