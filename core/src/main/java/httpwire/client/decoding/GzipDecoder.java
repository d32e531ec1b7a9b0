package httpwire.client.decoding;

import java.util.List;
import okio.BufferedSource;
import okio.Source;

/** {@code gzip}, RFC 1952, by either of its names (RFC 9110 §8.4.1.3). */
final class GzipDecoder implements ContentDecoder {
  private static final List<String> CODINGS = List.of("gzip", "x-gzip");

  @Override
  public List<String> getCodings() {
    return CODINGS;
  }

  @Override
  public Source decode(BufferedSource coded) {
    return new GzipSource(coded);
  }
}
