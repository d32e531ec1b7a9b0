package httpwire.internal.wire;

import httpwire.HttpVersion;
import java.nio.charset.StandardCharsets;
import okio.Buffer;

/**
 * Writes the parts of every request head, including CONNECT's: RFC 9112 §3 and §5. The caller has
 * checked the arguments.
 */
public final class HeadWriter {
  private HeadWriter() {}

  /** {@code METHOD target HTTP/1.1 CR LF}. */
  public static void requestLine(Buffer head, String method, String target, HttpVersion version) {
    head.writeUtf8(method).writeByte(' ').writeUtf8(target).writeByte(' ');
    head.writeUtf8(version.toString());
    newLine(head);
  }

  /** {@code Name: value CR LF}. */
  public static void field(Buffer head, String name, String value) {
    head.writeUtf8(name).writeByte(':').writeByte(' ');
    if (isAscii(value)) head.writeUtf8(value);
    else head.writeString(value, StandardCharsets.ISO_8859_1);
    newLine(head);
  }

  /** The empty line. */
  public static void end(Buffer head) {
    newLine(head);
  }

  private static void newLine(Buffer head) {
    head.writeByte('\r').writeByte('\n');
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 127) return false;
    }
    return true;
  }
}
