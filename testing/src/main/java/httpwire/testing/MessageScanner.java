package httpwire.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import okio.Buffer;
import okio.ByteString;

/**
 * Finds the messages within the bytes of one direction, where each ends by RFC 9112 §6. What is
 * malformed or cut takes all that is left, so that nothing is lost.
 */
final class MessageScanner {
  private static final int UNTIL_END = -1;
  private static final int CHUNKED = -2;

  private final ByteString bytes;
  private int position;

  // Of the message that is being scanned.
  private String startLine = "";
  private List<Message.Field> fields = new ArrayList<>();
  private int from;
  private int bodyFrom;
  private boolean hasWholeHead;

  MessageScanner(ByteString bytes) {
    this.bytes = bytes;
  }

  boolean isAtEnd() {
    return position == bytes.size();
  }

  int position() {
    return position;
  }

  /** The rest belongs to no message. */
  void skipRest() {
    position = bytes.size();
  }

  /** The next request. */
  Message request() {
    scanHead();
    return body(statedLength(0));
  }

  /** The next response, an interim one too, to a request of that method. */
  Message response(String method) {
    scanHead();
    Message head = message(ByteString.EMPTY, bodyFrom, true, true);
    int status = head.status();
    boolean isEmpty = method.equals("HEAD") || status / 100 == 1 || status == 204 || status == 304;
    boolean isTunnel = method.equals("CONNECT") && status / 100 == 2;
    if (status == 0) {
      return body(UNTIL_END);
    }
    return body(isEmpty || isTunnel ? 0 : statedLength(UNTIL_END));
  }

  private void scanHead() {
    from = position;
    fields = new ArrayList<>();
    hasWholeHead = false;
    startLine = line();
    while (startLine.isEmpty() && !isAtEnd()) {
      startLine = line();
    }
    while (!isAtEnd() && !hasWholeHead) {
      scanField();
    }
    bodyFrom = position;
  }

  private void scanField() {
    int lineFrom = position;
    String line = line();
    if (line.isEmpty()) {
      hasWholeHead = true;
      return;
    }
    int lineTo = lineFrom + line.length();
    boolean isFolded = (line.charAt(0) == ' ' || line.charAt(0) == '\t') && !fields.isEmpty();
    int colon = line.indexOf(':');
    if (isFolded) {
      Message.Field folded = fields.remove(fields.size() - 1);
      fields.add(
          new Message.Field(
              folded.name(), folded.value() + " " + line.strip(), folded.valueFrom(), lineTo));
    } else if (colon > 0) {
      int valueFrom = colon + 1;
      while (valueFrom < line.length() && " \t".indexOf(line.charAt(valueFrom)) != -1) {
        valueFrom++;
      }
      String name = line.substring(0, colon).strip();
      String value = line.substring(valueFrom).strip();
      fields.add(new Message.Field(name, value, lineFrom + valueFrom, lineTo));
    }
  }

  /** The line there, as ISO-8859-1 and so with a character a byte, without its end. */
  private String line() {
    int lineFrom = position;
    int lineFeed = bytes.indexOf(ByteString.of((byte) '\n'), position);
    position = lineFeed == -1 ? bytes.size() : lineFeed + 1;
    int to = lineFeed == -1 ? bytes.size() : lineFeed;
    if (to > lineFrom && bytes.getByte(to - 1) == '\r') {
      to--;
    }
    return bytes.substring(lineFrom, to).string(StandardCharsets.ISO_8859_1);
  }

  /** The length of the body by its fields, or {@code otherwise}. */
  private int statedLength(int otherwise) {
    String coding = value("Transfer-Encoding").toLowerCase(Locale.ROOT);
    String length = value("Content-Length");
    if (!coding.isEmpty()) {
      return coding.endsWith("chunked") ? CHUNKED : UNTIL_END;
    }
    if (length.isEmpty()) {
      return otherwise;
    }
    return length.matches("\\d{1,9}") ? Integer.parseInt(length) : UNTIL_END;
  }

  private String value(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Message.Field::value)
        .findFirst()
        .orElse("");
  }

  private Message body(int length) {
    if (!hasWholeHead) {
      return message(ByteString.EMPTY, bytes.size(), false, false);
    }
    if (length == CHUNKED) {
      return chunks();
    }
    boolean isThere = length != UNTIL_END && length <= bytes.size() - position;
    int end = isThere ? position + length : bytes.size();
    return message(
        bytes.substring(position, end), end, isThere || length == UNTIL_END, length != UNTIL_END);
  }

  private Message chunks() {
    Buffer body = new Buffer();
    while (true) {
      String size = line().split(";", 2)[0].strip();
      if (!size.matches("[0-9a-fA-F]{1,7}")) {
        return message(body.readByteString(), bytes.size(), false, true);
      }
      int byteCount = Integer.parseInt(size, 16);
      if (byteCount > bytes.size() - position) {
        return message(body.readByteString(), bytes.size(), false, true);
      }
      if (byteCount == 0) {
        boolean isComplete = skipTrailers();
        return message(body.readByteString(), position, isComplete, true);
      }
      body.write(bytes.substring(position, position + byteCount));
      position += byteCount;
      line();
    }
  }

  private boolean skipTrailers() {
    while (!isAtEnd()) {
      if (line().isEmpty()) {
        return bytes.getByte(position - 1) == '\n';
      }
    }
    return false;
  }

  private Message message(ByteString body, int end, boolean isComplete, boolean isFramed) {
    position = end;
    return new Message(
        startLine, List.copyOf(fields), from, bodyFrom, end, body, isComplete, isFramed);
  }
}
