package httpwire.client.cache;

import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The file of an entry's head: what is needed to know that it and the body are whole.
 *
 * <pre>
 * "HWC1"   4 bytes
 * CRC-32C  4 bytes, of all that follows
 * body     8 bytes, its length; 4 bytes, its CRC-32C
 * key      4 bytes, its length; its bytes
 * head     the rest
 * </pre>
 */
record EntryRecord(String key, ByteString head, long bodyByteCount, int bodyCrc) {
  private static final ByteString MAGIC = ByteString.encodeUtf8("HWC1");

  /** A head is bounded by the limits of the client; a longer file was not written here. */
  static final long MAX_BYTES = 16L << 20;

  ByteString write() {
    Buffer rest = new Buffer();
    rest.writeLong(bodyByteCount).writeInt(bodyCrc);
    rest.writeInt(key.length()).writeString(key, StandardCharsets.ISO_8859_1).write(head);
    ByteString checked = rest.readByteString();
    return new Buffer().write(MAGIC).writeInt(crc(checked)).write(checked).readByteString();
  }

  /** Null for any bytes that {@link #write} does not make. */
  static @Nullable EntryRecord read(ByteString bytes) {
    Buffer file = new Buffer().write(bytes);
    try {
      if (!file.readByteString(MAGIC.size()).equals(MAGIC)) return null;
      int crc = file.readInt();
      if (crc(file.snapshot()) != crc) return null;
      long bodyByteCount = file.readLong();
      int bodyCrc = file.readInt();
      int keyLength = file.readInt();
      if (bodyByteCount < 0 || keyLength < 0) return null;
      String key = file.readString(keyLength, StandardCharsets.ISO_8859_1);
      return new EntryRecord(key, file.readByteString(), bodyByteCount, bodyCrc);
    } catch (EOFException e) {
      return null;
    }
  }

  private static int crc(ByteString bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.asByteBuffer());
    return (int) crc.getValue();
  }
}
