package httpwire.internal.wire;

import java.io.IOException;
import okio.Buffer;
import okio.BufferedSink;
import okio.Sink;
import okio.Timeout;

/** A request's body in chunks, RFC 9112 §7.1: each write is one chunk, an empty one is none. */
public final class ChunkedSink implements Sink {
  /** Less than this waits for a flush, so that a block and what frames it are one write. */
  private static final int MAX_PENDING_BYTES = 64 << 10;

  private final BufferedSink wire;

  public ChunkedSink(BufferedSink wire) {
    this.wire = wire;
  }

  @Override
  public void write(Buffer source, long byteCount) throws IOException {
    if (byteCount == 0) return;
    Buffer framed = wire.getBuffer();
    writeUpperHex(framed, byteCount);
    framed.writeByte('\r').writeByte('\n');
    framed.write(source, byteCount);
    framed.writeByte('\r').writeByte('\n');
    if (framed.size() >= MAX_PENDING_BYTES) wire.emit();
  }

  /** The last chunk and an empty trailer section; the body is over. */
  public void end() throws IOException {
    wire.writeUtf8("0\r\n\r\n");
  }

  @Override
  public void flush() throws IOException {
    wire.flush();
  }

  @Override
  public Timeout timeout() {
    return wire.timeout();
  }

  /** Does nothing: the connection owns the wire. */
  @Override
  public void close() {}

  /** Upper case without leading zeros, as http.client writes it. */
  private static void writeUpperHex(Buffer sink, long value) {
    int shift = 60 - Long.numberOfLeadingZeros(value) / 4 * 4;
    for (; shift >= 0; shift -= 4)
      sink.writeByte("0123456789ABCDEF".charAt((int) (value >>> shift & 15)));
  }
}
