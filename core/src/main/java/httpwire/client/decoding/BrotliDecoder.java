package httpwire.client.decoding;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import okio.BufferedSource;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/**
 * {@code br}, RFC 7932, by {@code org.brotli:dec}. That reads its input in blocks of 4 KiB: what a
 * server sends in smaller pieces is decoded when a block is full, or at the end.
 */
final class BrotliDecoder implements ContentDecoder {
  private static final List<String> CODINGS = List.of("br");
  private static final @Nullable StreamClass LIBRARY =
      StreamClass.find("org.brotli.dec.BrotliInputStream");

  static boolean isAvailable() {
    return LIBRARY != null;
  }

  @Override
  public List<String> getCodings() {
    return CODINGS;
  }

  @Override
  public Source decode(BufferedSource coded) throws IOException {
    return Okio.source(Objects.requireNonNull(LIBRARY).open(coded.inputStream()));
  }
}
