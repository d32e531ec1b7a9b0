package httpwire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import okio.BufferedSink;
import okio.ByteString;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/**
 * The content of a request, RFC 9110 §6.4. A body that knows its length is sent with
 * Content-Length, any other in chunks.
 *
 * <p>Implementations of your own write to the sink and may flush it when the peer should see what
 * there is; each hand-over to the network becomes one chunk if the body is chunked.
 */
public interface RequestBody {
  /** How many bytes {@link #writeTo} will write, or -1 if that is not known before. */
  long length() throws IOException;

  /**
   * Writes the whole body. Called once for an exchange, on the thread that sends the request. The
   * sink belongs to the connection: do not close it or keep it.
   */
  void writeTo(BufferedSink sink) throws IOException;

  /**
   * Writes the whole body in blocks, each handed on by itself (http.client: blocksize). Bodies that
   * are not read piece by piece ignore the size.
   *
   * @param blockByteCount the most that is read from a file or stream at once
   */
  default void writeTo(BufferedSink sink, int blockByteCount) throws IOException {
    writeTo(sink);
  }

  /**
   * The file that this body is, whole and as it is, or null. A connection in clear then has the
   * kernel send it, and calls no {@link #writeTo}.
   */
  default @Nullable Path file() {
    return null;
  }

  /** Whether {@link #writeTo} can be called again and writes the same bytes. */
  default boolean isRepeatable() {
    return false;
  }

  /** Text in UTF-8 (http.client: ISO-8859-1). */
  static RequestBody of(String text) {
    return of(text, UTF_8);
  }

  /**
   * Text in a charset.
   *
   * @throws IllegalArgumentException if the charset lacks one of the characters; nothing is ever
   *     replaced by a question mark
   */
  static RequestBody of(String text, Charset charset) {
    return new RequestBodies.Bytes(RequestBodies.encode(text, charset));
  }

  /** A copy of these bytes. */
  static RequestBody of(byte[] bytes) {
    return of(ByteString.of(bytes));
  }

  static RequestBody of(ByteString bytes) {
    return new RequestBodies.Bytes(bytes);
  }

  /** A file, opened and closed for each sending; its length is what it has at that moment. */
  static RequestBody of(Path file) {
    return new RequestBodies.File(file);
  }

  /** What is left of a source, in blocks; it stays the caller's to close. Sent once. */
  static RequestBody of(Source source) {
    return new RequestBodies.Stream(source);
  }

  /** What is left of a stream, in blocks; it stays the caller's to close. Sent once. */
  static RequestBody of(InputStream stream) {
    return of(Okio.source(stream));
  }

  /** What is left of a reader, in blocks of characters; it stays the caller's. Sent once. */
  static RequestBody of(Reader reader, Charset charset) {
    return new RequestBodies.Text(reader, charset);
  }

  /**
   * One chunk and one write for each element; empty elements are left out, as they would end it.
   */
  static RequestBody of(Iterable<ByteString> pieces) {
    return new RequestBodies.Pieces(pieces);
  }
}
