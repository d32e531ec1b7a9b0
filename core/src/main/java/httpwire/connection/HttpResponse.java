package httpwire.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpwire.CloseReason;
import httpwire.Headers;
import httpwire.HttpException.Cancelled;
import httpwire.HttpVersion;
import httpwire.Limits;
import httpwire.Phase;
import httpwire.internal.wire.ArrayReads;
import httpwire.internal.wire.BodySource;
import httpwire.internal.wire.Framing;
import httpwire.internal.wire.HeadReader;
import httpwire.internal.wire.ResponseHead;
import httpwire.transport.Transport;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Iterator;
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

  /** What the connection does at the end of the body. */
  interface Owner {
    void bodyEnded(HttpResponse response, boolean isComplete);
  }

  private final Exchange exchange;
  private final ResponseHead head;
  private final BodyReader body;
  private final Listeners listeners;
  private final Owner owner;
  private Set<CloseReason> closeReasons = Set.of();
  private boolean ownsTransport;
  private boolean isAbandoned;
  private volatile boolean isCancelled;
  private @Nullable BufferedSource source;

  HttpResponse(
      Exchange exchange,
      ResponseHead head,
      Framing framing,
      Limits limits,
      Listeners listeners,
      Owner owner) {
    this.exchange = exchange;
    this.head = head;
    this.listeners = listeners;
    this.owner = owner;
    this.body = new BodyReader(limits.maxBufferedBodyBytes(), listeners, new End());
    boolean hasBody = !(framing instanceof Framing.None || isEmpty(framing));
    body.begin(hasBody ? framed(framing, limits) : null);
    boundReads();
  }

  private BodySource framed(Framing framing, Limits limits) {
    Transport wire = exchange.transport();
    BodySource framed = BodySource.of(framing, exchange.taking(), limits, body);
    return wire instanceof ArrayReads arrays ? framed.readingArraysThrough(arrays) : framed;
  }

  /** From now on what is read is this body, in the time that a body has. */
  void boundReads() {
    exchange.budget().enterEach(Phase.BODY, exchange.transport());
  }

  private static boolean isEmpty(Framing framing) {
    return framing instanceof Framing.Length length && length.byteCount() == 0;
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

  /** The URL that was asked for. */
  public String getUrl() {
    return exchange.url();
  }

  /** The trailer fields of a chunked body, kept apart from the head; empty before its end. */
  public Headers getTrailers() {
    return body.trailers();
  }

  /** Whether the connection ends with this response. */
  public boolean willClose() {
    return !closeReasons.isEmpty();
  }

  /** Why it does; empty if it does not. */
  public Set<CloseReason> getCloseReasons() {
    return closeReasons.isEmpty()
        ? EnumSet.noneOf(CloseReason.class)
        : EnumSet.copyOf(closeReasons);
  }

  /** Whether nothing more can be read: the end was reached, or close() called. */
  public boolean isClosed() {
    return body.isReleased();
  }

  /**
   * This response if its status is 2xx; else the end of it. Up to 64 KiB of its body are read then,
   * and if that is not all, the connection is closed. A body that breaks off is told with what came
   * of it.
   *
   * @throws httpwire.HttpException.UnexpectedResponse for any other status, 3xx too
   */
  public HttpResponse orThrow() throws IOException {
    if (getStatus() / 100 == 2) return this;
    throw exchange.describe(Explanation.of(this));
  }

  // 2. The body.

  /**
   * Reads what is left of the body, at most {@link Limits#maxBufferedBodyBytes}; empty at the end.
   *
   * @throws httpwire.HttpException.IncompleteRead if the body is cut, with the bytes before the cut
   * @throws httpwire.HttpException.LimitExceeded if it is longer; it can still be read otherwise
   */
  public ByteString read() throws IOException {
    begin();
    try {
      return body.readAll();
    } catch (IOException e) {
      throw described(e);
    }
  }

  /** Reads up to {@code byteCount} bytes, fewer only at the end; all if it is negative. */
  public ByteString read(long byteCount) throws IOException {
    if (byteCount < 0) return read();
    begin();
    try {
      return body.readUpTo(byteCount);
    } catch (IOException e) {
      throw described(e);
    }
  }

  /** Reads what one read of the wire gives; empty only at the end. */
  public ByteString read1() throws IOException {
    return read1(-1);
  }

  /** As {@link #read1()}, up to {@code byteCount} bytes; no bound of the caller's if negative. */
  public ByteString read1(long byteCount) throws IOException {
    begin();
    try {
      return body.readOnce(byteCount < 0 ? Long.MAX_VALUE : byteCount);
    } catch (IOException e) {
      throw described(e);
    }
  }

  /** Fills {@code sink} from the body; the count, less than its length only at the end, or -1. */
  public int readInto(byte[] sink) throws IOException {
    return readInto(sink, 0, sink.length);
  }

  /** As {@link #readInto(byte[])}, into a part of the array. */
  public int readInto(byte[] sink, int offset, int byteCount) throws IOException {
    begin();
    try {
      return body.readInto(sink, offset, byteCount);
    } catch (IOException e) {
      throw described(e);
    }
  }

  /** Reads a line with its LF, or what is left; empty at the end. */
  public ByteString readLine() throws IOException {
    return readLine(-1);
  }

  /** As {@link #readLine()}, never more than {@code limit} bytes; no bound if it is negative. */
  public ByteString readLine(long limit) throws IOException {
    begin();
    try {
      return body.readLine(limit < 0 ? Long.MAX_VALUE : limit);
    } catch (IOException e) {
      throw described(e);
    }
  }

  /**
   * The lines that are left, each with its LF; {@link UncheckedIOException} for what goes wrong.
   */
  public Iterable<ByteString> lines() {
    return Lines::new;
  }

  /**
   * Shows up to {@code byteCount} bytes that come next and leaves them there. Waits only if there
   * is nothing to show; never for, and never shows, bytes behind the body.
   */
  public ByteString peek(long byteCount) throws IOException {
    begin();
    try {
      return body.peek(byteCount);
    } catch (IOException e) {
      throw described(e);
    }
  }

  /**
   * The body as a stream, without a bound; its close() is {@link #close}. What the stream has read
   * ahead counts as read.
   */
  public BufferedSource source() {
    if (source == null) source = Okio.buffer(new BodyStream());
    return source;
  }

  /**
   * What is left as text, in the charset of Content-Type, else UTF-8; bounded as {@link #read()}.
   */
  public String text() throws IOException {
    Charset charset = getHeaders().charset();
    return text(charset == null ? UTF_8 : charset);
  }

  /** What is left as text in {@code charset}; bounded as {@link #read()}. */
  public String text(Charset charset) throws IOException {
    return read().string(charset);
  }

  /**
   * Writes what is left into a file, which is made or emptied first; without a bound.
   *
   * @return the bytes written; after a failure the file holds what came before it
   */
  public long saveTo(Path file) throws IOException {
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
    begin();
    try {
      return body.take(sink, 0, sink.length);
    } catch (IOException e) {
      throw described(e);
    }
  }

  /**
   * Hands the connection over after 101, or 2xx to CONNECT: from its source come the bytes behind
   * the head. The caller owns it; this response has nothing more to give.
   *
   * @throws IllegalStateException after any other answer
   */
  public Transport upgrade() {
    if (!closeReasons.contains(CloseReason.PROTOCOL_SWITCHED)) {
      throw new IllegalStateException("the connection did not switch protocols: " + getStatus());
    }
    if (!ownsTransport) throw new IllegalStateException("the connection was handed over or closed");
    ownsTransport = false;
    body.abandon();
    return exchange.transport();
  }

  // 3. The end.

  /**
   * Ends the reading. If the body was not read to its end, that closes the connection. Any number
   * of times; reads after it give nothing.
   */
  @Override
  public void close() {
    if (body.isReleased()) return;
    isAbandoned = true;
    body.abandon();
  }

  boolean isAbandoned() {
    return isAbandoned;
  }

  /** From now on the transport is closed with this response. */
  void ownTransport(Set<CloseReason> reasons) {
    closeReasons = reasons;
    ownsTransport = true;
  }

  /** For the connection, once it is ready to hear of the end: a body that is none is over. */
  void endIfEmpty() {
    body.releaseAtEnd();
  }

  /**
   * Cuts the connection under this response at once, if its body was not read to its end; a read
   * that waits fails. By any thread, any number of times; the owner still calls {@link #close}.
   */
  public void cancel() {
    isCancelled = true;
    if (!body.isReleased()) exchange.transport().cancel();
  }

  /** What the connection does at the end of the body, this response's or its own. */
  private final class End implements BodyReader.End {
    @Override
    public void reached(boolean isComplete) {
      if (ownsTransport) closeOwn(isComplete);
      else release(isComplete);
    }
  }

  private void closeOwn(boolean isComplete) {
    ownsTransport = false;
    Closing.quietly(exchange.transport());
    ConnectionListener listener = listeners.active();
    if (listener != null) listener.bodyEnded(isComplete);
    listeners.closed(closeReasons);
  }

  private void release(boolean isComplete) {
    ConnectionListener listener = listeners.active();
    boolean isTold = false;
    try {
      if (listener != null) listener.bodyEnded(isComplete);
      isTold = true;
    } finally {
      owner.bodyEnded(this, isComplete && isTold);
    }
  }

  /** Before each read. */
  private void begin() throws IOException {
    if (body.isOver()) return;
    try {
      requireNotCancelled();
    } catch (Cancelled e) {
      throw described(e);
    }
  }

  private IOException described(IOException e) {
    return exchange.describe(isCancelled ? cancelled(e) : e);
  }

  /** What was read ahead is not handed out after a cancel either. */
  private void requireNotCancelled() throws Cancelled {
    if (!isCancelled && !exchange.isCancelled()) return;
    body.broken();
    throw cancelled(null);
  }

  private static Cancelled cancelled(@Nullable IOException cause) {
    return new Cancelled("cancelled while " + Phase.BODY, cause);
  }

  private final class BodyStream implements Source {
    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
      begin();
      try {
        return body.take(sink, byteCount);
      } catch (IOException e) {
        throw described(e);
      }
    }

    @Override
    public Timeout timeout() {
      return exchange.transport().getSource().timeout();
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
