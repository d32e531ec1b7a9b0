package httpwire.transport;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes PKCS #8, RFC 5208, which the JDK reads, of the older forms of private keys: those of RSA in
 * PKCS #1 (RFC 8017 A.1.2) and of elliptic curves in SEC 1 (RFC 5915).
 */
final class KeyEncoding {
  private static final int INTEGER = 0x02;
  private static final int OCTET_STRING = 0x04;
  private static final int SEQUENCE = 0x30;

  /** The context-specific, constructed tag 0: where SEC 1 names the curve. */
  private static final int CURVE = 0xa0;

  /** {@code rsaEncryption} and its empty parameters. */
  private static final byte[] RSA = {
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  /** {@code id-ecPublicKey}; the curve follows it. */
  private static final byte[] EC_PUBLIC_KEY = {
    0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
  };

  private static final byte[] VERSION_0 = {INTEGER, 1, 0};

  private KeyEncoding() {}

  static byte[] ofPkcs1(byte[] key) {
    return element(SEQUENCE, VERSION_0, RSA, element(OCTET_STRING, key));
  }

  /** Null if {@code key} does not name its curve, or is not of this form. */
  static byte @Nullable [] ofSec1(byte[] key) {
    byte[] curve = curve(key);
    if (curve == null) return null;
    byte[] algorithm = element(SEQUENCE, EC_PUBLIC_KEY, curve);
    return element(SEQUENCE, VERSION_0, algorithm, element(OCTET_STRING, key));
  }

  private static byte @Nullable [] curve(byte[] key) {
    Cursor whole = new Cursor(key, 0, key.length);
    if (whole.tag() != SEQUENCE) return null;
    Cursor part = whole.inside();
    while (part != null && part.tag() >= 0) {
      if (part.tag() == CURVE) {
        Cursor inside = part.inside();
        return inside == null ? null : Arrays.copyOfRange(key, inside.from, inside.to);
      }
      part = part.next();
    }
    return null;
  }

  private static byte[] element(int tag, byte[]... contents) {
    int length = 0;
    for (byte[] content : contents) length += content.length;
    byte[] header = header(tag, length);
    byte[] element = Arrays.copyOf(header, header.length + length);
    int at = header.length;
    for (byte[] content : contents) {
      System.arraycopy(content, 0, element, at, content.length);
      at += content.length;
    }
    return element;
  }

  private static byte[] header(int tag, int length) {
    if (length < 0x80) return new byte[] {(byte) tag, (byte) length};
    if (length < 0x100) return new byte[] {(byte) tag, (byte) 0x81, (byte) length};
    return new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
  }

  /** Elements of DER, one after the other. */
  private static final class Cursor {
    private final byte[] bytes;
    final int from;
    final int to;

    Cursor(byte[] bytes, int from, int to) {
      this.bytes = bytes;
      this.from = from;
      this.to = to;
    }

    /** -1 if there is no element. */
    int tag() {
      return from + 2 <= to && contentEnd() <= to ? bytes[from] & 255 : -1;
    }

    private int contentFrom() {
      int first = bytes[from + 1] & 255;
      return from + 2 + (first < 0x80 ? 0 : first & 127);
    }

    private int contentEnd() {
      int first = bytes[from + 1] & 255;
      if (first < 0x80) return from + 2 + first;
      int width = first & 127;
      if (width == 0 || width > 2 || contentFrom() > to) return Integer.MAX_VALUE;
      int length = 0;
      for (int i = 0; i < width; i++) length = length << 8 | (bytes[from + 2 + i] & 255);
      return contentFrom() + length;
    }

    /** What is in the element; null if there is no element. */
    @Nullable Cursor inside() {
      return tag() < 0 ? null : new Cursor(bytes, contentFrom(), contentEnd());
    }

    /** What follows the element; null if there is no element. */
    @Nullable Cursor next() {
      return tag() < 0 ? null : new Cursor(bytes, contentEnd(), to);
    }
  }
}
