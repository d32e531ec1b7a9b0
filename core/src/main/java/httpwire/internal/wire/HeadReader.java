package httpwire.internal.wire;

import httpwire.Headers;
import httpwire.HttpException.BadStatusLine;
import httpwire.HttpException.IncompleteRead;
import httpwire.HttpException.LimitExceeded;
import httpwire.HttpException.RemoteDisconnected;
import httpwire.Limits;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Reads heads and field sections, RFC 9112 §4, §5 and §7.1.2. The limits hold for the final head
 * and the interim heads before it together, and are renewed for the next response.
 *
 * <ol>
 *   <li>the first bytes must be {@code HTTP/}: a peer of another protocol is refused at once
 *   <li>the status line is taken and parsed as soon as it is whole
 *   <li>plain fields that are in the buffer as a whole are read in one pass: {@link PlainFields}
 *   <li>any others are found line by line up to the empty line, taken as one block and checked:
 *       {@link FieldParser}
 * </ol>
 */
public final class HeadReader {
  private static final String HTTP_SLASH = "HTTP/";

  /** How much of a line that is not HTTP is read: one byte more than {@link Printable} shows. */
  private static final int MAX_FOREIGN_LINE_BYTES = 65;

  /**
   * Told of the progress of a head, to bound the time it takes, and of interim responses; ignores
   * what it does not override.
   */
  public interface Watcher {
    /** Called before the first byte of a head is awaited. */
    default void awaitingHead() {}

    /** Called when the first byte of a head has arrived; the rest has its own time limit. */
    default void headBegun() {}

    /** Called when an interim response was read; another head follows. */
    default void interimReceived(ResponseHead head) {}
  }

  private final BufferedSource source;
  private final LineReader lines;
  private final LineReader statusLines;
  private final PlainFields plain;
  private final Buffer.UnsafeCursor cursor = new Buffer.UnsafeCursor();
  private final int maxFields;
  private final int maxInterimResponses;
  private final boolean isBareLfAllowed;
  private int fieldCount;
  private int interimCount;

  /** The latest status line, parsed: on most connections they are all the same. */
  private @Nullable ResponseHead latest;

  private HeadReader(
      BufferedSource source, LineReader lines, Limits limits, boolean isBareLfAllowed) {
    this.source = source;
    this.lines = lines;
    this.statusLines = lines.as("status line");
    this.maxFields = limits.maxFields();
    this.maxInterimResponses = limits.maxInterimResponses();
    this.plain = new PlainFields(limits.maxLineBytes(), maxFields);
    this.isBareLfAllowed = isBareLfAllowed;
  }

  /** A reader of response heads, in which a bare LF may end a line (RFC 9112 §2.2). */
  public static HeadReader ofHeads(BufferedSource source, Limits limits) {
    return ofHeads(new SegmentReader(source), limits);
  }

  /**
   * Like {@link #ofHeads(BufferedSource, Limits)}, with the segment reader that other readers of
   * this source use.
   */
  public static HeadReader ofHeads(SegmentReader segments, Limits limits) {
    LineReader lines =
        new LineReader(segments, "header line", limits.maxLineBytes(), limits.maxHeadBytes());
    return new HeadReader(segments.source(), lines, limits, true);
  }

  /** A reader of one trailer section, in which only CR LF ends a line, as in all chunk framing. */
  static HeadReader ofTrailers(BufferedSource source, Limits limits) {
    return ofTrailers(new SegmentReader(source), limits);
  }

  static HeadReader ofTrailers(SegmentReader segments, Limits limits) {
    LineReader lines =
        new LineReader(segments, "trailer line", limits.maxLineBytes(), limits.maxTrailerBytes());
    return new HeadReader(segments.source(), lines, limits, false);
  }

  /**
   * Reads the final head of the next response and the interim heads before it: RFC 9110 §15.2.
   *
   * @throws RemoteDisconnected if the source ends before the first byte of one of them
   * @throws LimitExceeded if there are too many interim responses
   */
  public ResponseHead readFinalHead(Watcher watcher) throws IOException {
    ResponseHead head = readHead(watcher);
    while (head.isInterim()) head = readHead(watcher);
    restart();
    return head;
  }

