package httpwire.internal.wire;

import httpwire.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import okio.Buffer;
import okio.BufferedSink;
import okio.ByteString;

/** A request's body of an announced length, RFC 9110 §8.6; a longer body is refused. */
public final class LengthSink extends BodySink {
  private final long byteCount;
  private long written;

  LengthSink(BufferedSink wire, long byteCount) {
    super(wire);
    this.byteCount = byteCount;
  }

  /**
   * @throws IllegalArgumentException if the body goes beyond its announced length; nothing of
   *     {@code source} was sent
   */
  @Override
  public void write(Buffer source, long byteCount) throws IOException {
    requireRoom(byteCount);
    wire.write(source, byteCount);
    written += byteCount;
  }

  /**
   * @throws IllegalArgumentException if the body goes beyond its announced length; nothing of
   *     {@code piece} was sent
   */
  @Override
  public void write(ByteBuffer piece, ByteString end, ArrayWrites arrays) throws IOException {
    int byteCount = piece.remaining() + end.size();
    requireRoom(byteCount);
    arrays.write(piece, end);
    written += byteCount;
  }

  /**
   * Sends a whole file.
   *
   * @throws IllegalArgumentException if the file goes beyond the announced length; nothing was sent
   */
  public void write(FileChannel file, FileWrites files) throws IOException {
    long byteCount = file.size();
    requireRoom(byteCount);
    written += files.write(file, 0, byteCount);
  }

  /**
   * Checks the length of a piece before it is written.
   *
   * @throws IllegalArgumentException if it goes beyond the announced length
   */
  public void requireRoom(long byteCount) {
    if (byteCount > missing()) {
      throw new IllegalArgumentException(
          "the body is longer than the " + this.byteCount + " bytes of Content-Length");
    }
  }

  /** How many bytes of the announced length have not been written yet. */
  public long missing() {
    return byteCount - written;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isComplete() {
    return written == byteCount;
  }

  @Override
  public void end(Headers trailers) throws IOException {
    super.end(trailers);
    if (isComplete()) return;
    throw new IllegalArgumentException(
        "the body ended after "
            + written
            + " of the "
            + byteCount
            + " bytes of Content-Length; what was sent is not a whole request");
  }
}
