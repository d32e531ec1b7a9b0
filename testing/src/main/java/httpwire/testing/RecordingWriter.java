package httpwire.testing;

import java.util.Base64;
import okio.ByteString;

/** Writes the text of a {@link Recording}. */
final class RecordingWriter {
  static final String HEADING = "httpwire recording 1";
  static final String BASE64 = "base64";
  private static final int MAX_TEXT_BYTES = 4_096;
  private static final int BASE64_LINE_BYTES = 57;
  private static final int MIN_BASE64_BYTES = 16;
  private static final int READABLE_SHARE = 4;

  private final StringBuilder out = new StringBuilder(HEADING).append('\n');

  private RecordingWriter() {}

  static String text(Recording recording) {
    RecordingWriter writer = new RecordingWriter();
    for (int connection : recording.connections()) {
      writer.out.append("\nconnection ").append(connection).append('\n');
      recording.entries(connection).forEach(writer::append);
    }
    return writer.out.toString();
  }

  private void append(Exchanged entry) {
    switch (entry.kind()) {
      case RECEIVED -> append('>', entry.bytes());
      case SENT -> append('<', entry.bytes());
      case EVENT -> out.append("* ").append(entry.text()).append('\n');
    }
  }

  /** Lines of text as they are; a run of lines that are mostly unreadable in base64. */
  private void append(char mark, ByteString bytes) {
    int from = 0;
    while (from < bytes.size()) {
      int binaryEnd = binaryEnd(bytes, from);
      if (binaryEnd - from >= MIN_BASE64_BYTES) {
        appendBase64(mark, bytes.substring(from, binaryEnd));
        from = binaryEnd;
      } else {
        int end = lineEnd(bytes, from);
        out.append(mark).append(' ').append(escaped(bytes.substring(from, end))).append('\n');
        from = end;
      }
    }
  }

  private void appendBase64(char mark, ByteString bytes) {
    for (int from = 0; from < bytes.size(); from += BASE64_LINE_BYTES) {
      ByteString line = bytes.substring(from, Math.min(bytes.size(), from + BASE64_LINE_BYTES));
      String text = Base64.getEncoder().encodeToString(line.toByteArray());
      out.append(mark).append(BASE64).append(' ').append(text).append('\n');
    }
  }

  /** Where the lines from here on that are mostly unreadable end, some less so among them. */
  private static int binaryEnd(ByteString bytes, int from) {
    int end = from;
    int next = from;
    while (next < bytes.size()) {
      int lineFrom = next;
      next = lineEnd(bytes, lineFrom);
      int unreadable = unreadableCount(bytes, lineFrom, next);
      if (unreadable == 0) break;
      if (unreadable * READABLE_SHARE > next - lineFrom) end = next;
    }
    return end;
  }

  private static int unreadableCount(ByteString bytes, int from, int to) {
    int unreadable = 0;
    for (int i = from; i < to; ) {
      int byteCount = visibleAt(bytes, i, to);
      boolean isLineEnd = bytes.getByte(i) == '\r' || bytes.getByte(i) == '\n';
      unreadable += byteCount == 0 && !isLineEnd ? 1 : 0;
      i += Math.max(1, byteCount);
    }
    return unreadable;
  }

  private static int lineEnd(ByteString bytes, int from) {
    int limit = from + Math.min(MAX_TEXT_BYTES, bytes.size() - from);
    for (int i = from; i < limit; i++) {
      if (bytes.getByte(i) == '\n') return i + 1;
    }
    return limit;
  }

  /** A space at the end is escaped, because editors remove it. */
  private static String escaped(ByteString line) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < line.size(); ) {
      int byteCount = visibleAt(line, i, line.size());
      boolean isLastSpace = i == line.size() - 1 && line.getByte(i) == ' ';
      if (byteCount == 0 || isLastSpace || line.getByte(i) == '\\') {
        text.append(escape(line.getByte(i++)));
      } else {
        text.append(line.substring(i, i + byteCount).utf8());
        i += byteCount;
      }
    }
    return text.toString();
  }

  private static String escape(byte value) {
    return switch (value) {
      case '\r' -> "\\r";
      case '\n' -> "\\n";
      case '\t' -> "\\t";
      case '\\' -> "\\\\";
      default -> String.format("\\x%02x", value & 0xFF);
    };
  }

  /** How many bytes the visible character there has in UTF-8; 0 if there is none. */
  private static int visibleAt(ByteString bytes, int from, int to) {
    int lead = bytes.getByte(from) & 0xFF;
    if (lead < 0x80) {
      return lead >= ' ' && lead < 0x7F ? 1 : 0;
    }
    int byteCount = lead < 0xC0 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (byteCount == 0 || from + byteCount > to) {
      return 0;
    }
    ByteString candidate = bytes.substring(from, from + byteCount);
    String text = candidate.utf8();
    boolean isOne = text.codePointCount(0, text.length()) == 1;
    boolean isValid = isOne && ByteString.encodeUtf8(text).equals(candidate);
    return isValid && isVisible(text.codePointAt(0)) ? byteCount : 0;
  }

  private static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> codePoint == ' ';
      default -> true;
    };
  }
}
