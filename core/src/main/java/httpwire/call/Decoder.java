package httpwire.call;

import httpwire.HttpException.LimitExceeded;
import httpwire.HttpException.UnexpectedResponse;
import httpwire.connection.HttpResponse;
import httpwire.internal.Thrown;
import java.io.IOException;
import java.lang.reflect.Type;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import okio.ForwardingSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the body of one response, once.
 *
 * <ol>
 *   <li>the Content-Type must be one of the codec's, and the body free of content codings
 *   <li>the codec reads the body within the bound on what may be in memory
 *   <li>what it has left is read, a little of it, so that the connection can be used again
 * </ol>
 */
final class Decoder {
  /** What is worth reading for a connection: white space, and the end of the chunks. */
  private static final long MAX_REST_BYTES = 8 << 10;

  private final BodyCodec codec;
  private final HttpResponse response;
  private final Type type;

  Decoder(BodyCodec codec, HttpResponse response, Type type) {
    this.codec = codec;
    this.response = response;
    this.type = type;
  }

  Object decode() throws IOException {
    requireReadable();
    Input input = new Input(response);
    try (response) {
      BufferedSource source = Okio.buffer(input);
      Object value = read(source, input);
      skipRest(input);
      return value;
    }
  }

  private void requireReadable() throws IOException {
    String mediaType = response.getHeaders().contentType();
    if (mediaType == null) throw response.unexpected("no Content-Type" + status());
    if (!codec.canDecode(mediaType)) {
      throw response.unexpected("the Content-Type is " + mediaType + status());
    }
    String coding = response.getHeader("Content-Encoding");
    boolean isCoded = coding != null && !coding.isBlank() && !coding.equalsIgnoreCase("identity");
    if (isCoded) throw response.unexpected("the Content-Encoding is " + coding + status());
  }

  private String status() {
    return ", with status " + response.getStatus() + ", and " + type.getTypeName() + " was needed";
  }

  private Object read(BufferedSource source, Input input) throws IOException {
    Object value;
    try {
      value = codec.decode(source, type);
    } catch (Exception thrown) {
      // Of any kind: a codec in Kotlin throws what it likes.
      input.requireNotFailed();
      UnexpectedResponse undecodable =
          response.unexpected(
              "the body can't be decoded as " + type.getTypeName(), input.beginning());
      undecodable.initCause(thrown);
      throw undecodable;
    }
    input.requireNotFailed();
    if (value != null) return value;
    throw response.unexpected("the body is null, and not " + type.getTypeName(), input.beginning());
  }

  private static void skipRest(Input input) throws IOException {
    Buffer rest = new Buffer();
    while (rest.size() < MAX_REST_BYTES) {
      if (input.read(rest, MAX_REST_BYTES - rest.size()) < 0) return;
    }
  }

  /**
   * The body within its bound, with its beginning for an exception, and with its failure: a codec
   * may hide that, or wrap it.
   */
  private static final class Input extends ForwardingSource {
    private static final long MAX_BEGINNING_BYTES = 64 << 10;

    private final Buffer beginning = new Buffer();
    private final long maxByteCount;
    private long byteCount;
    private @Nullable Throwable failure;

    Input(HttpResponse response) {
      super(response.source());
      this.maxByteCount = response.getMaxBufferedBytes();
    }

    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
      try {
        long read = super.read(sink, byteCount);
        if (read < 0) return read;
        keep(sink, read);
        this.byteCount += read;
        if (this.byteCount > maxByteCount) {
          throw new LimitExceeded("the body is longer than " + maxByteCount + " bytes");
        }
        return read;
      } catch (Throwable e) {
        failure = e;
        throw e;
      }
    }

    private void keep(Buffer sink, long read) {
      long kept = Math.min(read, MAX_BEGINNING_BYTES - beginning.size());
      if (kept > 0) sink.copyTo(beginning, sink.size() - read, kept);
    }

    ByteString beginning() {
      return beginning.snapshot();
    }

    /** The response is closed by whoever has it. */
    @Override
    public void close() {}

    void requireNotFailed() {
      if (failure != null) throw Thrown.asIs(failure);
    }
  }
}
