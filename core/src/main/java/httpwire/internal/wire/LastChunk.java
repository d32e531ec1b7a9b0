package httpwire.internal.wire;

import httpwire.Headers;
import java.util.Locale;
import java.util.Set;
import okio.Buffer;
import okio.ByteString;

/** The last chunk of a request and the trailer section after it, RFC 9112 §7.1.2. */
final class LastChunk {
  private static final ByteString WITHOUT_TRAILERS = ByteString.encodeUtf8("0\r\n\r\n");

  private LastChunk() {}

  /**
   * The bytes that end a chunked body.
   *
   * @throws IllegalArgumentException for a field that a trailer section can't have
   */
  static ByteString with(Headers trailers) {
    if (trailers.isEmpty()) return WITHOUT_TRAILERS;
    Buffer bytes = new Buffer().writeUtf8("0\r\n");
    for (int i = 0; i < trailers.size(); i++) {
      Forbidden.require(trailers.name(i));
      HeadWriter.field(bytes, trailers.name(i), trailers.value(i));
    }
    HeadWriter.end(bytes);
    return bytes.readByteString();
  }

  /**
   * The fields that a receiver needs before the body, so that after it they would be ignored, or
   * would change what was decided: RFC 9110 §6.5.1. Loaded only when there are trailers.
   */
  private static final class Forbidden {
    private static final Set<String> NAMES =
        Set.of(
            "transfer-encoding",
            "content-length",
            "connection",
            "keep-alive",
            "upgrade",
            "te",
            "trailer",
            "host",
            "proxy-connection",
            "expect",
            "max-forwards",
            "cache-control",
            "pragma",
            "range",
            "if-match",
            "if-none-match",
            "if-modified-since",
            "if-unmodified-since",
            "if-range",
            "authorization",
            "proxy-authorization",
            "cookie",
            "content-encoding",
            "content-type",
            "content-range");

    static void require(String name) {
      if (!NAMES.contains(name.toLowerCase(Locale.ROOT))) return;
      throw new IllegalArgumentException(
          name + " can't be a trailer field: it has to come before the body (RFC 9110 6.5.1)");
    }
  }
}
