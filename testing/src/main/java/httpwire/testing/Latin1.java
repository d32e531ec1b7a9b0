package httpwire.testing;

import java.nio.charset.StandardCharsets;
import okio.ByteString;

/** Text whose every character is one byte on the wire. */
final class Latin1 {
  private static final int MAX = 0xFF;

  private Latin1() {}

  /**
   * The bytes of {@code text}.
   *
   * @throws IllegalArgumentException if a character has no byte of its own
   */
  static ByteString bytes(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > MAX) {
        throw new IllegalArgumentException(
            String.format(
                "U+%04X at index %d is not ISO-8859-1: pass a ByteString",
                (int) text.charAt(i), i));
      }
    }
    return bytesOrQuestionMarks(text);
  }

  static ByteString bytesOrQuestionMarks(String text) {
    return ByteString.encodeString(text, StandardCharsets.ISO_8859_1);
  }

  static String of(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
