package httpwire.testing;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import okio.Buffer;
import okio.ByteString;

/** Reads the text of a {@link Recording}. */
final class RecordingParser {
  private static final String CONNECTION = "connection ";

  private final List<Exchanged> entries = new ArrayList<>();
  private int lineNumber;
  private int connection;

  private RecordingParser() {}

  /**
   * The recording.
   *
   * @throws IllegalArgumentException naming the line
   */
  static Recording parse(ByteString file) {
    RecordingParser parser = new RecordingParser();
    int from = 0;
    while (from <= file.size()) {
      int lineFeed = file.indexOf(ByteString.of((byte) '\n'), from);
      int end = lineFeed == -1 ? file.size() : lineFeed;
      parser.line(file.substring(from, end));
      from = end + 1;
    }
    return new Recording(parser.entries);
  }

  private void line(ByteString bytes) {
    lineNumber++;
    String line = withoutReturn(decoded(bytes));
    if (lineNumber == 1) {
      require(line.equals(RecordingWriter.HEADING), "must be \"" + RecordingWriter.HEADING + '"');
    } else if (line.startsWith(CONNECTION)) {
      startConnection(line.substring(CONNECTION.length()));
    } else if (!line.isEmpty() && !line.startsWith("#")) {
      entry(line);
    }
  }

  /** Editors on Windows end lines so; a CR of the recording is an escape. */
  private static String withoutReturn(String line) {
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }

  private void startConnection(String number) {
    require(number.matches("[1-9]\\d{0,8}"), "not the number of a connection: " + number);
    int next = Integer.parseInt(number);
    require(next > connection, "connection " + next + " after connection " + connection);
    connection = next;
  }

  private void entry(String line) {
    int space = line.indexOf(' ');
    String mark = space == -1 ? line : line.substring(0, space);
    String rest = line.substring(space + 1);
    Exchanged.Kind kind = kind(mark);
    require(connection > 0, "bytes before the first \"connection\"");
    require(space != -1, "nothing after " + mark);
    entries.add(new Exchanged(connection, kind, content(kind, mark, rest)));
  }

  private Exchanged.Kind kind(String mark) {
    return switch (mark) {
      case ">", ">" + RecordingWriter.BASE64 -> Exchanged.Kind.RECEIVED;
      case "<", "<" + RecordingWriter.BASE64 -> Exchanged.Kind.SENT;
      case "*" -> Exchanged.Kind.EVENT;
      default ->
          throw wrong(
              "must begin with >, <, >base64, <base64, *, # or connection, not "
                  + Escaped.brief(ByteString.encodeUtf8(mark)));
    };
  }

  private ByteString content(Exchanged.Kind kind, String mark, String rest) {
    if (kind == Exchanged.Kind.EVENT) {
      require(Recording.EVENTS.contains(rest), "unknown event: " + rest);
      return ByteString.encodeUtf8(rest);
    }
    return mark.length() == 1 ? unescaped(rest) : base64(rest);
  }

  private ByteString base64(String text) {
    try {
      return ByteString.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw wrong("not base64: " + e.getMessage());
    }
  }

  private ByteString unescaped(String text) {
    Buffer bytes = new Buffer();
    for (int i = 0; i < text.length(); ) {
      int backslash = text.indexOf('\\', i);
      int end = backslash == -1 ? text.length() : backslash;
      bytes.writeUtf8(text, i, end);
      i = backslash == -1 ? end : unescape(text, backslash + 1, bytes);
    }
    return bytes.readByteString();
  }

  /** Reads what comes after a backslash; the index after it. */
  private int unescape(String text, int index, Buffer to) {
    char kind = index < text.length() ? text.charAt(index) : ' ';
    switch (kind) {
      case 'r' -> to.writeByte('\r');
      case 'n' -> to.writeByte('\n');
      case 't' -> to.writeByte('\t');
      case '\\' -> to.writeByte('\\');
      case 'x' -> to.writeByte(hex(text, index + 1));
      default -> throw wrong("unknown escape at column " + index + " of the bytes");
    }
    return kind == 'x' ? index + 3 : index + 1;
  }

  private int hex(String text, int index) {
    String digits = text.substring(index, Math.min(text.length(), index + 2));
    require(digits.matches("[0-9a-fA-F]{2}"), "two hexadecimal digits must follow \\x");
    return Integer.parseInt(digits, 16);
  }

  private String decoded(ByteString line) {
    try {
      ByteBuffer bytes = line.asByteBuffer();
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw wrong("not UTF-8");
    }
  }

  private void require(boolean held, String words) {
    if (!held) {
      throw wrong(words);
    }
  }

  private IllegalArgumentException wrong(String words) {
    return new IllegalArgumentException("line " + lineNumber + ": " + words);
  }
}
