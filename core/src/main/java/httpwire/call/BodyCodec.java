package httpwire.call;

import httpwire.Request;
import httpwire.RequestBody;
import httpwire.connection.HttpResponse;
import java.io.IOException;
import java.lang.reflect.Type;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Turns objects into bodies and bodies into objects, by a library of the user's: for JSON, usually.
 * Safe for use by several threads. A client has one ({@code HttpClientBuilder.codec}), and attaches
 * it to each of its requests as a tag, so that whoever has a response can decode its body.
 */
public interface BodyCodec {
  /**
   * The body for a value. Its {@link RequestBody#contentType} is sent; it should be repeatable. The
   * caller gets whatever this throws.
   *
   * @param type what the value is to be encoded as: its class, or a type with arguments
   */
  RequestBody encode(Object value, Type type) throws IOException;

  /**
   * The value of a body.
   *
   * @param source the body after its content decoding, to its end; belongs to the caller. It throws
   *     {@link httpwire.HttpException.LimitExceeded} beyond the bytes that the response may have in
   *     memory
   * @param type what the value is to be, and what a caller casts it to
   */
  @Nullable Object decode(BufferedSource source, Type type) throws IOException;

  /**
   * Whether bodies of this media type can be decoded. By default those of JSON can: {@code
   * application/json}, and every type that ends with {@code +json} (RFC 6839 §3.1).
   *
   * @param mediaType in lower case, without parameters
   */
  default boolean canDecode(String mediaType) {
    return mediaType.equals("application/json") || mediaType.endsWith("+json");
  }

  /**
   * Decodes the rest of a response's body, whatever the status, and closes the response; its
   * connection is kept if that was the whole body.
   *
   * @throws httpwire.HttpException.UnexpectedResponse if the Content-Type is missing or cannot be
   *     decoded, if there is a Content-Encoding that nobody decoded, if the value is null, and if
   *     the codec has thrown an exception, which is the cause then. What the body itself throws,
   *     such as {@link httpwire.HttpException.IncompleteRead}, is thrown as it is, and so are
   *     errors
   * @throws IllegalStateException if the response was closed before the end of its body
   */
  default Object decode(HttpResponse response, Type type) throws IOException {
    return new Decoder(this, response, type).decode();
  }

  /**
   * The codec of the client that sent the request of this response.
   *
   * @throws IllegalStateException if there is none
   */
  static BodyCodec of(HttpResponse response) {
    Request request = response.getRequest();
    BodyCodec codec = request == null ? null : request.getTag(BodyCodec.class);
    if (codec != null) return codec;
    throw new IllegalStateException("no codec: give the client one, codec(…), or call the codec");
  }
}
