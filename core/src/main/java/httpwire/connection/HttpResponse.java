package httpwire.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpwire.CloseReason;
import httpwire.Headers;
import httpwire.HttpException;
import httpwire.HttpException.UnexpectedResponse;
import httpwire.HttpVersion;
import httpwire.Limits;
import httpwire.internal.syntax.Secrets;
import httpwire.internal.wire.BodyEnd;
import httpwire.internal.wire.BodyReader;
import httpwire.internal.wire.HeadReader;
import httpwire.internal.wire.Printable;
import httpwire.internal.wire.ResponseHead;
import httpwire.transport.Transport;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import okio.Okio;
import okio.Source;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A response whose head was read and whose body waits (http.client: HTTPResponse).
 *
 * <ol>
 *   <li>{@link #getStatus}, {@link #getHeaders} and the rest of the head
 *   <li>one way, or several in turn, to read the body: {@link #read()}, {@link #readInto}, {@link
 *       #readLine()}, {@link #source}, {@link #text()}
 *   <li>its end: the connection goes on, or is closed if {@link #willClose}
 * </ol>
 *
 * <p>A body that ends too early throws {@link httpwire.HttpException.IncompleteRead} on every way
 * to read it, never a short result. Whoever does not read to the end closes the response, and with
 * it the connection, whose next bytes would belong to nobody. One thread at a time.
 */
public final class HttpResponse implements Closeable {
  /** What {@link #saveTo} moves at once: eight segments. */
  private static final int FILE_BLOCK_BYTES = 64 << 10;

  private static final String CLOSED = "the response was closed before its end";

  private final ResponseHead head;
  private final BodyReader body;
  private final @Nullable Lease lease;
  private final Set<CloseReason> parsedReasons;
  private @Nullable BufferedSource source;

  /** A response that is read under {@code lease}. */
  HttpResponse(ResponseHead head, BodyReader body, Lease lease) {
    this(head, body, lease, Set.of());
  }

  /** A response that came from elsewhere, and what it says of the connection it once came by. */
  HttpResponse(ResponseHead head, BodyReader body, Set<CloseReason> reasons) {
    this(head, body, null, reasons);
  }

  private HttpResponse(
      ResponseHead head, BodyReader body, @Nullable Lease lease, Set<CloseReason> reasons) {
    this.head = head;
    this.body = body;
    this.lease = lease;
    this.parsedReasons = reasons;
  }

  /**
   * Reads a response from anywhere: a file, a cache, a socket of the caller's (http.client: {@code
   * HTTPResponse(sock, method=method)} and its {@code begin()}). Interim responses before it are
   * skipped. The source stays the caller's: the response takes from it what the framing says, and
   * closing the response does not close it.
   *
   * @param method of the request it answers, since a response to HEAD has no body
   * @throws httpwire.HttpException if it cannot be read, as {@link HttpConnection#readResponse}
   */
  public static HttpResponse parse(BufferedSource source, String method) throws IOException {
    return parse(source, method, Limits.DEFAULT);
  }

  /** As {@link #parse(BufferedSource, String)}, within limits. */
  public static HttpResponse parse(BufferedSource source, String method, Limits limits)
      throws IOException {
    return new ParsedResponse(method).read(source, limits);
  }

  /**
   * Reads a field section up to and including its empty line (http.client: parse_headers). Takes
   * not a byte more from {@code source}.
   */
  public static Headers parseHeaders(BufferedSource source) throws IOException {
    return parseHeaders(source, Limits.DEFAULT);
  }

  /** As {@link #parseHeaders(BufferedSource)}, within limits. */
  public static Headers parseHeaders(BufferedSource source, Limits limits) throws IOException {
    return HeadReader.ofHeads(source, limits).readFields();
  }

  // 1. The head.

  /** The status code, 100 to 999; {@link httpwire.HttpStatus#of} knows its name. */
  public int getStatus() {
    return head.status();
  }

  /** The reason phrase as it came, possibly empty. */
  public String getReason() {
    return head.reason();
  }

  public HttpVersion getVersion() {
    return head.version();
  }

  public Headers getHeaders() {
    return head.headers();
  }

  /** The values of that name joined with {@code ", "}, or null (http.client: getheader). */
  public @Nullable String getHeader(String name) {
    return head.headers().joined(name);
  }

  /** As {@link #getHeader(String)}, with a value for when there is none. */
  public String getHeader(String name, String defaultValue) {
    String value = getHeader(name);
    return value == null ? defaultValue : value;
  }

  /** The URL that was asked for; empty for one that was {@link #parse parsed}. */
  public String getUrl() {
    return lease == null ? "" : lease.exchange().url();
  }

  /** The trailer fields of a chunked body, kept apart from the head; empty before its end. */
  public Headers getTrailers() {
    return body.trailers();
  }

  /** Whether the connection ends with this response (http.client: will_close). */
  public boolean willClose() {
    return !closeReasons().isEmpty();
  }

  /** Why the connection ends with this response; empty if it does not. */
  public Set<CloseReason> getCloseReasons() {
    Set<CloseReason> reasons = closeReasons();
    return reasons.isEmpty() ? EnumSet.noneOf(CloseReason.class) : EnumSet.copyOf(reasons);
  }

  private Set<CloseReason> closeReasons() {
    return lease == null ? parsedReasons : lease.closeReasons();
  }

  /** Whether nothing more can be read: the end was reached, or {@link #close} called. */
  public boolean isClosed() {
    return body.end() != null;
  }

  /**
   * This response if its status is 2xx; else the end of it. Up to 64 KiB of its body are read then,
   * and if that is not all, the connection is closed. If the body breaks off, the exception has
   * what came of it.
   *
   * @throws httpwire.HttpException.UnexpectedResponse for any other status, 3xx too
   * @throws IllegalStateException if {@link #close} was called before the end of the body
   */
  public HttpResponse orThrow() throws IOException {
    if (getStatus() / 100 == 2) return this;
    requireNotClosed();
    HttpException unexpected = Explanation.of(this);
    throw lease == null ? unexpected : lease.exchange().describe(unexpected);
  }

  /** Method and URL for messages, without secrets; a parsed response knows neither. */
  String requested() {
    if (lease == null) return "a parsed response";
    return lease.exchange().head().method() + " " + Secrets.shownUrl(getUrl());
  }

  // 2. The body.

  /**
   * Reads what is left of the body, at most {@link Limits#maxBufferedBodyBytes}; empty at the end.
   *
   * @throws httpwire.HttpException.IncompleteRead if the body is cut, with the bytes before the cut
   * @throws httpwire.HttpException.LimitExceeded if it is longer; it can still be read otherwise
   */
  public ByteString read() throws IOException {
    try (ThreadGuard held = enter()) {
      return body.readAll();
    }
  }

  /** Reads up to {@code byteCount} bytes, fewer only at the end; all if it is negative. */
  public ByteString read(long byteCount) throws IOException {
    if (byteCount < 0) return read();
    try (ThreadGuard held = enter()) {
      return body.readUpTo(byteCount);
    }
  }

  /** Reads what one read of the wire gives; empty only at the end. */
  public ByteString read1() throws IOException {
    return read1(-1);
  }

  /** As {@link #read1()}, up to {@code byteCount} bytes; no bound of the caller's if negative. */
  public ByteString read1(long byteCount) throws IOException {
    try (ThreadGuard held = enter()) {
      return body.readOnce(byteCount < 0 ? Long.MAX_VALUE : byteCount);
    }
  }

  /** Fills {@code sink} from the body; the count, less than its length only at the end, or -1. */
  public int readInto(byte[] sink) throws IOException {
    return readInto(sink, 0, sink.length);
  }

  /** As {@link #readInto(byte[])}, into a part of the array. */
  public int readInto(byte[] sink, int offset, int byteCount) throws IOException {
    try (ThreadGuard held = enter()) {
      return body.readInto(sink, offset, byteCount);
    }
  }

  /** Reads a line with its LF, or what is left; empty at the end. */
  public ByteString readLine() throws IOException {
    return readLine(-1);
  }

  /** As {@link #readLine()}, never more than {@code limit} bytes; no bound if it is negative. */
  public ByteString readLine(long limit) throws IOException {
    try (ThreadGuard held = enter()) {
      return body.readLine(limit < 0 ? Long.MAX_VALUE : limit);
    }
  }

  /**
   * The lines that are left, each with its LF, in one list (http.client: readlines).
   *
   * @param hint stops after the line with which so many bytes are reached; no bound of the caller's
   *     if it is not positive. In all at most {@link Limits#maxBufferedBodyBytes}
   */
  public List<ByteString> readLines(long hint) throws IOException {
    List<ByteString> lines = new ArrayList<>();
    long byteCount = 0;
    for (ByteString line = readLine(); line.size() > 0; line = readLine()) {
      lines.add(line);
      byteCount += line.size();
      if (hint > 0 && byteCount >= hint) break;
      body.requireBuffered(byteCount);
    }
    return lines;
  }

  /**
   * The lines that are left, each with its LF, read as they are asked for; {@link
   * UncheckedIOException} for what goes wrong.
   *
   * @throws IllegalStateException if {@link #close} was called before the end of the body
   */
  public Iterable<ByteString> lines() {
    requireNotClosed();
    return Lines::new;
  }

  /**
   * Shows up to {@code byteCount} bytes that come next and leaves them there. Waits only if there
   * is nothing to show; never for, and never shows, bytes after the body.
   */
  public ByteString peek(long byteCount) throws IOException {
    try (ThreadGuard held = enter()) {
      return body.peek(byteCount);
    }
  }

  /**
   * The body as a stream, without a bound; its close() is {@link #close}. What the stream has read
   * ahead counts as read.
   *
   * @throws IllegalStateException if {@link #close} was called before the end of the body; so do
   *     the stream's reads then
   */
  public BufferedSource source() {
    requireNotClosed();
    if (source == null) source = Okio.buffer(new BodyStream());
    return source;
  }

  /**
   * What is left as text, in the charset of Content-Type, else UTF-8; bounded as {@link #read()}.
   *
   * @throws httpwire.HttpException.UnexpectedResponse if the body has a Content-Encoding, which
   *     nobody decoded; {@link #read()} and {@link #text(Charset)} give its bytes as they are
   * @throws IllegalStateException if {@link #close} was called before the end of the body
   */
  public String text() throws IOException {
    requireDecoded();
    Charset charset = getHeaders().charset();
    return text(charset == null ? UTF_8 : charset);
  }

  /**
   * Refuses a body that is not text because of a Content-Encoding that nobody decoded; {@link
   * #text()} asks it, and so does whoever reads text in another way. Reads nothing, but may wait
   * for the first byte, since an empty body is text.
   *
   * @throws httpwire.HttpException.UnexpectedResponse if the body is coded and not at its end
   * @throws IllegalStateException if it is, and {@link #close} was called before its end
   */
  public void requireDecoded() throws IOException {
    String coding = getHeader("Content-Encoding");
    if (coding == null || coding.isBlank() || coding.equalsIgnoreCase("identity")) return;
    requireNotClosed();
    if (peek(1).size() == 0) return;
    HttpException coded =
        new UnexpectedResponse(
            "the body is not text but in the coding "
                + Printable.of(coding)
                + ": decode it, or ask for Accept-Encoding: identity; from "
                + requested(),
            getUrl(),
            getStatus(),
            getReason(),
            getHeaders(),
            ByteString.EMPTY);
    throw lease == null ? coded : lease.exchange().describe(coded);
  }

  /**
   * What is left as text in {@code charset}; bounded as {@link #read()}.
   *
   * @throws IllegalStateException if {@link #close} was called before the end of the body
   */
  public String text(Charset charset) throws IOException {
    requireNotClosed();
    return read().string(charset);
  }

  /**
   * Writes what is left into a file, which is made or emptied first; without a bound.
   *
   * @return the bytes written; after a failure the file holds what came before it
   * @throws IllegalStateException if {@link #close} was called before the end of the body
   */
  public long saveTo(Path file) throws IOException {
    requireNotClosed();
    long byteCount = 0;
    byte[] block = new byte[FILE_BLOCK_BYTES];
    try (OutputStream sink = Files.newOutputStream(file)) {
      for (int n = readSome(block); n >= 0; n = readSome(block)) {
        sink.write(block, 0, n);
        byteCount += n;
      }
    }
    return byteCount;
  }

  private int readSome(byte[] sink) throws IOException {
    try (ThreadGuard held = enter()) {
      return body.take(sink, 0, sink.length);
    }
  }

  /**
   * Hands the connection over after 101, or 2xx to CONNECT: from its source come the bytes after
   * the head, those that were peeked at too, and no bound of ours is left on its time. The caller
   * owns it; this response has nothing more to give.
   *
   * @throws IllegalStateException after any other answer, or if the connection was handed over or
   *     closed
   */
  public Transport upgrade() {
    if (lease == null || !lease.closeReasons().contains(CloseReason.PROTOCOL_SWITCHED)) {
      throw new IllegalStateException("the connection did not switch protocols: " + getStatus());
    }
    if (isClosed()) throw new IllegalStateException("the connection was handed over or closed");
    return lease.handOver(body.handOver());
  }

  // 3. The end.

  /**
   * Ends the reading. If the body was not read to its end, that closes the connection. Any number
   * of times. After it {@link #read()}, {@link #readInto}, {@link #readLine()} and {@link #peek}
   * find nothing, as in http.client, and the other ways to read throw {@link
   * IllegalStateException}; after {@link #cancel} all of them throw {@link
   * HttpException.Cancelled}. If another thread is reading, its read fails.
   */
  @Override
  public void close() {
    if (isClosed()) return;
    if (lease == null) closeNow(null);
    else lease.close(null);
  }

  /**
   * Ends the reading for whoever owns the connection and not for the reader: as {@link #close}, but
   * every later read throws {@code reason}. Does nothing after the end of the body.
   */
  public void takeAway(HttpException.Cancelled reason) {
    if (isClosed()) return;
    if (lease == null) closeNow(reason);
    else lease.close(reason);
  }

  /**
   * Ends the reading in the thread that may.
   *
   * @param reason what later reads throw; null if they find the end
   */
  void closeNow(HttpException.@Nullable Cancelled reason) {
    if (reason == null) body.close();
    else body.close(lease == null ? reason : lease.exchange().describe(reason));
  }

  /** The connection is gone, and who knows why tells it: every read throws {@code failure}. */
  void connectionGone(HttpException failure) {
    body.takeAway(failure);
  }

  /**
   * Cuts the connection under this response at once, if its body was not read to its end; a read
   * that waits fails. By any thread, any number of times; the owner still calls {@link #close}.
   */
  public void cancel() {
    if (lease != null) lease.cancel();
  }

  private @Nullable ThreadGuard enter() throws HttpException {
    return lease == null ? null : lease.enter();
  }

  private void requireNotClosed() {
    if (body.end() == BodyEnd.CLOSED) throw new IllegalStateException(CLOSED);
  }

  private final class BodyStream implements Source {
    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
      requireNotClosed();
      try (ThreadGuard held = enter()) {
        return body.take(sink, byteCount);
      }
    }

    @Override
    public Timeout timeout() {
      return body.timeout();
    }

    @Override
    public void close() {
      HttpResponse.this.close();
    }
  }

  private final class Lines implements Iterator<ByteString> {
    private @Nullable ByteString next;

    @Override
    public boolean hasNext() {
      if (next == null) next = line();
      return next.size() > 0;
    }

    @Override
    public ByteString next() {
      if (!hasNext() || next == null) throw new NoSuchElementException();
      ByteString line = next;
      next = null;
      return line;
    }

    private ByteString line() {
      try {
        return readLine();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
