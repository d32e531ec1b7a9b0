package httpwire.internal.wire;

import java.io.IOException;
import java.nio.channels.FileChannel;
import okio.Buffer;
import okio.BufferedSink;
import okio.Sink;
import okio.Timeout;

/** A request's body of an announced length, RFC 9110 §8.6: not a byte more goes out. */
public final class LengthSink implements Sink {
  private final BufferedSink wire;
  private final long byteCount;
  private long written;

  public LengthSink(BufferedSink wire, long byteCount) {
    this.wire = wire;
    this.byteCount = byteCount;
  }

  /**
   * @throws IllegalArgumentException if the body goes beyond its announced length
   */
  @Override
  public void write(Buffer source, long byteCount) throws IOException {
    requireRoom(byteCount);
    wire.write(source, byteCount);
    written += byteCount;
  }

  /**
   * Sends a whole file.
   *
   * @throws IllegalArgumentException if it goes beyond the announced length; nothing was sent
   */
  public void write(FileChannel file, FileWrites files) throws IOException {
    long byteCount = file.size();
    requireRoom(byteCount);
    written += files.write(file, 0, byteCount);
  }

  private void requireRoom(long byteCount) {
    if (byteCount > missing()) {
      throw new IllegalArgumentException(
          "the body is longer than the " + this.byteCount + " bytes of Content-Length");
    }
  }

  /** Bytes of the announced length that were not written yet. */
  public long missing() {
    return byteCount - written;
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
}
