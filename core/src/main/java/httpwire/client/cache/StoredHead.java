package httpwire.client.cache;

import httpwire.Headers;
import httpwire.connection.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A {@link StoredResponse} as bytes:
 *
 * <pre>
 * httpwire 1
 * https://www.example/a
 * 1760000000000 1760000000123 valid
 * accept-encoding,accept-language 5f3a…
 * 200 OK
 * Name: value
 *
 * </pre>
 */
final class StoredHead {
  private static final String VERSION = "httpwire 1";
  private static final String NO_NAMES = "-";
  private static final int LEAST_STATUS = 200;
  private static final int MOST_STATUS = 999;

  private StoredHead() {}

  static ByteString write(StoredResponse response) {
    Buffer head = new Buffer();
    line(head, VERSION);
    line(head, response.url());
    line(
        head,
        response.requestTime().toEpochMilli()
            + " "
            + response.responseTime().toEpochMilli()
            + (response.isInvalid() ? " invalid" : " valid"));
    Variant variant = response.variant();
    String names = variant.names().isEmpty() ? NO_NAMES : String.join(",", variant.names());
    line(head, names + " " + variant.digest());
    line(head, response.status() + " " + response.reason());
    try {
      response.headers().writeTo(head);
    } catch (IOException e) {
      throw new AssertionError("writing into memory", e);
    }
    return head.writeUtf8("\r\n").readByteString();
  }

  private static void line(Buffer head, String text) {
    head.writeString(text, StandardCharsets.ISO_8859_1).writeByte('\n');
  }

  /** Null if the bytes are not such a head. */
  static @Nullable StoredResponse read(ByteString bytes) {
    try {
      Buffer head = new Buffer().write(bytes);
      if (!VERSION.equals(line(head))) return null;
      String url = line(head);
      String[] times = line(head).split(" ", -1);
      String[] variant = line(head).split(" ", -1);
      String status = line(head);
      Headers headers = HttpResponse.parseHeaders(head);
      if (!head.exhausted() || times.length != 3 || variant.length != 2) return null;
      return new StoredResponse(
          url,
          Instant.ofEpochMilli(Long.parseLong(times[0])),
          Instant.ofEpochMilli(Long.parseLong(times[1])),
          new Variant(names(variant[0]), variant[1]),
          !times[2].equals("valid"),
          status(status),
          status.substring(status.indexOf(' ') + 1),
          headers);
    } catch (IOException | RuntimeException e) {
      // Damaged, or of another version: the cache goes on without it.
      return null;
    }
  }

  private static String line(Buffer head) throws IOException {
    long end = head.indexOf((byte) '\n');
    if (end < 0) throw new IOException("the line does not end");
    String line = head.readString(end, StandardCharsets.ISO_8859_1);
    head.skip(1);
    return line;
  }

  private static List<String> names(String text) {
    return text.equals(NO_NAMES) ? List.of() : List.of(text.split(",", -1));
  }

  private static int status(String line) throws IOException {
    int status = Integer.parseInt(line.substring(0, line.indexOf(' ')));
    if (status < LEAST_STATUS || status > MOST_STATUS) throw new IOException("no final status");
    return status;
  }
}
