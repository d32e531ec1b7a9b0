package httpwire.body.multipart;

import httpwire.Headers;
import httpwire.HttpException.IncompleteRead;
import httpwire.HttpException.LimitExceeded;
import httpwire.HttpException.MalformedMessage;
import httpwire.HttpException.UnexpectedResponse;
import httpwire.Limits;
import httpwire.connection.HttpResponse;
import httpwire.internal.Thrown;
import httpwire.internal.wire.SegmentReader;
import java.io.Closeable;
import java.io.IOException;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body of several parts, RFC 2046 §5.1: {@code multipart/form-data}, {@code byteranges},
 * {@code mixed} and any other subtype.
 *
 * <ol>
 *   <li>{@link #readPart} skips what is left of the part before, and reads the head of the next
 *   <li>the part's {@link MultipartPart#source} streams its content; {@code read} and {@code text}
 *       collect it
 *   <li>{@link #readPart} returns null after the last part, and has read the source to its end
 * </ol>
 *
 * <p>What is before the first boundary and after the last one is skipped. Lines end with CR LF; in
 * the head of a part a bare LF is accepted, as in every other head. A failure is final: every later
 * call throws it again. Nothing is read ahead of what is asked for but the buffer of the source.
 * One thread at a time.
 */
public final class MultipartReader implements Closeable {
  /** How much is skipped at once, at most. */
  private static final long BLOCK_BYTES = 64 << 10;

  private final BufferedSource source;
  private final SegmentReader segments;
  private final Delimiters delimiters;
  private final MultipartLimits limits;
  private final Limits headLimits;
  private Section section;
  private int partCount;
  private boolean isEnded;
  private boolean isClosed;
  private @Nullable Throwable failure;

  /**
   * Reads from a source that begins with the body and ends with it.
   *
   * @param boundary the parameter of the Content-Type
   * @throws IllegalArgumentException if it is not 1 to 70 characters of printable US-ASCII, the
   *     last one not a space
   */
  public MultipartReader(BufferedSource source, String boundary) {
    this(source, boundary, MultipartLimits.DEFAULT);
  }

  /** Like {@link #MultipartReader(BufferedSource, String)}, within {@code limits}. */
  public MultipartReader(BufferedSource source, String boundary, MultipartLimits limits) {
    if (!Boundary.isReadable(boundary)) {
      throw new IllegalArgumentException(
          "a boundary has 1 to 70 characters of printable US-ASCII, and no space at its end");
    }
    this.source = source;
    this.segments = new SegmentReader(source);
    this.delimiters = new Delimiters(source, boundary);
    this.limits = limits;
    // Longer lines than the head may have: one bound, and one kind of failure.
    this.headLimits =
        Limits.DEFAULT
            .withMaxHeadBytes(limits.maxHeadBytes())
            .withMaxLineBytes((int) Math.min(limits.maxHeadBytes() + 1L, Integer.MAX_VALUE));
    this.section = new Section("the preamble", limits.maxPreambleBytes());
  }

  /**
   * Reads the body of a response, which the reader then owns: {@link #close} closes it.
   *
   * @throws UnexpectedResponse if its Content-Type is not multipart, or it has a Content-Encoding
   *     that nobody decoded; the response stays open
   * @throws MalformedMessage if the Content-Type has no boundary that can be used
   */
  public static MultipartReader of(HttpResponse response) throws IOException {
    return of(response, MultipartLimits.DEFAULT);
  }

  /** Like {@link #of(HttpResponse)}, within {@code limits}. */
  public static MultipartReader of(HttpResponse response, MultipartLimits limits)
      throws IOException {
    String type = response.getHeaders().contentType();
    if (type == null || !type.startsWith("multipart/")) throw notMultipart(response, type);
    String boundary = response.getHeaders().params("Content-Type").get("boundary");
    if (boundary == null || !Boundary.isReadable(boundary)) {
      throw new MalformedMessage("the multipart Content-Type has no boundary that can be used");
    }
    response.requireDecoded();
    return new MultipartReader(response.source(), boundary, limits);
  }

  private static UnexpectedResponse notMultipart(HttpResponse response, @Nullable String type) {
    return new UnexpectedResponse(
        type == null ? "not a multipart body: no Content-Type" : "not a multipart body: " + type,
        response.getUrl(),
        response.getStatus(),
        response.getReason(),
        response.getHeaders(),
        ByteString.EMPTY);
  }

  /**
   * Reads the head of the next part; null after the last one. The part before can't be read any
   * more.
   *
   * @throws IncompleteRead if the source ends before the last boundary
   * @throws MalformedMessage if the head of the part is malformed
   * @throws LimitExceeded if one of the limits is reached
   * @throws IllegalStateException if the reader was closed
   */
  public @Nullable MultipartPart readPart() throws IOException {
    requireOpen();
    if (isEnded) return null;
    try {
      section.skip();
      if (delimiters.take()) return next();
      section = new Section("the epilogue", 0); // The last part can't be read any more.
      skipEpilogue();
      isEnded = true;
      return null;
    } catch (Throwable e) {
      failure = e;
      throw e;
    }
  }

  private MultipartPart next() throws IOException {
    if (++partCount > limits.maxParts()) {
      throw new LimitExceeded("got more than " + limits.maxParts() + " parts");
    }
    Headers headers = HttpResponse.parseHeaders(source, headLimits);
    delimiters.beginContent();
    section = new Section("a part", limits.maxPartBytes());
    return new MultipartPart(headers, section, limits.maxBufferedPartBytes());
  }

  private void skipEpilogue() throws IOException {
    Buffer ahead = source.getBuffer();
    long byteCount = 0;
    while (source.request(1)) {
      byteCount += ahead.size();
      ahead.clear();
      if (byteCount > limits.maxPreambleBytes()) {
        throw tooLong("what follows the last part", limits.maxPreambleBytes());
      }
    }
  }

  private static LimitExceeded tooLong(String what, long maxByteCount) {
    return new LimitExceeded(what + " is longer than " + maxByteCount + " bytes");
  }

  private void requireOpen() {
    if (isClosed) throw new IllegalStateException("the reader was closed");
    if (failure != null) throw Thrown.asIs(failure);
  }

  /**
   * Closes the source or response. May be called any number of times. A response whose parts were
   * not all read closes its connection.
   */
  @Override
  public void close() throws IOException {
    isClosed = true;
    source.close();
  }

  /** What is between two delimiters, or before the first one. */
  private final class Section implements okio.Source {
    private final String what;
    private final long maxByteCount;
    private long byteCount;
    private boolean isAtEnd;

    Section(String what, long maxByteCount) {
      this.what = what;
      this.maxByteCount = maxByteCount;
    }

    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
      requireOpen();
      if (section != this) {
        throw new IllegalStateException("the reader has gone on: this part can't be read any more");
      }
      try {
        long count = next(byteCount);
        if (count <= 0) return count;
        long taken = segments.take(sink, count);
        this.byteCount += taken;
        return taken;
      } catch (Throwable e) {
        failure = e;
        throw e;
      }
    }

    /** How many bytes come next, which are buffered; -1 at the end. */
    private long next(long atMost) throws IOException {
      if (isAtEnd) return -1;
      if (atMost == 0) return 0;
      long count = delimiters.contentByteCount(atMost);
      if (count < 0) throw new IncompleteRead(ByteString.EMPTY, -1, byteCount);
      isAtEnd = count == 0;
      if (isAtEnd) return -1;
      long allowed = Math.min(count, maxByteCount - byteCount);
      if (allowed == 0) throw tooLong(what, maxByteCount);
      return allowed;
    }

    void skip() throws IOException {
      for (long n = next(BLOCK_BYTES); n >= 0; n = next(BLOCK_BYTES)) {
        source.skip(n);
        byteCount += n;
      }
    }

    @Override
    public Timeout timeout() {
      return source.timeout();
    }

    /** Does nothing: the rest of the part is skipped by whoever goes on. */
    @Override
    public void close() {}
  }
}
