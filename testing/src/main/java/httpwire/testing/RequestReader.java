package httpwire.testing;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;

/** Reads requests of well-behaved clients, within bounds. */
final class RequestReader {
  private static final long MAX_HEAD_BYTES = 1 << 20;
  private static final long MAX_BODY_BYTES = 256L << 20;

  private final BufferedSource source;
  private final int connection;
  private int count;
  private long headByteCount;

  RequestReader(BufferedSource source, int connection) {
    this.source = source;
    this.connection = connection;
  }

  /**
   * The next request.
   *
   * @throws EOFException if there is none, or the client left within it
   * @throws MalformedRequest if what came is not a request, or is too long
   */
  Received read() throws IOException {
    headByteCount = 0;
    String text = line();
    String[] words = text.split(" ", 3);
    if (words.length != 3 || words[0].isEmpty() || !words[2].startsWith("HTTP/")) {
      throw malformed("request line", text);
    }
    List<Map.Entry<String, String>> fields = fields();
    Received head = new Received(words[0], words[1], fields, ByteString.EMPTY, connection, count++);
    return new Received(
        head.method(), head.target(), fields, body(head), connection, head.before());
  }

  private ByteString body(Received head) throws IOException {
    Buffer body = new Buffer();
    String length = head.field("Content-Length");
    if (!head.field("Transfer-Encoding").isEmpty()) {
      readChunks(body);
    } else if (!length.isEmpty()) {
      readBytes(body, number(length, 10, "Content-Length"));
    }
    return body.readByteString();
  }

  private List<Map.Entry<String, String>> fields() throws IOException {
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw malformed("field", line);
      }
      fields.add(Map.entry(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return List.copyOf(fields);
  }

  private void readChunks(Buffer body) throws IOException {
    while (true) {
      headByteCount = 0;
      String text = line();
      long size = number(text.split(";", 2)[0].strip(), 16, "chunk size");
      readBytes(body, size);
      if (size == 0) break;
      String end = line();
      if (!end.isEmpty()) {
        throw malformed("end of a chunk", end);
      }
    }
    fields();
  }

  private void readBytes(Buffer body, long byteCount) throws IOException {
    if (byteCount > MAX_BODY_BYTES - body.size()) {
      throw new MalformedRequest("a body of more than " + MAX_BODY_BYTES + " bytes");
    }
    source.readFully(body, byteCount);
  }

  private static long number(String text, int radix, String what) throws MalformedRequest {
    try {
      long number = Long.parseLong(text, radix);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw malformed(what, text);
  }

  private String line() throws IOException {
    long limit = MAX_HEAD_BYTES - headByteCount;
    try {
      String line = source.readUtf8LineStrict(limit);
      headByteCount += line.length() + 2;
      return line;
    } catch (EOFException e) {
      if (source.getBuffer().size() > limit) {
        throw new MalformedRequest("a head of more than " + MAX_HEAD_BYTES + " bytes");
      }
      throw e;
    }
  }

  private static MalformedRequest malformed(String what, String text) {
    return new MalformedRequest(
        "malformed " + what + ": " + Escaped.brief(ByteString.encodeUtf8(text)));
  }
}
