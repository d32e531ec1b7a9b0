package httpwire.body.multipart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import httpwire.Headers;
import httpwire.internal.syntax.Syntax;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/**
 * The names of fields and files in Content-Disposition, as the HTML standard's "multipart/form-data
 * encoding algorithm" writes them: UTF-8 bytes, in which LF, CR and {@code "} are {@code %0A},
 * {@code %0D} and {@code %22}, and nothing else is escaped.
 */
final class FormNames {
  private FormNames() {}

  // 1. Writing.

  /** Every line break as CR LF: the standard does so with names and with values that are text. */
  static String withCrLf(String text) {
    if (text.indexOf('\n') < 0 && text.indexOf('\r') < 0) return text;
    StringBuilder normal = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isPair = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
      if (c == '\r' || c == '\n') normal.append("\r\n");
      else normal.append(c);
      if (isPair) i++;
    }
    return normal.toString();
  }

  /**
   * The value of Content-Disposition, one character for each byte.
   *
   * @throws IllegalArgumentException if a name has NUL or half a surrogate pair
   */
  static String disposition(String name, @Nullable String filename) {
    String value = "form-data; name=\"" + escaped("name", withCrLf(name)) + '"';
    if (filename == null) return value;
    return value + "; filename=\"" + escaped("filename", filename) + '"';
  }

  private static String escaped(String what, String text) {
    requireEncodable("the " + what + " of a part", text);
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("the " + what + " of a part can't have NUL");
    }
    String escaped = text.replace("\n", "%0A").replace("\r", "%0D").replace("\"", "%22");
    return new String(escaped.getBytes(UTF_8), ISO_8859_1);
  }

  static void requireEncodable(String what, String text) {
    int bad = Syntax.checkSurrogates(text);
    if (bad == Syntax.OK) return;
    throw new IllegalArgumentException(
        what + " can't be encoded in UTF-8: half a surrogate pair at " + bad);
  }

  // 2. Reading.

  /** A parameter of Content-Disposition with the three escapes undone; null if there is none. */
  static @Nullable String read(Headers headers, String parameter) {
    String value = headers.params("Content-Disposition").get(parameter);
    if (value == null) return null;
    return utf8(value).replace("%0A", "\n").replace("%0D", "\r").replace("%22", "\"");
  }

  /**
   * The text that these bytes are in UTF-8; the value as it is if they are not UTF-8, or its
   * characters are not bytes.
   */
  private static String utf8(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) > 255) return value;
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(value.getBytes(ISO_8859_1))).toString();
    } catch (CharacterCodingException otherCharset) {
      return value;
    }
  }
}
