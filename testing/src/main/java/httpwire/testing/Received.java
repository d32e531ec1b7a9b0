package httpwire.testing;

import java.util.List;
import java.util.Map;
import okio.ByteString;

/**
 * A request as an {@link AnsweringPeer} has received it.
 *
 * @param fields names and values in their order
 * @param body without chunk framing
 * @param connection which of the peer's connections it came on, from 1
 * @param before how many requests came before it on that connection
 */
public record Received(
    String method,
    String target,
    List<Map.Entry<String, String>> fields,
    ByteString body,
    int connection,
    int before) {

  /**
   * The value of the first field of that name, whatever its case; an empty text if there is none.
   */
  public String field(String name) {
    for (Map.Entry<String, String> field : fields) {
      if (field.getKey().equalsIgnoreCase(name)) return field.getValue();
    }
    return "";
  }

  /** The body in UTF-8. */
  public String text() {
    return body.utf8();
  }

  /** Method and target. */
  @Override
  public String toString() {
    return method + " " + target;
  }
}
