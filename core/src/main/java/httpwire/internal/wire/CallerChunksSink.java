package httpwire.internal.wire;

import java.io.IOException;
import okio.Buffer;
import okio.BufferedSink;

/**
 * A request's body whose chunks the caller writes (http.client: encode_chunked false). The bytes go
 * out as they are; their framing is followed, so that the body is complete when it says so.
 */
final class CallerChunksSink extends BodySink {
  private ChunkFollower follower = new ChunkFollower();

  CallerChunksSink(BufferedSink wire) {
    super(wire);
  }

  /**
   * @throws IllegalArgumentException if bytes follow the end of the body, which would be read as
   *     the next request; nothing of {@code source} was sent
   */
  @Override
  public void write(Buffer source, long byteCount) throws IOException {
    ChunkFollower next = follower.after(source, byteCount);
    wire.write(source, byteCount);
    follower = next;
  }

  @Override
  public boolean isOpen() {
    return !isComplete();
  }

  @Override
  public boolean isComplete() {
    return follower.isComplete();
  }

  /** The caller's chunks say by themselves whether they are whole. */
  @Override
  public void end() {}
}
