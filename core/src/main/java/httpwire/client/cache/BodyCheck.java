package httpwire.client.cache;

import java.util.zip.CRC32C;
import okio.Buffer;

/** The number of bytes of a body and their CRC-32C, as they go by. */
final class BodyCheck {
  private final CRC32C crc = new CRC32C();
  private long byteCount;

  /** Takes the last {@code count} bytes of {@code buffer}, which stay there. */
  void update(Buffer buffer, long count) {
    long from = buffer.size() - count;
    try (Buffer.UnsafeCursor cursor = buffer.readUnsafe(new Buffer.UnsafeCursor())) {
      int length = cursor.seek(from);
      while (length > 0) {
        crc.update(cursor.data, cursor.start, length);
        length = cursor.next();
      }
    }
    byteCount += count;
  }

  long byteCount() {
    return byteCount;
  }

  int crc() {
    return (int) crc.getValue();
  }
}
