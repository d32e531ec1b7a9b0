package httpwire.internal.wire;

import httpwire.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import okio.Buffer;
import okio.BufferedSink;
import okio.ByteString;

/**
 * A request's body whose chunks the caller writes (http.client: encode_chunked false). The bytes
 * are sent unchanged, but their framing is followed to know when the body is complete.
 */
final class CallerChunksSink extends BodySink {
  private ChunkFollower follower = new ChunkFollower();
  private ByteString ending = ByteString.EMPTY;

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

  /**
   * @throws IllegalArgumentException if bytes follow the end of the body, which would be read as
   *     the next request; nothing of {@code piece} was sent
   */
  @Override
  public void write(ByteBuffer piece, ByteString end, ArrayWrites arrays) throws IOException {
    ChunkFollower next = follower.after(piece).after(end.asByteBuffer());
    arrays.write(piece, end);
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

  @Override
  public void endPieces(Headers trailers) throws IOException {
    if (isComplete()) {
      end(trailers);
      return;
    }
    ByteString last = LastChunk.with(trailers);
    if (!follower.isBetweenChunks()) {
      throw new IllegalArgumentException("the last chunk that was sent is not whole");
    }
    ChunkFollower next = follower.after(last.asByteBuffer());
    wire.write(last);
    ending = last;
    follower = next;
  }

  @Override
  public ByteString ending() {
    return ending;
  }
}
