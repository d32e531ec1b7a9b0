package httpwire.trace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import okio.Buffer;
import okio.ByteString;
import okio.GzipSource;
import org.jspecify.annotations.Nullable;

/** The first bytes of a body, and how many there were in all. */
final class HarBody {
  private static final int BLOCK_BYTES = 8 << 10;

  private final int maxByteCount;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream(0);
  private long byteCount;

  HarBody(int maxByteCount) {
    this.maxByteCount = maxByteCount;
  }

  void add(ByteString piece) {
    byteCount += piece.size();
    byte[] bytes = piece.toByteArray();
    kept.write(bytes, 0, Math.min(bytes.length, maxByteCount - kept.size()));
  }

  /** Of all bytes, also those that were not kept. */
  long byteCount() {
    return byteCount;
  }

  boolean isCut() {
    return byteCount > kept.size();
  }

  ByteString bytes() {
    return ByteString.of(kept.toByteArray());
  }

  /** What was kept, without the framing of its chunks; as it is from where that is wrong. */
  ByteString withoutChunks() {
    Buffer framed = new Buffer().write(kept.toByteArray());
    Buffer data = new Buffer();
    try {
      long size;
      while ((size = framed.readHexadecimalUnsignedLong()) > 0) {
        framed.skip(framed.indexOf((byte) '\n') + 1);
        data.write(framed, Math.min(size, framed.size()));
        framed.skip(2);
      }
    } catch (IOException | IllegalArgumentException | IllegalStateException cutOrWrong) {
      if (data.exhausted()) data.write(framed, framed.size());
    }
    return data.readByteString();
  }

  /** What was kept, decoded as far as it goes and as much as the bound allows; null if not gzip. */
  @Nullable Decoded gunzipped() {
    Buffer decoded = new Buffer();
    boolean isWhole = false;
    try (GzipSource source = new GzipSource(new Buffer().write(kept.toByteArray()))) {
      while (decoded.size() <= maxByteCount && !isWhole) {
        isWhole = source.read(decoded, BLOCK_BYTES) < 0;
      }
    } catch (IOException cutOrWrong) {
      if (decoded.exhausted()) return null;
    }
    return new Decoded(
        decoded.snapshot((int) Math.min(decoded.size(), maxByteCount)),
        isWhole && decoded.size() <= maxByteCount);
  }

  /**
   * A body without its coding.
   *
   * @param isWhole false if the rest is missing, and nobody knows how long it is
   */
  record Decoded(ByteString bytes, boolean isWhole) {}

  /**
   * The text; null if it is not text in that charset.
   *
   * @param isCut whether the end may be half a character, which is left out
   */
  static @Nullable String text(ByteString bytes, Charset charset, boolean isCut) {
    CharsetDecoder decoder = charset.newDecoder();
    CharBuffer text = CharBuffer.allocate((int) (bytes.size() * decoder.maxCharsPerByte()) + 1);
    if (decoder.decode(bytes.asByteBuffer(), text, !isCut).isError()) return null;
    String decoded = text.flip().toString();
    return decoded.indexOf(0) < 0 ? decoded : null;
  }
}
