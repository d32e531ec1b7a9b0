package httpwire.body.multipart;

import httpwire.RequestBody;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import okio.Buffer;
import okio.BufferedSink;
import okio.ByteString;

/** Sends parts one after the other, each after its delimiter and head, and the last delimiter. */
final class SentParts {
  /** How much of small parts is collected for one write. */
  private static final int MAX_PENDING_BYTES = 64 << 10;

  private final List<Piece> pieces;
  private final ByteString end;

  /**
   * A part as it is sent.
   *
   * @param head the delimiter, the fields and the empty line
   */
  private record Piece(ByteString head, RequestBody body) {}

  SentParts(List<BodyPart> parts, String boundary) {
    this.pieces = pieces(parts, boundary);
    String lineEnd = pieces.isEmpty() ? "" : "\r\n";
    this.end = ByteString.encodeUtf8(lineEnd + "--" + boundary + "--\r\n");
  }

  private static List<Piece> pieces(List<BodyPart> parts, String boundary) {
    List<Piece> pieces = new ArrayList<>(parts.size());
    for (BodyPart part : parts) {
      String lineEnd = pieces.isEmpty() ? "" : "\r\n";
      Buffer head = new Buffer().writeUtf8(lineEnd + "--" + boundary + "\r\n");
      try {
        part.headers().writeTo(head);
      } catch (IOException impossible) {
        throw new AssertionError(impossible);
      }
      pieces.add(new Piece(head.writeUtf8("\r\n").readByteString(), part.body()));
    }
    return List.copyOf(pieces);
  }

  int count() {
    return pieces.size();
  }

  /** Bytes of all; -1 if one part does not know its length. */
  long length() throws IOException {
    long byteCount = end.size();
    for (Piece piece : pieces) {
      long length = piece.body.length();
      if (length < 0) return -1;
      byteCount = Math.addExact(byteCount + piece.head.size(), length);
    }
    return byteCount;
  }

  boolean isRepeatable() {
    for (Piece piece : pieces) {
      if (!piece.body.isRepeatable()) return false;
    }
    return true;
  }

  void writeTo(BufferedSink sink) throws IOException {
    for (Piece piece : pieces) {
      begin(piece, sink);
      piece.body.writeTo(sink);
    }
    sink.getBuffer().write(end);
  }

  void writeTo(BufferedSink sink, int blockByteCount) throws IOException {
    for (Piece piece : pieces) {
      begin(piece, sink);
      piece.body.writeTo(sink, blockByteCount);
    }
    sink.getBuffer().write(end);
  }

  /** A part that may take its time is not asked before the peer can see what comes before it. */
  private static void begin(Piece piece, BufferedSink sink) throws IOException {
    sink.getBuffer().write(piece.head);
    if (!piece.body.isRepeatable()) sink.flush();
    else if (sink.getBuffer().size() >= MAX_PENDING_BYTES) sink.emit();
  }
}
