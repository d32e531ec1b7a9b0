package httpwire.internal.syntax;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Percent-encoding, RFC 3986 §2.1. */
public final class PercentCoding {
  private static final String HEX = "0123456789ABCDEF";

  private PercentCoding() {}

  /**
   * Encodes the UTF-8 bytes of {@code text}: letters, digits and {@code -._~} as they are, every
   * other byte as {@code %} and two hexadecimal digits. Every surrogate must be half of a pair.
   */
  public static String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(UTF_8)) {
      if (Characters.isUnreserved(b)) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
      }
    }
    return encoded.toString();
  }

  /**
   * The bytes that {@code text} stands for, or null if it has a character that is not US-ASCII, or
   * a {@code %} without two hexadecimal digits after it.
   */
  public static byte @Nullable [] decode(String text) {
    byte[] bytes = new byte[text.length()];
    int count = 0;
    int width;
    for (int i = 0; i < text.length(); i += width) {
      char c = text.charAt(i);
      width = c == '%' ? 3 : 1;
      int value = c == '%' ? hexPair(text, i + 1) : c;
      if (value < 0 || c > 127) return null;
      bytes[count++] = (byte) value;
    }
    return Arrays.copyOf(bytes, count);
  }

  /** The value of two hexadecimal digits, or a negative number if they are not there. */
  private static int hexPair(String text, int from) {
    if (from + 2 > text.length()) return -1;
    return Characters.hexDigit(text.charAt(from)) << 4 | Characters.hexDigit(text.charAt(from + 1));
  }
}
