package httpwire.sse;

import httpwire.HttpException.LimitExceeded;
import httpwire.HttpException.UnexpectedResponse;
import httpwire.connection.HttpResponse;
import httpwire.internal.syntax.Decimals;
import httpwire.internal.syntax.Utf8;
import java.io.IOException;
import java.time.Duration;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of an event stream (HTML standard, 9.2.5 and 9.2.6) as they arrive. A stream is
 * UTF-8; its lines end with LF, CR or CR LF, and an empty line ends an event. Any bytes are a valid
 * stream: what the standard does not define is ignored, and only a line or an event that is too
 * long is an error.
 *
 * <p>The caller closes the source. One thread at a time; a read blocks while the source does.
 */
public final class ServerSentEventReader {
  /** The media type of an event stream. */
  public static final String MEDIA_TYPE = "text/event-stream";

  /** The default bound on the size of an event: 1 MiB. */
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

  /** How many of the buffered bytes were searched for a line end; none is searched twice. */
  private long scanned;

  private boolean isBegun;

  /** Whether the previous line ended with CR: an LF that comes next belongs to its end. */
  private boolean isAfterCr;

  /** Reads a stream from its beginning; an event may have {@link #DEFAULT_MAX_EVENT_BYTES}. */
  public ServerSentEventReader(BufferedSource source) {
    this(source, DEFAULT_MAX_EVENT_BYTES, "");
  }

  /**
   * Reads a stream from its beginning.
   *
   * @param maxEventBytes the most bytes of one line, and of the data of one event
   * @param lastEventId the last event ID of the stream before a reconnection, or empty; holds until
   *     this stream sets another
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
   * Checks that a response is an event stream: its status is 200 and its type {@code
   * text/event-stream}. Does not read its body and leaves it open.
   *
   * @throws UnexpectedResponse if it is not; according to the standard a client must not reconnect
   *     then
   */
  public static void requireEventStream(HttpResponse response) throws UnexpectedResponse {
    int status = response.getStatus();
    boolean isTyped = MEDIA_TYPE.equals(response.getHeaders().contentType());
    if (status == 200 && isTyped) return;
    String got = status == 200 ? "Content-Type is not " + MEDIA_TYPE : "the status is " + status;
    throw new UnexpectedResponse(
        "not an event stream: " + got,
        response.getUrl(),
        status,
        response.getReason(),
        response.getHeaders(),
        ByteString.EMPTY);
  }

  /** The {@code Last-Event-ID} to reconnect with; empty if there is none. */
  public String getLastEventId() {
    return lastEventId;
  }

  /** How long to wait before reconnecting; null if the stream has not said so. */
  public @Nullable Duration getRetry() {
    return retry;
  }

  /**
   * Reads the next event; null at the end of the source. An event that is not ended by an empty
   * line is not returned. If more bytes are added to the source after its end, as to an {@link
   * okio.Buffer}, the next call goes on where this one stopped.
   *
   * @throws LimitExceeded if a line, or the data of the event, is longer than allowed
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

  /** A line without its line end; null if the source ends before that. */
  private @Nullable ByteString readLine() throws IOException {
    if (!begin() || !skipLfAfterCr()) return null;
    long end = indexOfLineEnd();
    if (end < 0) return null;
    ByteString line = source.readByteString(end);
    isAfterCr = source.readByte() == '\r';
    scanned = 0;
    return line;
  }

  /**
   * Skips a byte order mark at the beginning of the stream; false if the source ends before it is
   * clear whether there is one.
   */
  private boolean begin() throws IOException {
    for (int i = 0; !isBegun && i < BOM.size(); i++) {
      if (!source.request(i + 1)) return false;
      if (source.getBuffer().getByte(i) != BOM.getByte(i)) isBegun = true;
    }
    if (!isBegun) source.skip(BOM.size());
    isBegun = true;
    return true;
  }

  private boolean skipLfAfterCr() throws IOException {
    if (!isAfterCr) return true;
    if (!source.request(1)) return false;
    if (source.getBuffer().getByte(0) == '\n') source.skip(1);
    isAfterCr = false;
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
      default -> {} // The standard ignores other fields.
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

  /** Ends an event at an empty line; whether it has data and so must be returned. */
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

  private static String text(ByteString bytes) {
    return Utf8.decode(bytes.toByteArray(), bytes.size());
  }
}
