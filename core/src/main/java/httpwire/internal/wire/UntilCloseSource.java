package httpwire.internal.wire;

import httpwire.Headers;
import java.io.IOException;
import okio.Buffer;
import okio.BufferedSource;

/** A body that only the end of the connection delimits, RFC 9112 §6.3; a cut is no end (§9.8). */
final class UntilCloseSource extends BodySource {
  UntilCloseSource(BufferedSource wire, BodyEnd end) {
    super(wire, end);
  }

  @Override
  long readBody(Buffer sink, long byteCount) throws IOException {
    long read = readWire(sink, byteCount, -1);
    if (read < 0) complete(Headers.EMPTY);
    return read;
  }
}
