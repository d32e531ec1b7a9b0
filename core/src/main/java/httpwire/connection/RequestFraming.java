package httpwire.connection;

import httpwire.HttpVersion;
import httpwire.RequestBody;
import httpwire.internal.wire.ChunkedSink;
import httpwire.internal.wire.LengthSink;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import okio.Buffer;
import okio.BufferedSink;
import okio.Sink;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * How the body of one request goes out, decided once when its head ends (RFC 9112 §6), and how much
 * of it has. A body without framing is never sent: it would be read as the next request.
 */
final class RequestFraming {
  private enum Kind {
    /** The head announces no body. */
    NONE,
    /** Content-Length: exactly so many bytes. */
    LENGTH,
    /** We write the chunks. */
    CHUNKED,
    /** The caller does, and answers for them (http.client: encode_chunked false). */
    CHUNKED_BY_CALLER
  }

  /** RFC 9110 §8.6: methods that announce the lack of a body, as http.client does. */
  private static final Set<String> EXPECTING_BODY = Set.of("POST", "PUT", "PATCH");

  private final Kind kind;
  private final long length;
  private @Nullable LengthSink lengthSink;
  private boolean isEnded;

  private RequestFraming(Kind kind, long length) {
    this.kind = kind;
    this.length = length;
  }

  /** Puts the framing field that a one-shot request gets by itself (http.client: request). */
  static void putField(RequestHead head, boolean isFramed, @Nullable RequestBody body)
      throws IOException {
    if (isFramed) return;
    if (body != null) {
      putField(head, body.length());
    } else if (EXPECTING_BODY.contains(head.method().toUpperCase(Locale.ROOT))) {
      putField(head, 0);
    }
  }

  private static void putField(RequestHead head, long length) {
    if (length >= 0) {
      head.put("Content-Length", Long.toString(length));
    } else if (head.version() == HttpVersion.HTTP_1_0) {
      throw new IllegalArgumentException("a body of unknown length can't go to HTTP/1.0");
    } else {
      head.put("Transfer-Encoding", "chunked");
    }
  }

  /**
   * The framing that a finished head announces; adds a framing field if there is a body and none.
   *
   * @throws IllegalArgumentException if the body contradicts the head
   */
  static RequestFraming of(RequestHead head, @Nullable RequestBody body, boolean encodeChunked)
      throws IOException {
    boolean isFramedByUs = false;
    if (body != null && !head.hasTransferEncoding() && head.contentLength() < 0) {
      putField(head, encodeChunked ? RequestHead.NO_LENGTH : body.length());
      isFramedByUs = true;
    }
    if (head.hasTransferEncoding()) {
      boolean isEncodedByUs = body != null && (encodeChunked || isFramedByUs);
      return new RequestFraming(isEncodedByUs ? Kind.CHUNKED : Kind.CHUNKED_BY_CALLER, -1);
    }
    if (head.contentLength() < 0) return new RequestFraming(Kind.NONE, 0);
    long known = body == null ? -1 : body.length();
    if (known >= 0 && known != head.contentLength()) {
      throw new IllegalArgumentException(
          "the body has " + known + " bytes, Content-Length says " + head.contentLength());
    }
    return new RequestFraming(Kind.LENGTH, head.contentLength());
  }

  /** Whether the head announces a body that is not ended yet. */
  boolean allowsBody() {
    return kind != Kind.NONE && !isEnded;
  }

  /** Whether the chunks around the body's pieces are ours. */
  boolean writesChunks() {
    return kind == Kind.CHUNKED;
  }

  /** Whether nothing is missing of what the head announced. */
  boolean isComplete() {
    return switch (kind) {
      case NONE, CHUNKED_BY_CALLER -> true;
      case LENGTH -> length == 0 || (lengthSink != null && lengthSink.missing() == 0);
      case CHUNKED -> isEnded;
    };
  }

  /** Where the body's bytes go; each hand-over is one chunk if we write them. */
  Sink sink(BufferedSink wire) {
    return switch (kind) {
      case CHUNKED -> new ChunkedSink(wire);
      case LENGTH -> lengthSink(wire);
      case NONE, CHUNKED_BY_CALLER -> new PassThrough(wire);
    };
  }

  /** One for all pieces of the body, since it counts them. */
  private LengthSink lengthSink(BufferedSink wire) {
    if (lengthSink == null) lengthSink = new LengthSink(wire, length);
    return lengthSink;
  }

  /**
   * The body has been written.
   *
   * @throws IllegalArgumentException if it was shorter than announced
   */
  void end(BufferedSink wire) throws IOException {
    if (kind == Kind.CHUNKED) new ChunkedSink(wire).end();
    isEnded = kind == Kind.CHUNKED;
    if (kind == Kind.LENGTH && !isComplete()) {
      throw new IllegalArgumentException(
          "the body is shorter than the " + length + " bytes of Content-Length");
    }
  }

  /** Bytes as they are. */
  private record PassThrough(BufferedSink wire) implements Sink {
    @Override
    public void write(Buffer source, long byteCount) throws IOException {
      wire.write(source, byteCount);
    }

    @Override
    public void flush() throws IOException {
      wire.flush();
    }

    @Override
    public Timeout timeout() {
      return wire.timeout();
    }

    @Override
    public void close() {}
  }
}
