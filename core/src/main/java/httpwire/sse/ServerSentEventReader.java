package httpwire.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpwire.HttpException.LimitExceeded;
import httpwire.HttpException.UnexpectedResponse;
import httpwire.connection.HttpResponse;
import httpwire.internal.syntax.Decimals;
import java.io.IOException;
import java.time.Duration;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of an event stream (HTML standard, 9.2.5 and 9.2.6) as they come: UTF-8, lines
 * that end with LF, CR or CR LF, an event at each empty line. Whatever the bytes are, they are one:
 * what the standard does not know is ignored, and nothing is refused but too much.
 *
 * <p>The source stays the caller's to close. One thread at a time; blocks while the source does.
 */
public final class ServerSentEventReader {
  /** The type of an event stream. */
  public static final String MEDIA_TYPE = "text/event-stream";

  /** The bound on an event if none is given: 1 MiB. */
  public static final long DEFAULT_MAX_EVENT_BYTES = 1L << 20;

  private static final ByteString BOM = ByteString.decodeHex("efbbbf");
  private static final ByteString LINE_ENDS = ByteString.encodeUtf8("\r\n");

  private final BufferedSource source;
  private final long maxEventBytes;
  private final Buffer data = new Buffer();
  private String type = "";
  private String id;
  private String lastEventId;
  private @Nullable Duration retry;

  /** What the source holds and has no line end; never looked at twice. */
  private long scanned;

  private boolean isBegun;

  /** The line before this one ended with CR: an LF here belongs to that. */
  private boolean isBehindCr;

  /** Reads from the beginning of a stream, events of {@link #DEFAULT_MAX_EVENT_BYTES} at most. */
  public ServerSentEventReader(BufferedSource source) {
    this(source, DEFAULT_MAX_EVENT_BYTES, "");
  }

  /**
   * Reads from the beginning of a stream.
   *
   * @param maxEventBytes for one line, and for the data of one event
   * @param lastEventId what a stream before this one came to; counts until this one says another
   */
  public ServerSentEventReader(BufferedSource source, long maxEventBytes, String lastEventId) {
    if (maxEventBytes < 1)
      throw new IllegalArgumentException("maxEventBytes < 1: " + maxEventBytes);
    this.source = source;
    this.maxEventBytes = maxEventBytes;
    this.id = lastEventId;
    this.lastEventId = lastEventId;
  }

  /**
   * Checks that a response is an event stream: 200 and {@code text/event-stream}. Reads nothing of
   * its body and leaves it open.
   *
   * @throws UnexpectedResponse if it is none; the standard then wants no reconnection
   */
  public static void requireEventStream(HttpResponse response) throws UnexpectedResponse {
    int status = response.getStatus();
    boolean isTyped = MEDIA_TYPE.equals(response.getHeaders().contentType());
    if (status == 200 && isTyped) return;
    String got = status == 200 ? "Content-Type is not " + MEDIA_TYPE : "the status is " + status;
    throw new UnexpectedResponse(
        "no event stream: " + got,
        response.getUrl(),
        status,
        response.getReason(),
        response.getHeaders(),
        ByteString.EMPTY);
  }

  /** What a reconnection sends as {@code Last-Event-ID}; empty if there is nothing to send. */
  public String getLastEventId() {
    return lastEventId;
  }

  /** How long to wait before a reconnection; null if the stream has not said so. */
  public @Nullable Duration getRetry() {
    return retry;
  }

  /**
   * Reads the next event; null at the end of the source. An event that no empty line ends is none.
   * If the source gets more to read after its end, as an {@link okio.Buffer} does, reading goes on
   * where it was.
   *
   * @throws LimitExceeded if a line, or the event's data, is longer than allowed
   */
  public @Nullable ServerSentEvent readEvent() throws IOException {
    while (true) {
      ByteString line = readLine();
      if (line == null) return null;
      if (line.size() > 0) take(line);
      else if (endsEvent()) return dispatch();
    }
  }

  // 1. Lines.

  /** A line without its end; null if there is none that is whole. */
  private @Nullable ByteString readLine() throws IOException {
    if (!begin() || !skipLfBehindCr()) return null;
    long end = indexOfLineEnd();
    if (end < 0) return null;
    ByteString line = source.readByteString(end);
    isBehindCr = source.readByte() == '\r';
    scanned = 0;
    return line;
  }

  /** Skips the byte order mark, of which there may be one. */
  private boolean begin() throws IOException {
    for (int i = 0; !isBegun && i < BOM.size(); i++) {
      if (!source.request(i + 1)) return false;
      if (source.getBuffer().getByte(i) != BOM.getByte(i)) isBegun = true;
    }
    if (!isBegun) source.skip(BOM.size());
    isBegun = true;
    return true;
  }

  private boolean skipLfBehindCr() throws IOException {
    if (!isBehindCr) return true;
    if (!source.request(1)) return false;
    if (source.getBuffer().getByte(0) == '\n') source.skip(1);
    isBehindCr = false;
    return true;
  }

  private long indexOfLineEnd() throws IOException {
    while (true) {
      Buffer ahead = source.getBuffer();
      long end = ahead.indexOfElement(LINE_ENDS, scanned);
      long lineByteCount = end < 0 ? ahead.size() : end;
      if (lineByteCount > maxEventBytes) throw tooLong("a line of the event stream");
      if (end >= 0) return end;
      scanned = ahead.size();
      if (!source.request(scanned + 1)) return -1;
    }
  }

  private LimitExceeded tooLong(String what) {
    return new LimitExceeded(what + " is longer than " + maxEventBytes + " bytes");
  }

  // 2. Fields.

  private void take(ByteString line) throws IOException {
    int colon = line.indexOf(new byte[] {':'});
    if (colon == 0) return; // A comment.
    int nameEnd = colon < 0 ? line.size() : colon;
    int from = Math.min(nameEnd + 1, line.size());
    if (from < line.size() && line.getByte(from) == ' ') from++;
    take(text(line.substring(0, nameEnd)), line.substring(from));
  }

  private void take(String name, ByteString value) throws IOException {
    switch (name) {
      case "data" -> takeData(value);
      case "event" -> type = text(value);
      case "id" -> takeId(value);
      case "retry" -> takeRetry(value);
      default -> {} // As the standard says.
    }
  }

  private void takeData(ByteString value) throws IOException {
    if (data.size() + value.size() > maxEventBytes) throw tooLong("the data of an event");
    data.write(value).writeByte('\n');
  }

  private void takeId(ByteString value) {
    if (value.indexOf(new byte[] {0}) < 0) id = text(value);
  }

  private void takeRetry(ByteString value) {
    long millis = Decimals.parseDecimal(text(value));
    if (millis != Decimals.INVALID) retry = Duration.ofMillis(millis);
  }

  // 3. Events.

  /** What an empty line does; whether there is something to hand out. */
  private boolean endsEvent() {
    lastEventId = id;
    if (data.exhausted()) type = "";
    return !data.exhausted();
  }

  private ServerSentEvent dispatch() throws IOException {
    String lines = text(data.readByteString(data.size() - 1));
    data.clear();
    String named = type.isEmpty() ? ServerSentEvent.MESSAGE : type;
    type = "";
    return new ServerSentEvent(lastEventId, named, lines, retry);
  }

  /** The JDK's decoder puts U+FFFD in place of what is no UTF-8, as the standard wants it. */
  private static String text(ByteString bytes) {
    return bytes.string(UTF_8);
  }
}
