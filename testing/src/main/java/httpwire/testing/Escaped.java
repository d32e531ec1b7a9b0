package httpwire.testing;

import okio.ByteString;

/** Bytes made readable: printable ASCII as it is, everything else as an escape. */
final class Escaped {
  private static final int MAX_SHOWN_BYTES = 4096;
  private static final int MAX_BRIEF_BYTES = 60;

  private Escaped() {}

  /** All bytes in double quotes, on one line; what is beyond 4 KiB only counted. */
  static String quoted(ByteString bytes) {
    return '"' + shown(bytes, MAX_SHOWN_BYTES, "") + '"';
  }

  /** The first bytes in double quotes, to name a step. */
  static String brief(ByteString bytes) {
    return '"' + shown(bytes, MAX_BRIEF_BYTES, "") + '"';
  }

  /** Broken into lines after each LF; what is beyond 4 KiB only counted. */
  static String lines(ByteString bytes) {
    return shown(bytes, MAX_SHOWN_BYTES, "\n");
  }

  private static String shown(ByteString bytes, int maxBytes, String afterLineFeed) {
    StringBuilder out = new StringBuilder();
    int count = Math.min(bytes.size(), maxBytes);
    for (int i = 0; i < count; i++) {
      append(out, bytes.getByte(i));
      if (bytes.getByte(i) == '\n' && i < bytes.size() - 1) {
        out.append(afterLineFeed);
      }
    }
    if (count < bytes.size()) {
      out.append("… (").append(bytes.size() - count).append(" more bytes)");
    }
    return out.toString();
  }

  private static void append(StringBuilder out, byte value) {
    switch (value) {
      case '\r' -> out.append("\\r");
      case '\n' -> out.append("\\n");
      case '\t' -> out.append("\\t");
      case '\\' -> out.append("\\\\");
      case '"' -> out.append("\\\"");
      default -> appendOther(out, value);
    }
  }

  private static void appendOther(StringBuilder out, byte value) {
    if (value >= ' ' && value < 0x7F) {
      out.append((char) value);
    } else {
      out.append(String.format("\\x%02x", value & 0xFF));
    }
  }
}
