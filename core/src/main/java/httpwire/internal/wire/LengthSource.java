package httpwire.internal.wire;

import httpwire.Headers;
import httpwire.HttpException.IncompleteRead;
import java.io.IOException;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;

/** A body of a known length, RFC 9112 §6.2; complete with its last byte. */
final class LengthSource extends BodySource {
  private long remaining;

  LengthSource(BufferedSource wire, long byteCount, BodyEnd end) {
    super(wire, end);
    this.remaining = byteCount;
  }

  @Override
  long readBody(Buffer sink, long byteCount) throws IOException {
    long read = -1;
    if (remaining > 0) read = readWire(sink, Math.min(byteCount, remaining), remaining);
    if (read < 0 && remaining > 0) throw new IncompleteRead(ByteString.EMPTY, remaining);
    if (read > 0) remaining -= read;
    if (remaining == 0) complete(Headers.EMPTY);
    return read;
  }
}