  /** Reads one interim head, or the final one; for whoever knows what is ahead. */
  public ResponseHead readHead(Watcher watcher) throws IOException {
    watcher.awaitingHead();
    if (!isThere(1)) throw new RemoteDisconnected();
    watcher.headBegun();
    ResponseHead head = readResponseHead();
    if (!head.isInterim()) return head;
    if (interimCount == maxInterimResponses) {
      throw new LimitExceeded("got more than " + maxInterimResponses + " interim responses");
    }
    interimCount++;
    watcher.interimReceived(head);
    return head;
  }

  /** Renews the limits, because the next head belongs to another response. */
  void restart() {
    lines.restart();
    fieldCount = 0;
    interimCount = 0;
  }

  /**
   * Reads one head, interim or final.
   *
   * @throws RemoteDisconnected if the source ends before its first byte
   * @throws IncompleteRead if it ends later
   * @throws BadStatusLine if it does not begin with a status line
   */
  public ResponseHead readResponseHead() throws IOException {
    return readStatusLine().with(readFields());
  }

  private ResponseHead readStatusLine() throws IOException {
    ResponseHead known = latest;
    if (known != null && isNext(known.statusLine())) {
      lines.skip(known.statusLine().size());
      return known;
    }
    requireHttpSlash();
    byte[] line = lines.take(statusLines.endOfLine(0));
    ResponseHead parsed = StatusLineParser.parse(ByteString.of(line));
    latest = parsed;
    return parsed;
  }

  private boolean isNext(ByteString line) {
    return line.size() <= lines.budget() && source.getBuffer().rangeEquals(0, line);
  }

  /** Reads fields up to and including the empty line (http.client: parse_headers). */
  public Headers readFields() throws IOException {
    Headers fields = readPlainFields();
    return fields != null ? fields : readAnyFields();
  }

  /**
   * The fields if all of them are in the first segment of the buffer, plain and within the limits;
   * else null.
   */
  private @Nullable Headers readPlainFields() throws IOException {
    Headers fields;
    int byteCount;
    try (Buffer.UnsafeCursor first = SegmentReader.reading(source.getBuffer(), cursor)) {
      if (first.next() == -1) return null;
      int end = plain.scan(first.data, first.start, first.end);
      byteCount = end - first.start;
      boolean isWithin = byteCount <= lines.budget() && plain.count() <= maxFields - fieldCount;
      if (end == PlainFields.NOT_PLAIN || !isWithin) return null;
      fields = plain.fields(first.data, first.start, end);
    }
    fieldCount += fields.size();
    lines.skip(byteCount);
    return fields;
  }

  private Headers readAnyFields() throws IOException {
    int lineCount = 0;
    long from = 0;
    long end = lines.endOfLine(0);
    while (!lines.isEmptyLine(from, end)) {
      if (++fieldCount > maxFields) {
        String fields = isBareLfAllowed ? " headers" : " trailer fields";
        throw new LimitExceeded("got more than " + maxFields + fields);
      }
      lineCount++;
      from = end;
      end = lines.endOfLine(from);
    }
    return FieldParser.parse(lines.take(end), lineCount, isBareLfAllowed);
  }

  private void requireHttpSlash() throws IOException {
    Buffer ahead = source.getBuffer();
    if (!isThere(1)) throw new RemoteDisconnected();
    for (int i = 0; i < HTTP_SLASH.length(); i++) {
      if (!isThere(i + 1)) throw new IncompleteRead(ahead.snapshot(), -1);
      if (ahead.getByte(i) != HTTP_SLASH.charAt(i)) throw new BadStatusLine(foreignLine());
    }
  }

  /**
   * The first line of a peer that does not speak HTTP, for the message. Waits for the end of the
   * line, a maximal length or the end of the source, so that the message does not depend on how the
   * bytes arrive.
   */
  private String foreignLine() {
    Buffer ahead = source.getBuffer();
    long lf = -1;
    try {
      lf = source.indexOf((byte) '\n', 0, MAX_FOREIGN_LINE_BYTES);
    } catch (IOException cut) {
      lf = ahead.indexOf((byte) '\n', 0, MAX_FOREIGN_LINE_BYTES);
    }
    Buffer line = new Buffer();
    ahead.copyTo(line, 0, Math.min(lf < 0 ? ahead.size() : lf, MAX_FOREIGN_LINE_BYTES));
    return Printable.of(line.readString(StandardCharsets.ISO_8859_1).stripTrailing());
  }

  /** Whether the source has so many bytes; false if it ends before, in order or cut off. */
  private boolean isThere(long byteCount) throws IOException {
    try {
      return source.request(byteCount);
    } catch (EOFException cut) {
      return false;
    }
  }
}
