package httpwire.testing;

import java.util.ArrayList;
import java.util.List;
import okio.Buffer;
import okio.ByteString;

/** What an {@link AnsweringPeer} sends for a request, and what it then does. Immutable. */
public final class Answer {
  /** What happens to the connection after an answer. */
  public enum After {
    /** It is kept for the next request. */
    KEEP,
    /** It is closed. */
    CLOSE,
    /** It is reset. */
    RESET
  }

  private final List<String> head;
  private final ByteString body;
  private final boolean isRaw;
  private final After after;

  private Answer(List<String> head, ByteString body, boolean isRaw, After after) {
    this.head = head;
    this.body = body;
    this.isRaw = isRaw;
    this.after = after;
  }

  /**
   * A response without a body.
   *
   * @param status the code; the reason phrase is made up
   * @param fields whole lines, such as {@code Location: /}
   */
  public static Answer of(int status, String... fields) {
    List<String> head = new ArrayList<>();
    head.add("HTTP/1.1 " + status + " Reason");
    head.addAll(List.of(fields));
    return new Answer(List.copyOf(head), ByteString.EMPTY, false, After.KEEP);
  }

  /** A response with status 200 and that body. */
  public static Answer ok(String body) {
    return of(200).body(body);
  }

  /** These bytes as they are, which need not be a response. */
  public static Answer raw(String bytes) {
    return raw(ByteString.encodeUtf8(bytes));
  }

  /** Like {@link #raw(String)}. */
  public static Answer raw(ByteString bytes) {
    return new Answer(List.of(), bytes, true, After.KEEP);
  }

  /** Nothing at all, before the connection is closed or reset. */
  public static Answer nothing(After after) {
    return raw(ByteString.EMPTY).then(after);
  }

  /** With this body in UTF-8; Content-Length is added. */
  public Answer body(String text) {
    return body(ByteString.encodeUtf8(text));
  }

  /** With this body; Content-Length is added. */
  public Answer body(ByteString bytes) {
    return new Answer(head, bytes, isRaw, after);
  }

  /** With this happening to the connection afterwards. */
  public Answer then(After after) {
    return new Answer(head, body, isRaw, after);
  }

  After after() {
    return after;
  }

  /** All of it. To HEAD the body is only announced. */
  ByteString bytes(String method) {
    if (isRaw) return body;
    Buffer bytes = new Buffer();
    for (String line : head) bytes.writeUtf8(line).writeUtf8("\r\n");
    bytes.writeUtf8("Content-Length: " + body.size() + "\r\n\r\n");
    if (!method.equals("HEAD")) bytes.write(body);
    return bytes.readByteString();
  }
}
