package httpwire.internal.syntax;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Decodes UTF-8 as the WHATWG Encoding standard §8.1.1 does, with U+FFFD in place of what is not
 * UTF-8. The JDK's decoder differs in one case: for the three bytes of half a surrogate pair it
 * puts one U+FFFD, and the standard one for each byte.
 */
public final class Utf8 {
  private static final byte SURROGATE_LEAD = (byte) 0xED;

  /** A byte that no text in UTF-8 has. */
  private static final byte NEVER = (byte) 0xFF;

  private Utf8() {}

  /**
   * The text of the first bytes.
   *
   * @param bytes changed where they are not UTF-8
   */
  public static String decode(byte[] bytes, int byteCount) {
    for (int i = 1; i < byteCount; i++) {
      boolean isSurrogate = bytes[i - 1] == SURROGATE_LEAD && (bytes[i] & 0xE0) == 0xA0;
      if (isSurrogate) bytes[i - 1] = NEVER;
    }
    return new String(bytes, 0, byteCount, UTF_8);
  }
}
