package httpwire.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpwire.CacheOutcome;
import httpwire.Circumstances;
import httpwire.CloseReason;
import httpwire.ContinueAnswer;
import httpwire.Headers;
import httpwire.HttpException;
import httpwire.HttpException.UnexpectedResponse;
import httpwire.HttpUrl;
import httpwire.HttpVersion;
import httpwire.Limits;
import httpwire.Link;
import httpwire.Request;
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
import java.util.List;
import java.util.Set;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import okio.Okio;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A response: its head has been read, its body is read on demand (http.client: HTTPResponse).
 *
 * <ol>
 *   <li>{@link #getStatus}, {@link #getHeaders} and the rest of the head
 *   <li>the body, through one of these methods or several in turn: {@link #read()}, {@link
 *       #readInto}, {@link #readLine()}, {@link #source}, {@link #text()}
 *   <li>the end of the body: the connection can carry the next request, or is closed if {@link
 *       #willClose}
 * </ol>
 *
 * <p>If the body ends too early, every method that reads it throws {@link
 * httpwire.HttpException.IncompleteRead}; none returns a short result. A caller that does not read
 * the body to its end must close the response. That closes the connection too, because the rest of
 * the body would be taken for the next response. One thread at a time.
 */
public final class HttpResponse implements Closeable {
  /** The most bytes {@link #saveTo} copies at once: eight segments. */
  private static final int FILE_BLOCK_BYTES = 64 << 10;

  private static final String CLOSED = "the response was closed before its end";

  private final ResponseHead head;
  private final BodyReader body;
  private final Backing backing;
  private final @Nullable CacheOutcome cacheOutcome;
  private @Nullable BufferedSource source;

  HttpResponse(ResponseHead head, BodyReader body, Backing backing) {
    this(head, body, backing, null);
  }

  HttpResponse(
      ResponseHead head, BodyReader body, Backing backing, @Nullable CacheOutcome cacheOutcome) {
    this.head = head;
    this.body = body;
    this.backing = backing;
    this.cacheOutcome = cacheOutcome;
  }

  /**
   * Reads a response from any source: a file, a cache, a socket (http.client: {@code
   * HTTPResponse(sock, method=method)} and its {@code begin()}). Interim responses before it are
   * skipped. The caller keeps the source: the response takes only its own bytes from it, and
   * closing the response does not close it.
   *
   * @param method the method of the request that it answers, since a response to HEAD has no body
   * @throws httpwire.HttpException if the head cannot be read, as in {@link
   *     HttpConnection#readResponse}
   */
  public static HttpResponse parse(BufferedSource source, String method) throws IOException {
    return parse(source, method, Limits.DEFAULT);
  }

  /** Like {@link #parse(BufferedSource, String)}, within {@code limits}. */
  public static HttpResponse parse(BufferedSource source, String method, Limits limits)
      throws IOException {
    return new ParsedResponse(method).read(source, limits);
  }

  /**
   * Reads a field section up to and including its empty line (http.client: parse_headers), and
   * takes nothing after it from {@code source}.
   */
  public static Headers parseHeaders(BufferedSource source) throws IOException {
    return parseHeaders(source, Limits.DEFAULT);
  }

  /** Like {@link #parseHeaders(BufferedSource)}, within {@code limits}. */
  public static Headers parseHeaders(BufferedSource source, Limits limits) throws IOException {
    return HeadReader.ofHeads(source, limits).readFields();
  }

  /**
   * A builder for a response that no server has sent: a layer's own answer, a cache's, a test's.
   *
   * @param status 100 to 999
   * @throws IllegalArgumentException for any other status
   */
  public static HttpResponseBuilder builder(int status) {
    return new HttpResponseBuilder(status);
  }

  /**
   * A builder for a response in place of this one, which starts with everything that this one has.
   * From {@code build()} on only the new one may be used: it owns the body and the connection.
   */
  public HttpResponseBuilder newBuilder() {
    return new HttpResponseBuilder(this);
  }

  ResponseHead head() {
    return head;
  }

  BodyReader body() {
    return body;
  }

  Backing backing() {
    return backing;
  }

  // 1. The head.

  /** The status code, 100 to 999; {@link httpwire.HttpStatus#of} has its name. */
  public int getStatus() {
    return head.status();
  }

  /** The reason phrase as received; it may be empty. */
  public String getReason() {
    return head.reason();
  }

  /** The version that the status line names; HTTP/1.1 for a later 1.x. */
  public HttpVersion getVersion() {
    return head.version();
  }

  /** The fields of the head, in order. */
  public Headers getHeaders() {
    return head.headers();
  }

  /**
   * The values of the fields called {@code name}, joined with {@code ", "}; null if there is none
   * (http.client: getheader).
   */
  public @Nullable String getHeader(String name) {
    return head.headers().joined(name);
  }

  /** Like {@link #getHeader(String)}, but {@code defaultValue} if there is no such field. */
  public String getHeader(String name, String defaultValue) {
    String value = getHeader(name);
    return value == null ? defaultValue : value;
  }

  /**
   * Where the first Link field of that relation type leads, such as {@code next} to the next page
   * (RFC 8288): resolved against {@link #getUrl}, without a fragment. Null if there is none, or if
   * it is not an http or https URL. It may lead to another origin.
   */
  public @Nullable HttpUrl linkedUrl(String relationType) {
    Link link = head.headers().link(relationType);
    return link == null ? null : link.resolve(getUrl());
  }

  /** The URL of the request; empty for a response that was {@link #parse parsed}. */
  public String getUrl() {
    return backing.url();
  }

  /**
   * What was asked: the request that was given to the connection or client, after a redirect the
   * one that followed it. If it was not given as a {@link Request}, its method and target. Null for
   * a response that was {@link #parse parsed}, or built without one.
   */
  public @Nullable Request getRequest() {
    return backing.request();
  }

  /**
   * The responses before this one in the same call of a client, in their order: redirects, demands
   * for credentials, and those after which the request was repeated. Their bodies are gone. Empty
   * for a connection's own.
   */
  public List<HttpResponse> getHistory() {
    return backing.history();
  }

  /**
   * What the client's cache had to do with this response; null if the client has no cache, or its
   * cache does not answer such requests.
   */
  public @Nullable CacheOutcome getCacheOutcome() {
    return cacheOutcome;
  }

  /**
   * The interim responses before this one, in their order: 100, 102, 103 (RFC 8297) and any other
   * 1xx but 101. Listeners were shown them when they came.
   */
  public List<InterimResponse> getInterimResponses() {
    return backing.interims();
  }

  /**
   * What the server said of {@code Expect: 100-continue} before the body was sent; null if it was
   * not asked and waited for.
   */
  public @Nullable ContinueAnswer getContinueAnswer() {
    Exchange exchange = backing.exchange();
    return exchange == null ? null : exchange.continued();
  }

  /**
   * The head as it was received, byte for byte: the status line, the field lines in their order,
   * case, blanks and folds, and the empty line. Made of its parts for a response that was built.
   */
  public ByteString rawHead() {
    return head.raw();
  }

  /**
   * The request's head as it was sent, byte for byte, with the empty line.
   *
   * @throws IllegalStateException if it was not kept: see {@link HttpConnectionBuilder#record}
   */
  public ByteString sentHead() {
    Exchange exchange = backing.exchange();
    Recording recording = exchange == null ? null : exchange.recording();
    ByteString sent = recording == null ? null : recording.sentHead();
    if (sent != null) return sent;
    throw new IllegalStateException(
        "the head that was sent was not kept: build the connection or client with record()");
  }

  /**
   * The circumstances of the exchange, as an exception has them: the peer, the bytes in both
   * directions, how much of the request was sent. The counts are final once the body has ended.
   * Null for a response that did not come over a connection.
   */
  public @Nullable Circumstances getCircumstances() {
    Exchange exchange = backing.exchange();
    return exchange == null ? null : exchange.circumstances();
  }

  /**
   * What happened, in a few lines for people: the request, the responses before this one, the
   * addresses, the bytes, the times of the phases if they were kept ({@link
   * HttpConnectionBuilder#record}), and why the connection was kept or closed. Without secrets. The
   * text may change from version to version.
   */
  public String summary() {
    return Summary.of(this);
  }

  /**
   * The trailer fields of a chunked body, apart from the head's fields; empty until the body has
   * ended.
   */
  public Headers getTrailers() {
    return backing.trailers(body);
  }

  /**
   * Whether the connection is closed after this response, as its head and that of the request say
   * (http.client: will_close).
   */
  public boolean willClose() {
    return !backing.closeReasons().isEmpty();
  }

  /**
   * Why the connection is closed after this response, or was closed after all: because the body was
   * given up, for instance. Empty if it is kept.
   */
  public Set<CloseReason> getCloseReasons() {
    Set<CloseReason> reasons = backing.fate();
    return reasons.isEmpty() ? EnumSet.noneOf(CloseReason.class) : EnumSet.copyOf(reasons);
  }

  /** Whether nothing more can be read: the body has ended, or {@link #close} was called. */
  public boolean isClosed() {
    return body.end() != null;
  }

  /**
   * This response if its status is 2xx; otherwise reads up to 64 KiB of its body, for about ten
   * seconds at most, closes it and throws. The connection is kept if that was the whole body. If
   * the body breaks off, the exception holds the bytes before that. If it is {@code
   * application/problem+json}, the message has its title and detail.
   *
   * @throws httpwire.HttpException.UnexpectedResponse for any other status, including 3xx
   * @throws IllegalStateException if {@link #close} was called before the end of the body
   */
  public HttpResponse orThrow() throws IOException {
    if (getStatus() / 100 == 2) return this;
    requireNotClosed();
    throw backing.describe(Explanation.of(this));
  }

  /**
   * An exception for a caller that needs another response than this one: reads up to 64 KiB of the
   * body for it, and closes the response, as {@link #orThrow} does.
   *
   * @param what what came, and what was needed; the request is added to it
   * @throws IllegalStateException if {@link #close} was called before the end of the body
   */
  public UnexpectedResponse unexpected(String what) throws IOException {
    requireNotClosed();
    UnexpectedResponse unexpected = Explanation.of(this, what);
    backing.describe(unexpected);
    return unexpected;
  }

  /**
   * Like {@link #unexpected(String)}, for a caller that has read the body. Closes the response.
   *
   * @param body the beginning of the body
   */
  public UnexpectedResponse unexpected(String what, ByteString body) {
    close();
    UnexpectedResponse unexpected =
        new UnexpectedResponse(
            what + ", from " + requested(), getUrl(), getStatus(), getReason(), getHeaders(), body);
    backing.describe(unexpected);
    return unexpected;
  }

  /** The most bytes that {@link #read()} and {@link #text()} collect. */
  public long getMaxBufferedBytes() {
    return body.maxBufferedBytes();
  }

  /** Method and URL for messages, without secrets; a parsed response knows neither. */
  String requested() {
    return backing.requested();
  }

  // 2. The body.

  /**
   * Reads the rest of the body, at most {@link Limits#maxBufferedBodyBytes}; empty at the end.
   *
   * @throws httpwire.HttpException.IncompleteRead if the body is cut off, with the bytes that this
   *     call read before
   * @throws httpwire.HttpException.LimitExceeded if the rest is longer; nothing of it is lost, and
   *     {@link #source} can read it
   */
  public ByteString read() throws IOException {
    try (ThreadGuard held = enter()) {
      return body.readAll();
    }
  }

  /**
   * Reads {@code byteCount} bytes, fewer only at the end of the body; all that is left if {@code
   * byteCount} is negative.
   */
  public ByteString read(long byteCount) throws IOException {
    if (byteCount < 0) return read();
    try (ThreadGuard held = enter()) {
      return body.readUpTo(byteCount);
    }
  }

  /** Reads what a single read from the network returns; empty only at the end of the body. */
  public ByteString read1() throws IOException {
    return read1(-1);
  }

  /** Like {@link #read1()}, at most {@code byteCount} bytes if that is not negative. */
  public ByteString read1(long byteCount) throws IOException {
    try (ThreadGuard held = enter()) {
      return body.readOnce(byteCount < 0 ? Long.MAX_VALUE : byteCount);
    }
  }

  /**
   * Reads what has arrived of the body, in pieces of at most 64 KiB and {@code byteCount} bytes in
   * all, whatever its chunks are; waits only if nothing has arrived. Empty only at the end of the
   * body. If the body is cut off after a piece, the next read says so.
   */
  public List<ByteString> readPieces(long byteCount) throws IOException {
    if (byteCount <= 0) throw new IllegalArgumentException("byteCount <= 0: " + byteCount);
    try (ThreadGuard held = enter()) {
      return body.readPieces(byteCount);
    }
  }

  /**
   * Fills {@code sink} from the body. Returns the number of bytes read, less than its length only
   * at the end of the body; -1 if nothing was left.
   */
  public int readInto(byte[] sink) throws IOException {
    return readInto(sink, 0, sink.length);
  }

  /** Like {@link #readInto(byte[])}, into a part of the array. */
  public int readInto(byte[] sink, int offset, int byteCount) throws IOException {
    try (ThreadGuard held = enter()) {
      return body.readInto(sink, offset, byteCount);
    }
  }

  /** Reads a line with its LF, or the rest of the body if there is no LF; empty at the end. */
  public ByteString readLine() throws IOException {
    return readLine(-1);
  }

  /** Like {@link #readLine()}, at most {@code limit} bytes if that is not negative. */
  public ByteString readLine(long limit) throws IOException {
    try (ThreadGuard held = enter()) {
      return body.readLine(limit < 0 ? Long.MAX_VALUE : limit);
    }
  }

  /**
   * The remaining lines, each with its LF, in one list (http.client: readlines), at most {@link
   * Limits#maxBufferedBodyBytes} in all.
   *
   * @param hint if positive, stops after the line with which the list has reached this many bytes
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
   * The remaining lines, each with its LF, read when the iterator is asked for them. The iterator
   * throws {@link UncheckedIOException} if a read fails.
   *
   * @throws IllegalStateException if {@link #close} was called before the end of the body
   */
  public Iterable<ByteString> lines() {
    requireNotClosed();
    return new ResponseLines(this);
  }

  /**
   * Returns up to {@code byteCount} bytes without consuming them. Blocks only if none has arrived.
   * Never returns, or waits for, bytes after the end of the body.
   */
  public ByteString peek(long byteCount) throws IOException {
    try (ThreadGuard held = enter()) {
      return body.peek(byteCount);
    }
  }

  /**
   * Whether {@code byteCount} bytes of the body, or all that are left if those are fewer, are in
   * the connection's buffer: reading them does not wait for the network, nor does what the end of
   * the body brings with it. {@link Long#MAX_VALUE} asks for the whole rest. Reads nothing and
   * makes no system call; true too if a read would throw at once. For the thread that reads.
   */
  public boolean canReadNow(long byteCount) {
    return isClosed() || (body.canReadNow(byteCount) && canEndNow());
  }

  /** Like {@link #canReadNow}, for {@link #readLine()}. */
  public boolean canReadLineNow() {
    return isClosed() || (body.canReadLineNow() && canEndNow());
  }

  private boolean canEndNow() {
    return backing.canEndNow();
  }

  /**
   * The rest of the body as a stream, without a bound on its size; closing it is {@link #close}.
   * Bytes that the stream has buffered count as read: the other methods do not return them.
   *
   * @throws IllegalStateException if {@link #close} was called before the end of the body; after
   *     that the stream's reads throw it too
   */
  public BufferedSource source() {
    requireNotClosed();
    if (source == null) source = Okio.buffer(new BodyStream(this));
    return source;
  }

  /**
   * The rest of the body as text, in the charset of Content-Type or else UTF-8; bounded like {@link
   * #read()}.
   *
   * @throws httpwire.HttpException.UnexpectedResponse if the body has a Content-Encoding, which
   *     httpwire does not decode; {@link #read()} and {@link #text(Charset)} take the bytes as they
   *     are
   * @throws IllegalStateException if {@link #close} was called before the end of the body
   */
  public String text() throws IOException {
    requireDecoded();
    Charset charset = getHeaders().charset();
    return text(charset == null ? UTF_8 : charset);
  }

  /**
   * Refuses a body that is not text because of a Content-Encoding that nobody decoded. Called by
   * {@link #text()}, and to be called before text is read in another way. Reads nothing, but may
   * wait for the first byte, since an empty body is text.
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
            "the body can't be read as text, because its Content-Encoding is "
                + Printable.of(coding)
                + ": decode it, or send Accept-Encoding: identity; from "
                + requested(),
            getUrl(),
            getStatus(),
            getReason(),
            getHeaders(),
            ByteString.EMPTY);
    throw backing.describe(coded);
  }

  /**
   * The rest of the body as text in {@code charset}; bounded like {@link #read()}.
   *
   * @throws IllegalStateException if {@link #close} was called before the end of the body
   */
  public String text(Charset charset) throws IOException {
    requireNotClosed();
    return read().string(charset);
  }

  /**
   * Writes the rest of the body to a file, which is created or truncated first; without a bound on
   * its size.
   *
   * @return the number of bytes written; after a failure the file holds the bytes before it
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

  /** For the stream of {@link #source}: moves bytes to {@code sink}, -1 at the end. */
  long take(Buffer sink, long byteCount) throws IOException {
    requireNotClosed();
    try (ThreadGuard held = enter()) {
      return body.take(sink, byteCount);
    }
  }

  Timeout timeout() {
    return body.timeout();
  }

  private int readSome(byte[] sink) throws IOException {
    try (ThreadGuard held = enter()) {
      return body.take(sink, 0, sink.length);
    }
  }

  /**
   * Hands the connection over to the caller after 101, or after 2xx to CONNECT. The transport's
   * source begins with the first byte after the head, even if it was peeked at, and the transport
   * has no timeout or deadline. The caller must close it; nothing more can be read from this
   * response.
   *
   * @throws IllegalStateException after any other response, if the request was not sent whole (RFC
   *     9110 §7.8), or if the connection has already been handed over or closed
   */
  public Transport upgrade() {
    if (!backing.closeReasons().contains(CloseReason.PROTOCOL_SWITCHED)) {
      throw new IllegalStateException("the connection did not switch protocols: " + getStatus());
    }
    if (isClosed()) throw new IllegalStateException("the connection was handed over or closed");
    if (backing.closeReasons().contains(CloseReason.REQUEST_INCOMPLETE)) {
      throw new IllegalStateException(
          "the request was not sent whole: the server would read what follows as its rest (RFC 9110"
              + " 7.8)");
    }
    return backing.handOver(body.handOver());
  }

  // 3. The end.

  /**
   * Closes the response, and the connection too if the body was not read to its end; a client's
   * connection is kept if the rest of the body has arrived already. May be called any number of
   * times. Afterwards the methods that read bytes and lines find the end of the body, as in
   * http.client: {@link #read()}, {@link #read1()}, {@link #readPieces}, {@link #readInto}, {@link
   * #readLine()}, {@link #readLines} and {@link #peek}. {@link #source}, {@link #text()}, {@link
   * #lines}, {@link #saveTo} and {@link #orThrow} throw {@link IllegalStateException}; after {@link
   * #cancel} all of them throw {@link HttpException.Cancelled}. If another thread is reading, its
   * read fails.
   */
  @Override
  public void close() {
    if (isClosed()) return;
    backing.close(this, null);
  }

  /** Whether {@link #close} returns without waiting for the network. */
  public boolean canCloseNow() {
    return isClosed() || backing.canCloseNow();
  }

  /**
   * Closes the response on behalf of the connection's owner: like {@link #close}, but every later
   * read throws {@code reason}. Does nothing after the end of the body.
   */
  public void takeAway(HttpException.Cancelled reason) {
    if (isClosed()) return;
    backing.close(this, reason);
  }

  /**
   * Runs {@code follower} once, when this response does not use its connection any more: the
   * connection can then carry the next exchange, is closed, or was handed over. Now, if that is so
   * already. Run by the thread that has read the last byte or closed the response. For code that
   * lends a connection out.
   */
  public void setEndFollower(Runnable follower) {
    backing.setEndFollower(follower);
  }

  /**
   * Closes the body; only by the thread that has entered the guard.
   *
   * @param reason what later reads throw; null if they find the end
   */
  void closeNow(HttpException.@Nullable Cancelled reason) {
    if (reason == null && backing.isKeptOnClose() && hasGoneAsArrived()) return;
    if (reason == null) body.close();
    else body.close(backing.describe(reason));
  }

  private boolean hasGoneAsArrived() {
    try {
      return body.closeIfArrived();
    } catch (IOException e) {
      // The body is cut now, and so is the connection: the caller wants neither.
      return true;
    }
  }

  /**
   * Called when the connection was closed under this response: every later read throws {@code
   * failure}.
   */
  void connectionGone(HttpException failure) {
    body.takeAway(failure);
  }

  /**
   * Cuts the connection at once if the body has not been read to its end; a blocked read fails. May
   * be called by any thread, any number of times. The owner must still call {@link #close}.
   */
  public void cancel() {
    backing.cancel();
  }

  /** After its end it reads nothing, and its connection may be in use by somebody else. */
  private @Nullable ThreadGuard enter() throws HttpException {
    return isClosed() ? null : backing.enter();
  }

  private void requireNotClosed() {
    if (body.end() == BodyEnd.CLOSED) throw new IllegalStateException(CLOSED);
  }
}
