package httpwire.body.form;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpwire.internal.syntax.Syntax;
import java.util.List;
import java.util.Map;
import okio.Buffer;
import okio.ByteString;

/** The application/x-www-form-urlencoded serializer, WHATWG URL standard §5.2. */
final class FormWriter {
  private static final String HEX = "0123456789ABCDEF";

  private FormWriter() {}

  static ByteString write(List<Map.Entry<String, String>> fields) {
    Buffer encoded = new Buffer();
    for (Map.Entry<String, String> field : fields) {
      if (encoded.size() > 0) encoded.writeByte('&');
      write(encoded, field.getKey());
      encoded.writeByte('=');
      write(encoded, field.getValue());
    }
    return encoded.readByteString();
  }

  private static void write(Buffer encoded, String text) {
    for (byte b : text.getBytes(UTF_8)) {
      if (isKept(b)) encoded.writeByte(b);
      else if (b == ' ') encoded.writeByte('+');
      else encoded.writeByte('%').writeByte(HEX.charAt(b >> 4 & 15)).writeByte(HEX.charAt(b & 15));
    }
  }

  /** What is not in the standard's percent-encode set of forms: letters, digits, {@code *-._}. */
  private static boolean isKept(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '*'
        || b == '-'
        || b == '.'
        || b == '_';
  }

  /** The standard's strings have no such halves; the JDK would send a question mark instead. */
  static void requireEncodable(String what, String text) {
    int bad = Syntax.checkSurrogates(text);
    if (bad == Syntax.OK) return;
    throw new IllegalArgumentException(
        "the " + what + " of a form's field can't be encoded: half a surrogate pair at " + bad);
  }
}
