package httpwire.bench.client;

import java.util.zip.CRC32;

/** Bytes that both sides know: one block of noise, repeated as often as the length asks for. */
public final class Content {
  /** What a small answer carries. */
  public static final int SMALL_BYTES = 128;

  /** What a large one does, in either direction. */
  public static final long LARGE_BYTES = 64L << 20;

  private static final int BLOCK_BYTES = 1 << 20;

  /** Loaded only by who needs that much. */
  private static final class Large {
    static final byte[] BLOCK = noise(BLOCK_BYTES);
  }

  private Content() {}

  /** One period of the content. */
  public static byte[] block() {
    return Large.BLOCK;
  }

  public static byte[] small() {
    return noise(SMALL_BYTES);
  }

  /** The first {@code byteCount} bytes; the same whatever their number. */
  public static byte[] noise(int byteCount) {
    byte[] bytes = new byte[byteCount];
    long state = 0x9E3779B97F4A7C15L;
    for (int i = 0; i < byteCount; i++) {
      state ^= state << 13;
      state ^= state >>> 7;
      state ^= state << 17;
      bytes[i] = (byte) state;
    }
    return bytes;
  }

  /** The CRC-32 of {@code byteCount} bytes of content. */
  static long checksum(long byteCount) {
    CRC32 crc = new CRC32();
    byte[] block = byteCount > SMALL_BYTES ? block() : small();
    for (long left = byteCount; left > 0; left -= block.length) {
      crc.update(block, 0, (int) Math.min(left, block.length));
    }
    return crc.getValue();
  }
}
