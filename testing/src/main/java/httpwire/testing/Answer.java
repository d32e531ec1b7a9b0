package httpwire.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okio.Buffer;
import okio.ByteString;

/**
 * What an {@link AnsweringPeer} sends for a request, how fast, and what it then does. Immutable. No
 * duration may be negative or longer than an hour.
 */
public final class Answer {
  /** What happens to the connection after an answer. */
  public enum After {
    /** It is kept for the next request. */
    KEEP,
    /** It is closed. */
    CLOSE,
    /** It is reset. */
    RESET,
    /** Nothing more is sent on it, and it stays open until the client or the peer closes it. */
    STALL
  }

  private final List<String> head;
  private final ByteString body;
  private final Form form;
  private final After after;
  private final Timing timing;

  /** How the body is framed: as it is, by Content-Length, or in chunks of so many bytes. */
  private record Form(boolean isRaw, int chunkByteCount) {
    static final Form LENGTH = new Form(false, 0);
    static final Form RAW = new Form(true, 0);
  }

  /** How much of the body is sent, when, and how fast. */
  private record Timing(Duration delay, Pace pace, int maxByteCount) {
    static final Timing AT_ONCE = new Timing(Duration.ZERO, Pace.UNBOUNDED, Integer.MAX_VALUE);
  }

  private Answer(List<String> head, ByteString body, Form form, After after, Timing timing) {
    this.head = head;
    this.body = body;
    this.form = form;
    this.after = after;
    this.timing = timing;
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
    return new Answer(List.copyOf(head), ByteString.EMPTY, Form.LENGTH, After.KEEP, Timing.AT_ONCE);
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
    return new Answer(List.of(), bytes, Form.RAW, After.KEEP, Timing.AT_ONCE);
  }

  /** Nothing at all, before the connection is closed, reset, or left to stall. */
  public static Answer nothing(After after) {
    return raw(ByteString.EMPTY).then(after);
  }

  /** Nothing at all, before the connection is closed. */
  public static Answer hangUp() {
    return nothing(After.CLOSE);
  }

  /** Nothing at all, before the connection is reset. */
  public static Answer reset() {
    return nothing(After.RESET);
  }

  /** Nothing at all: the client waits until it gives up, or the peer is closed. */
  public static Answer stall() {
    return nothing(After.STALL);
  }

  /** With one more field in the head. */
  public Answer header(String name, String value) {
    if (form.isRaw) {
      throw new IllegalStateException("raw bytes have no head");
    }
    List<String> longer = new ArrayList<>(head);
    longer.add(name + ": " + value);
    return new Answer(List.copyOf(longer), body, form, after, timing);
  }

  /** With this body in UTF-8; Content-Length is added. */
  public Answer body(String text) {
    return body(ByteString.encodeUtf8(text));
  }

  /** With this body; Content-Length is added. */
  public Answer body(ByteString bytes) {
    return new Answer(head, bytes, form, after, timing);
  }

  /** With the body in chunks of so many bytes, the last one shorter, in place of a length. */
  public Answer chunked(int chunkByteCount) {
    require(chunkByteCount > 0, "chunkByteCount < 1: " + chunkByteCount);
    return new Answer(head, body, new Form(form.isRaw, chunkByteCount), after, timing);
  }

  /** With this happening to the connection afterwards. */
  public Answer then(After after) {
    return new Answer(head, body, form, after, timing);
  }

  /** With a wait before its first byte. */
  public Answer delay(Duration length) {
    Script.requireSensible(length);
    return with(new Timing(length, timing.pace, timing.maxByteCount));
  }

  /** With {@code interval} between two bytes of the body; the head is sent at once. */
  public Answer drip(Duration interval) {
    return with(new Timing(timing.delay, Pace.drip(interval), timing.maxByteCount));
  }

  /** With no more than so many bytes of the body in a second, in about twenty pieces a second. */
  public Answer throttle(int bytesPerSecond) {
    return with(new Timing(timing.delay, Pace.ofRate(bytesPerSecond), timing.maxByteCount));
  }

  /**
   * With the head, and only the first bytes of the body as it is framed; of raw bytes, the first of
   * all. Then the connection is closed, unless {@link #then} says that it is reset or stalls.
   */
  public Answer cutAfter(int byteCount) {
    require(byteCount >= 0, "byteCount < 0: " + byteCount);
    return with(new Timing(timing.delay, timing.pace, byteCount));
  }

  After after() {
    boolean isCut = timing.maxByteCount < Integer.MAX_VALUE;
    return isCut && after == After.KEEP ? After.CLOSE : after;
  }

  Duration delay() {
    return timing.delay;
  }

  Pace pace() {
    return timing.pace;
  }

  /** The head with its empty line; nothing of raw bytes. */
  ByteString head() {
    Buffer bytes = new Buffer();
    if (form.isRaw) {
      return bytes.readByteString();
    }
    for (String line : head) {
      bytes.writeUtf8(line).writeUtf8("\r\n");
    }
    if (isBodiless()) {
      return bytes.writeUtf8("\r\n").readByteString();
    }
    if (form.chunkByteCount > 0) {
      bytes.writeUtf8("Transfer-Encoding: chunked\r\n");
    } else {
      bytes.writeUtf8("Content-Length: " + body.size() + "\r\n");
    }
    return bytes.writeUtf8("\r\n").readByteString();
  }

  /** Whether it is a status that has neither a body nor a length (RFC 9110 §8.6). */
  private boolean isBodiless() {
    String status = head.get(0).split(" ", 3)[1];
    return body.size() == 0 && (status.startsWith("1") || status.equals("204"));
  }

  /** What is sent of the body, framed. To HEAD the body is only announced. */
  ByteString body(boolean toHead) {
    if (toHead && !form.isRaw) {
      return ByteString.EMPTY;
    }
    ByteString framed = form.chunkByteCount > 0 && !form.isRaw ? chunks() : body;
    return framed.substring(0, Math.min(framed.size(), timing.maxByteCount));
  }

  private ByteString chunks() {
    Buffer chunks = new Buffer();
    for (int from = 0; from < body.size(); ) {
      int to = from + Math.min(form.chunkByteCount, body.size() - from);
      chunks.writeHexadecimalUnsignedLong(to - from).writeUtf8("\r\n");
      chunks.write(body.substring(from, to)).writeUtf8("\r\n");
      from = to;
    }
    return chunks.writeUtf8("0\r\n\r\n").readByteString();
  }

  private Answer with(Timing timing) {
    return new Answer(head, body, form, after, timing);
  }

  private static void require(boolean held, String message) {
    if (!held) {
      throw new IllegalArgumentException(message);
    }
  }
}
