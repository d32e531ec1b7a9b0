package httpwire.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import httpwire.internal.syntax.Secrets;
import java.util.Locale;
import java.util.Set;
import okio.ByteString;

/**
 * The text of a head without its secrets, by the rules of {@link Secrets}. All of it is ISO-8859-1,
 * one character a byte.
 */
final class RedactedHead {
  /** Stands for a secret: in ASCII, so that it can be shown wherever bytes can. */
  private static final String HIDDEN = "[hidden]";

  private RedactedHead() {}

  /** Like {@link #of(String, Set)}, as bytes. */
  static ByteString of(ByteString head, Set<String> secretNames) {
    return ByteString.encodeString(of(head.string(ISO_8859_1), secretNames), ISO_8859_1);
  }

  /**
   * @param head with its line ends; its fields are not folded
   * @param secretNames further names of fields to hide, in lower case
   */
  static String of(String head, Set<String> secretNames) {
    int firstEnd = head.indexOf('\n') + 1;
    return startLine(head.substring(0, firstEnd)) + ofFields(head.substring(firstEnd), secretNames);
  }

  /** Field lines without a start line, such as trailers; lines of other kinds stay. */
  static String ofFields(String lines, Set<String> secretNames) {
    StringBuilder shown = new StringBuilder();
    int end;
    for (int from = 0; from < lines.length(); from = end) {
      end = lines.indexOf('\n', from) + 1;
      if (end == 0) end = lines.length();
      shown.append(line(lines.substring(from, end), secretNames));
    }
    return shown.toString();
  }

  /** The value of a field, or what stands for it. */
  static String value(String name, String value, Set<String> secretNames) {
    if (secretNames.contains(name.toLowerCase(Locale.ROOT))) return HIDDEN;
    return inAscii(Secrets.shownField(name, value));
  }

  /** A URL, or a query with its question mark, without its secrets. */
  static String url(String url) {
    return inAscii(Secrets.shownUrl(url));
  }

  /** A request line has a target; a status line has nothing to hide. */
  private static String startLine(String line) {
    int from = line.indexOf(' ') + 1;
    int to = line.lastIndexOf(' ');
    if (line.startsWith("HTTP/") || to < from) return line;
    return line.substring(0, from) + url(line.substring(from, to)) + line.substring(to);
  }

  private static String line(String line, Set<String> secretNames) {
    int colon = line.indexOf(':');
    if (colon < 0) return line;
    String name = line.substring(0, colon);
    String value = line.substring(colon + 1).strip();
    String shown = value(name, value, secretNames);
    return shown.equals(value) ? line : name + ": " + shown + lineEnd(line);
  }

  private static String lineEnd(String line) {
    return line.endsWith("\r\n") ? "\r\n" : "\n";
  }

  /** The usual mark is beyond ISO-8859-1, so it never stands for itself in a head. */
  private static String inAscii(String shown) {
    return shown.replace(Secrets.HIDDEN, HIDDEN);
  }
}
