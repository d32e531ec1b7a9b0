package httpwire.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A head as it was sent or received.
 *
 * @param startLine without its line end
 * @param fields in their order
 * @param byteCount with the empty line
 */
record HarHead(String startLine, List<Map.Entry<String, String>> fields, int byteCount) {
  static HarHead of(ByteString head) {
    String[] lines = head.string(ISO_8859_1).split("\n", -1);
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon < 0) continue;
      String value = lines[i].substring(colon + 1).strip();
      fields.add(new SimpleImmutableEntry<>(lines[i].substring(0, colon), value));
    }
    return new HarHead(lines[0].stripTrailing(), fields, head.size());
  }

  /** The first value of that name, or null. */
  @Nullable String get(String name) {
    for (Map.Entry<String, String> field : fields) {
      if (field.getKey().equalsIgnoreCase(name)) return field.getValue();
    }
    return null;
  }

  String get(String name, String defaultValue) {
    String value = get(name);
    return value == null ? defaultValue : value;
  }

  boolean isChunked() {
    return get("Transfer-Encoding", "").toLowerCase(Locale.ROOT).endsWith("chunked");
  }

  /** Of a request line, or of a status line. */
  String version() {
    boolean isStatusLine = startLine.startsWith("HTTP/");
    int space = isStatusLine ? startLine.indexOf(' ') : startLine.lastIndexOf(' ');
    if (space < 0) return isStatusLine ? startLine : "";
    return isStatusLine ? startLine.substring(0, space) : startLine.substring(space + 1);
  }
}
