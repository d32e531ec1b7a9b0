package httpwire.trace;

import java.io.IOException;
import okio.ByteString;

/** The two forms in which curl dumps bytes; every line begins with its offset in hexadecimal. */
enum WireDump {
  HEX {
    @Override
    int appendLine(StringBuilder line, ByteString bytes, int from) {
      int to = Math.min(bytes.size(), from + HEX_COLUMNS);
      for (int i = from; i < from + HEX_COLUMNS; i++) {
        if (i < to) appendHex(line, bytes.getByte(i)).append(' ');
        else line.append("   ");
      }
      for (int i = from; i < to; i++) line.append(shown(bytes.getByte(i)));
      return to;
    }
  },
  ASCII {
    @Override
    int appendLine(StringBuilder line, ByteString bytes, int from) {
      int to = Math.min(bytes.size(), from + ASCII_COLUMNS);
      for (int i = from; i < to; i++) {
        if (isLineEnd(bytes, i)) return i + 2;
        line.append(shown(bytes.getByte(i)));
      }
      return isLineEnd(bytes, to) ? to + 2 : to;
    }
  };

  private static final int HEX_COLUMNS = 16;
  private static final int ASCII_COLUMNS = 64;
  private static final String HEX_DIGITS = "0123456789abcdef";

  /** Appends what is shown of the bytes from there on, and returns where the next line begins. */
  abstract int appendLine(StringBuilder line, ByteString bytes, int from);

  /** Writes all lines of a dump, each with its line end; none for no bytes. */
  void write(ByteString bytes, Appendable output) throws IOException {
    StringBuilder line = new StringBuilder();
    int next;
    for (int from = 0; from < bytes.size(); from = next) {
      line.setLength(0);
      appendOffset(line, from);
      next = appendLine(line, bytes, from);
      output.append(line.append('\n'));
    }
  }

  /** At least four digits. */
  private static void appendOffset(StringBuilder line, int offset) {
    String digits = Integer.toHexString(offset);
    line.append("0".repeat(Math.max(0, 4 - digits.length()))).append(digits).append(": ");
  }

  private static StringBuilder appendHex(StringBuilder line, byte b) {
    return line.append(HEX_DIGITS.charAt((b & 0xF0) >> 4)).append(HEX_DIGITS.charAt(b & 0x0F));
  }

  /** DEL is hidden too, which curl shows: a terminal would obey it. */
  private static char shown(byte b) {
    return b >= ' ' && b < 0x7F ? (char) b : '.';
  }

  private static boolean isLineEnd(ByteString bytes, int at) {
    return at + 1 < bytes.size() && bytes.getByte(at) == '\r' && bytes.getByte(at + 1) == '\n';
  }
}
