package httpwire.testing;

import java.util.List;
import okio.ByteString;

/**
 * A message within the bytes of one direction.
 *
 * @param startLine without its line end
 * @param from where it begins
 * @param bodyFrom where its body begins, as it is framed
 * @param end where it ends
 * @param body without chunk framing
 * @param isComplete whether it is there to its end, as far as its framing tells
 * @param isFramed whether its own bytes say where it ends; otherwise the rest belongs to it
 */
record Message(
    String startLine,
    List<Field> fields,
    int from,
    int bodyFrom,
    int end,
    ByteString body,
    boolean isComplete,
    boolean isFramed) {

  /**
   * A field.
   *
   * @param valueFrom where its value begins, without the blanks before it
   * @param valueTo where its value ends; blanks after it belong to it
   */
  record Field(String name, String value, int valueFrom, int valueTo) {}

  /** The method of a request. */
  String method() {
    return word(0);
  }

  /** The target of a request. */
  String target() {
    return word(1);
  }

  /** The status of a response; 0 if it has none. */
  int status() {
    return word(1).matches("\\d{3}") ? Integer.parseInt(word(1)) : 0;
  }

  private String word(int index) {
    String[] words = startLine.split(" ", 3);
    return index < words.length ? words[index] : "";
  }
}
