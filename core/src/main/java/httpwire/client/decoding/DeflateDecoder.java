package httpwire.client.decoding;

import java.io.IOException;
import java.util.List;
import okio.BufferedSource;
import okio.Source;

/**
 * {@code deflate} is zlib's framing (RFC 9110 §8.4.1.2); some servers send the stream without it.
 */
final class DeflateDecoder implements ContentDecoder {
  private static final List<String> CODINGS = List.of("deflate");

  @Override
  public List<String> getCodings() {
    return CODINGS;
  }

  @Override
  public Source decode(BufferedSource coded) throws IOException {
    return new InflatedSource(coded, !isFramed(coded));
  }

  /**
   * Whether the first two bytes are a header of zlib's, RFC 1950 §2.2. A raw stream could begin
   * with them only if its first block were stored and had padding that is not zero.
   */
  private static boolean isFramed(BufferedSource coded) throws IOException {
    if (!coded.request(2)) return false;
    int method = coded.getBuffer().getByte(0) & 0xff;
    int flags = coded.getBuffer().getByte(1) & 0xff;
    return (method & 15) == 8 && ((method << 8) | flags) % 31 == 0;
  }
}
