package httpwire.testing;

import java.util.ArrayList;
import java.util.List;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What stands in place of some bytes of one direction.
 *
 * @param replacement null for whatever comes before the line's end
 */
record Edit(int from, int to, @Nullable ByteString replacement) {

  /**
   * The bytes from one offset to another with the edits that begin there done.
   *
   * @param edits in order, none within another
   * @return runs of bytes, and null for whatever comes before the line's end
   */
  static List<@Nullable ByteString> pieces(ByteString bytes, int from, int to, List<Edit> edits) {
    List<@Nullable ByteString> pieces = new ArrayList<>();
    Buffer run = new Buffer();
    int done = from;
    for (Edit edit : edits) {
      if (edit.from >= to) break;
      if (edit.from >= from) {
        run.write(bytes.substring(done, edit.from));
        if (edit.replacement == null) {
          pieces.add(run.readByteString());
          pieces.add(null);
        } else {
          run.write(edit.replacement);
        }
      }
      done = Math.max(done, Math.min(edit.to, to));
    }
    pieces.add(run.write(bytes.substring(done, to)).readByteString());
    return pieces;
  }

  /** The bytes with the edits that begin there done, of which none is without a replacement. */
  static ByteString apply(ByteString bytes, int from, int to, List<Edit> edits) {
    Buffer all = new Buffer();
    for (ByteString piece : pieces(bytes, from, to, edits)) {
      if (piece != null) all.write(piece);
    }
    return all.readByteString();
  }
}
