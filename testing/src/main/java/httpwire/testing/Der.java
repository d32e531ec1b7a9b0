package httpwire.testing;

import java.math.BigInteger;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import okio.Buffer;
import okio.ByteString;

/** The parts of DER (ITU-T X.690) that a certificate is made of. */
final class Der {
  private static final int FIRST_YEAR_OF_GENERALIZED_TIME = 2050;
  private static final int BYTE_BITS = 8;

  private Der() {}

  /** A value with its tag and length. */
  static ByteString value(int tag, ByteString... contents) {
    Buffer content = new Buffer();
    for (ByteString part : contents) {
      content.write(part);
    }
    Buffer value = new Buffer().writeByte(tag);
    writeLength(value, (int) content.size());
    value.write(content, content.size());
    return value.readByteString();
  }

  static ByteString sequence(ByteString... parts) {
    return value(0x30, parts);
  }

  static ByteString set(ByteString... parts) {
    return value(0x31, parts);
  }

  static ByteString integer(BigInteger number) {
    return value(0x02, ByteString.of(number.toByteArray()));
  }

  static ByteString octets(ByteString contents) {
    return value(0x04, contents);
  }

  static ByteString bits(ByteString contents) {
    return value(0x03, ByteString.of((byte) 0), contents);
  }

  static ByteString text(String text) {
    return value(0x0c, ByteString.encodeUtf8(text));
  }

  /** An object identifier, its content in hexadecimal. */
  static ByteString identifier(String hex) {
    return value(0x06, ByteString.decodeHex(hex));
  }

  /** What is explicitly tagged with a number of the context. */
  static ByteString tagged(int number, ByteString contents) {
    return value(0xa0 | number, contents);
  }

  /** A time in UTC, as RFC 5280 §4.1.2.5 wants it. */
  static ByteString time(ZonedDateTime utc) {
    boolean isLate = utc.getYear() >= FIRST_YEAR_OF_GENERALIZED_TIME;
    String pattern = isLate ? "uuuuMMddHHmmss'Z'" : "uuMMddHHmmss'Z'";
    String text = DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(utc);
    return value(isLate ? 0x18 : 0x17, ByteString.encodeUtf8(text));
  }

  private static void writeLength(Buffer to, int length) {
    if (length < 0x80) {
      to.writeByte(length);
      return;
    }
    int byteCount = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / BYTE_BITS;
    to.writeByte(0x80 | byteCount);
    for (int i = byteCount - 1; i >= 0; i--) {
      to.writeByte(length >> (BYTE_BITS * i));
    }
  }
}
