package httpwire.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import okio.BufferedSink;
import okio.ByteString;

/** The sink of a request's body, which can send a large piece from where it is. */
public interface PieceSink extends BufferedSink {
  /**
   * Writes bytes that stay one piece, after what was written before, and the few bytes of {@code
   * end}. A large piece is not copied, and has been sent when this returns.
   */
  void writePiece(ByteBuffer piece, ByteString end) throws IOException;

  /** Writes bytes that stay one piece to any sink. */
  static void write(BufferedSink sink, ByteString piece) throws IOException {
    write(sink, piece, ByteString.EMPTY);
  }

  /** Like {@link #write(BufferedSink, ByteString)}, with what follows the piece. */
  static void write(BufferedSink sink, ByteString piece, ByteString end) throws IOException {
    if (sink instanceof PieceSink pieces) pieces.writePiece(piece.asByteBuffer(), end);
    else sink.getBuffer().write(piece).write(end);
  }

  /** Like {@link #write(BufferedSink, ByteString)}, for the first bytes of an array. */
  static void write(BufferedSink sink, byte[] block, int byteCount) throws IOException {
    if (sink instanceof PieceSink pieces) {
      pieces.writePiece(ByteBuffer.wrap(block, 0, byteCount), ByteString.EMPTY);
    } else {
      sink.getBuffer().write(block, 0, byteCount);
    }
  }
}
