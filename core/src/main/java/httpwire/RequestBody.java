package httpwire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import okio.BufferedSink;
import okio.ByteString;
import okio.Source;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, RFC 9110 §6.4. A body that knows its length is sent with Content-Length,
 * any other in chunks.
 *
 * <p>Implementations of your own write to the sink, and may flush it when the peer should see what
 * there is. In a chunked request each flush ends a chunk.
 */
public interface RequestBody {
  /**
   * How many bytes {@link #writeTo} will write, or -1 if that is not known in advance.
   *
   * @throws IOException if the body cannot be sent; nothing of the request has been sent then
   */
  long length() throws IOException;

  /**
   * Writes the whole body. Called once for an exchange, on the thread that sends the request. The
   * sink belongs to the connection: do not close it, and do not keep it.
   */
  void writeTo(BufferedSink sink) throws IOException;

  /**
   * Writes the whole body in blocks, each of which goes to the sink in one piece (http.client:
   * blocksize). A body that is in memory, or comes in pieces of its own, ignores the size.
   *
   * @param blockByteCount how much is read from a file or stream at once, at most
   */
  default void writeTo(BufferedSink sink, int blockByteCount) throws IOException {
    writeTo(sink);
  }

  /**
   * The file of which this body is the whole content, or null. A connection in clear may let the
   * kernel send it, and does not call {@link #writeTo} then.
   */
  default @Nullable Path file() {
    return null;
  }

  /**
   * The media type of the bytes, as in Content-Type; null if it is not known. A client sends it
   * with a request that has no Content-Type; a connection does not.
   */
  default @Nullable String contentType() {
    return null;
  }

  /**
   * The fields that follow the body, RFC 9110 §6.5: a digest of it, for instance. Asked once for an
   * exchange, after the last byte was written. Only a body in chunks can have any: one whose length
   * is not known, whose request announces them in a Trailer field, or whose request has
   * Transfer-Encoding and {@code encodeChunked}. Fields that a server needs before the body, such
   * as Content-Type, are refused.
   */
  default Headers trailers() {
    return Headers.EMPTY;
  }

  /** Whether {@link #writeTo} can be called again and then writes the same bytes. */
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
   * @throws IllegalArgumentException if the charset lacks one of the characters; none is replaced
   *     by a question mark
   */
  static RequestBody of(String text, Charset charset) {
    return new RequestBodies.Bytes(
        RequestBodies.encode(text, charset), RequestBodies.textIn(charset));
  }

  /** A copy of these bytes. */
  static RequestBody of(byte[] bytes) {
    return of(ByteString.of(bytes));
  }

  /** These bytes. */
  static RequestBody of(ByteString bytes) {
    return new RequestBodies.Bytes(bytes, null);
  }

  /** These bytes, with their media type, as in Content-Type. */
  static RequestBody of(ByteString bytes, String contentType) {
    return new RequestBodies.Bytes(bytes, contentType);
  }

  /**
   * The content of a file, which is opened and closed each time it is sent. Its length is the one
   * that it has when the request is sent; a pipe or device has none, and is sent as it comes.
   * {@link #length} fails for a directory, and if there is no such file.
   */
  static RequestBody of(Path file) {
    return new RequestBodies.File(file);
  }

  /**
   * The rest of a source, which is sent as it comes: what each read gives, a block at most, goes to
   * the peer before the next one. The source stays open. Can be sent once.
   */
  static RequestBody of(Source source) {
    return new RequestBodies.Rest(source);
  }

  /**
   * The rest of a stream, which is sent as it comes: what each read gives, a block at most, goes to
   * the peer before the next one. The stream stays open. Can be sent once.
   */
  static RequestBody of(InputStream stream) {
    return new RequestBodies.Stream(stream);
  }

  /**
   * The rest of a reader in a charset, sent as it comes: the characters that each read gives, a
   * block at most, go to the peer before the next one. The reader stays open. Can be sent once.
   *
   * <p>If the charset lacks a character, sending the body throws an {@link
   * IllegalArgumentException} that names the charset; the head and what comes before that character
   * may have been sent by then.
   */
  static RequestBody of(Reader reader, Charset charset) {
    return new RequestBodies.Text(reader, charset);
  }

  /**
   * Pieces, each of which goes to the peer before the next one is asked for; in a chunked request
   * each is one chunk. Empty pieces are left out. Can be sent once, whatever the iterable.
   */
  static RequestBody of(Iterable<ByteString> pieces) {
    return new RequestBodies.Pieces(pieces);
  }
}
