package httpwire.internal.syntax;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Percent-encoding, RFC 3986 §2.1. */
public final class PercentCoding {
  private static final String HEX = "0123456789ABCDEF";

  private PercentCoding() {}

  /**
   * The UTF-8 bytes of {@code text}: letters, digits and {@code -._~} as they are, every other byte
   * as {@code %} and two digits. Every surrogate must be half of a pair.
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
}
