package httpwire.internal.wire;

import httpwire.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import okio.Buffer;
import okio.BufferedSink;
import okio.ByteString;

/**
 * A request's body in chunks, RFC 9112 §7.1: each write is one chunk; an empty write is skipped,
 * since an empty chunk would end the body.
 */
public final class ChunkedSink extends BodySink {
  /** Fewer bytes than this wait for a flush, so that a block and its framing are one write. */
  private static final int MAX_PENDING_BYTES = 64 << 10;

  private static final ByteString CHUNK_END = ByteString.encodeUtf8("\r\n");

  private ByteString ending = ByteString.EMPTY;
  private boolean isEnded;

  ChunkedSink(BufferedSink wire) {
    super(wire);
  }

  @Override
  public void write(Buffer source, long byteCount) throws IOException {
    if (byteCount == 0) return;
    requireOpen();
    putChunk(wire.getBuffer(), source, byteCount);
    if (wire.getBuffer().size() >= MAX_PENDING_BYTES) wire.emit();
  }

  /** The chunk and its framing are one system call, if the network takes them at once. */
  @Override
  public void write(ByteBuffer piece, ByteString end, ArrayWrites arrays) throws IOException {
    if (end.size() > 0 || !piece.hasRemaining()) {
      super.write(piece, end, arrays);
      return;
    }
    requireOpen();
    putSizeLine(wire.getBuffer(), piece.remaining());
    arrays.write(piece, CHUNK_END);
  }

  private static void putChunk(Buffer framed, Buffer source, long byteCount) {
    putSizeLine(framed, byteCount);
    framed.write(source, byteCount);
    framed.writeByte('\r').writeByte('\n');
  }

  @Override
  public ByteString framed(ByteString piece) {
    if (piece.size() == 0) return piece;
    Buffer framed = new Buffer();
    putChunk(framed, new Buffer().write(piece), piece.size());
    return framed.readByteString();
  }

  @Override
  public ByteString ending() {
    return ending;
  }

  @Override
  public boolean isOpen() {
    return !isEnded;
  }

  @Override
  public boolean isComplete() {
    return isEnded;
  }

  /** Writes the last chunk and the trailer section. */
  @Override
  public void end(Headers trailers) throws IOException {
    requireOpen();
    ending = LastChunk.with(trailers);
    isEnded = true;
    wire.write(ending);
  }

  /** What follows the last chunk would be read as the next request. */
  private void requireOpen() {
    if (isEnded) throw new IllegalStateException("the body was ended already, by endBody()");
  }

  private static void putSizeLine(Buffer framed, long byteCount) {
    putUpperHex(framed, byteCount);
    framed.writeByte('\r').writeByte('\n');
  }

  /** Upper case without leading zeros, as http.client writes it. */
  private static void putUpperHex(Buffer sink, long value) {
    int shift = 60 - Long.numberOfLeadingZeros(value) / 4 * 4;
    for (; shift >= 0; shift -= 4) {
      sink.writeByte("0123456789ABCDEF".charAt((int) (value >>> shift & 15)));
    }
  }
}
