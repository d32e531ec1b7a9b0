package httpwire.client.decoding;

import httpwire.HttpException.MalformedMessage;
import java.io.EOFException;
import java.io.IOException;
import java.util.zip.CRC32;
import okio.BufferedSource;

/** The header of a gzip member, RFC 1952 §2.3: checked and skipped. */
final class GzipHeader {
  private static final int FIXED_BYTES = 10;
  private static final int HAS_CRC = 2;
  private static final int HAS_EXTRA = 4;
  private static final int HAS_NAME = 8;
  private static final int HAS_COMMENT = 16;
  private static final int RESERVED = 0xe0;

  /** The most bytes of a file name or comment; RFC 1952 has no bound. */
  private static final long MAX_TEXT_BYTES = 8 << 10;

  private final BufferedSource coded;
  private final CRC32 crc = new CRC32();

  GzipHeader(BufferedSource coded) {
    this.coded = coded;
  }

  void read() throws IOException {
    byte[] fixed = take(FIXED_BYTES);
    int flags = fixed[3];
    if (fixed[0] != 0x1f || fixed[1] != (byte) 0x8b) throw malformed("it does not begin as gzip");
    if (fixed[2] != 8) throw malformed("its method is not deflate");
    if ((flags & RESERVED) != 0) throw malformed("a reserved flag is set");
    if ((flags & HAS_EXTRA) != 0) take(shortOf(take(2)));
    if ((flags & HAS_NAME) != 0) skipText();
    if ((flags & HAS_COMMENT) != 0) skipText();
    if ((flags & HAS_CRC) != 0) requireCrc();
  }

  private void skipText() throws IOException {
    long end = coded.indexOf((byte) 0, 0, MAX_TEXT_BYTES);
    if (end >= 0) {
      take(end + 1);
      return;
    }
    if (!coded.request(MAX_TEXT_BYTES)) throw new EOFException();
    throw malformed("a name or comment has more than " + MAX_TEXT_BYTES + " bytes");
  }

  private void requireCrc() throws IOException {
    int expected = (int) crc.getValue() & 0xffff;
    if (shortOf(take(2)) != expected) throw malformed("the CRC-16 of its header does not match");
  }

  private byte[] take(long byteCount) throws IOException {
    byte[] taken = coded.readByteArray(byteCount);
    crc.update(taken);
    return taken;
  }

  private static int shortOf(byte[] bytes) {
    return (bytes[0] & 0xff) | ((bytes[1] & 0xff) << 8);
  }

  private static MalformedMessage malformed(String what) {
    return new MalformedMessage("the gzip body is wrong: " + what);
  }
}
