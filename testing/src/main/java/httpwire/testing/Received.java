package httpwire.testing;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
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

  /** The target up to its query. */
  public String path() {
    int question = target.indexOf('?');
    return question == -1 ? target : target.substring(0, question);
  }

  /**
   * The decoded value of the first parameter of that name in the query; an empty text if there is
   * none. {@code +} is a space.
   */
  public String query(String name) {
    int question = target.indexOf('?');
    String query = question == -1 ? "" : target.substring(question + 1);
    for (String parameter : query.split("&")) {
      String[] parts = parameter.split("=", 2);
      if (decoded(parts[0]).equals(name)) return parts.length == 1 ? "" : decoded(parts[1]);
    }
    return "";
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
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
