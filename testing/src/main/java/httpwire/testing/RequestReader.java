package httpwire.testing;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okio.Buffer;
import okio.BufferedSource;

/** Reads requests of well-behaved clients. */
final class RequestReader {
  private final BufferedSource source;
  private final int connection;
  private int count;

  RequestReader(BufferedSource source, int connection) {
    this.source = source;
    this.connection = connection;
  }

  /** The next request; an {@link EOFException} if there is none. */
  Received read() throws IOException {
    String[] line = source.readUtf8LineStrict().split(" ", 3);
    List<Map.Entry<String, String>> fields = fields();
    Received head =
        new Received(line[0], line[1], fields, okio.ByteString.EMPTY, connection, count++);
    Buffer body = new Buffer();
    String length = head.field("Content-Length");
    if (!head.field("Transfer-Encoding").isEmpty()) readChunks(body);
    else if (!length.isEmpty()) source.readFully(body, Long.parseLong(length));
    return new Received(
        head.method(), head.target(), fields, body.readByteString(), connection, head.before());
  }

  private List<Map.Entry<String, String>> fields() throws IOException {
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      fields.add(Map.entry(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return List.copyOf(fields);
  }

  private void readChunks(Buffer body) throws IOException {
    while (true) {
      int size = Integer.parseInt(line(), 16);
      source.readFully(body, size);
      if (size == 0) break;
      line();
    }
    fields();
  }

  private String line() throws IOException {
    return source.readUtf8LineStrict();
  }
}
