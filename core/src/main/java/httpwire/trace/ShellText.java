package httpwire.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** Text and bytes as words of a POSIX shell, IEEE 1003.1 §2.2.2; no other shell is needed. */
final class ShellText {
  private ShellText() {}

  /**
   * The text as one argument of a command: as it is if it needs no quotes, else in single quotes.
   */
  static String quoted(String text) {
    return isPlain(text) ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  private static boolean isPlain(String text) {
    if (text.isEmpty()) return false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isAlphanumeric =
          (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (!isAlphanumeric && "-._/:@%+,".indexOf(c) < 0) return false;
    }
    return true;
  }

  /** ISO-8859-1 text whose bytes are to reach the command, whatever the charset of the terminal. */
  static String quotedBytes(String text) {
    ByteString bytes = ByteString.encodeString(text, ISO_8859_1);
    return isAscii(text) ? quoted(text) : "\"$(" + printing(bytes) + ")\"";
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7F) return false;
    }
    return true;
  }

  /** The text, if a shell and a terminal can hold it: UTF-8 and no control but the line end. */
  static @Nullable String textOf(ByteString bytes) {
    String text = bytes.string(UTF_8);
    if (!ByteString.encodeString(text, UTF_8).equals(bytes)) return null;
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i)) && text.charAt(i) != '\n') return null;
    }
    return text;
  }

  /** A command that prints these bytes: those that are not printable in octal. */
  static String printing(ByteString bytes) {
    StringBuilder command = new StringBuilder("printf '");
    for (int i = 0; i < bytes.size(); i++) append(command, bytes.getByte(i) & 0xFF);
    return command.append('\'').toString();
  }

  /** A percent sign is doubled: some shells take one in octal for a directive. */
  private static void append(StringBuilder command, int b) {
    if (b == '%') command.append("%%");
    else if (b >= ' ' && b < 0x7F && b != '\\' && b != '\'') command.append((char) b);
    else command.append('\\').append(octal(b >> 6)).append(octal(b >> 3)).append(octal(b));
  }

  private static char octal(int bits) {
    return (char) ('0' + (bits & 7));
  }
}
