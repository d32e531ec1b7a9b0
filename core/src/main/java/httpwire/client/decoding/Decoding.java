package httpwire.client.decoding;

import httpwire.internal.syntax.Syntax;
import java.util.ArrayList;
import java.util.List;

/**
 * How the content codings of responses are decoded, RFC 9110 §8.4.
 *
 * <p>A client asks for the codings that it can decode: gzip, deflate, br if {@code org.brotli:dec}
 * is on the class path or module path, and zstd if {@code com.github.luben:zstd-jni} is. It asks
 * for none, and decodes none, if the request has an Accept-Encoding of its own, wants none ({@code
 * withoutHeader}), or has a Range.
 *
 * <p>A decoded response has no Content-Encoding, Content-Length or digest of the coded bytes. Its
 * body is decoded while it is read. A body that cannot be decoded, that ends too early, or goes on
 * after the end of its coding is a {@link httpwire.HttpException.MalformedMessage}; one that is
 * over a limit is a {@link httpwire.HttpException.LimitExceeded}. Both close the connection. A
 * response with a coding that is not known stays as it is.
 *
 * @param maxRatio how many bytes may be decoded for each byte that came. The first 1 MiB of a body
 *     is free
 * @param maxCodings how many codings a response may have, one on top of the other
 * @param maxZstdWindowBytes how far back zstd may refer, a power of two; it takes as much memory
 * @param decoders those of the caller, which are used before httpwire's for the same coding
 */
public record Decoding(
    int maxRatio, int maxCodings, int maxZstdWindowBytes, List<ContentDecoder> decoders) {
  private static final int MIN_WINDOW_BYTES = 1 << 10;
  private static final int MAX_WINDOW_BYTES = 1 << 27;

  /**
   * A ratio of at most 200, 5 codings, and a zstd window of 8 MiB (RFC 9659). Text of any kind
   * rarely has a ratio of more than 50; gzip can reach 1032, br and zstd far more.
   */
  public static final Decoding DEFAULT = new Decoding(200, 5, 8 << 20, List.of());

  /**
   * @throws IllegalArgumentException if the ratio or the number of codings is less than 1, the
   *     window is not a power of two from 1 KiB to 128 MiB, or a decoder has no coding or one that
   *     is not a token
   */
  public Decoding {
    requirePositive("maxRatio", maxRatio);
    requirePositive("maxCodings", maxCodings);
    boolean isInRange =
        maxZstdWindowBytes >= MIN_WINDOW_BYTES && maxZstdWindowBytes <= MAX_WINDOW_BYTES;
    if (!isInRange || Integer.bitCount(maxZstdWindowBytes) != 1) {
      throw new IllegalArgumentException(
          "maxZstdWindowBytes must be a power of two from 1 KiB to 128 MiB, got "
              + maxZstdWindowBytes);
    }
    decoders = List.copyOf(decoders);
    for (ContentDecoder decoder : decoders) requireCodings(decoder);
  }

  /** With another {@link #maxRatio}. */
  public Decoding withMaxRatio(int ratio) {
    return new Decoding(ratio, maxCodings, maxZstdWindowBytes, decoders);
  }

  /** With another {@link #maxCodings}. */
  public Decoding withMaxCodings(int count) {
    return new Decoding(maxRatio, count, maxZstdWindowBytes, decoders);
  }

  /** With another {@link #maxZstdWindowBytes}. */
  public Decoding withMaxZstdWindowBytes(int bytes) {
    return new Decoding(maxRatio, maxCodings, bytes, decoders);
  }

  /** With {@code decoder} too, which comes before any other for the same coding. */
  public Decoding with(ContentDecoder decoder) {
    List<ContentDecoder> all = new ArrayList<>();
    all.add(decoder);
    all.addAll(decoders);
    return new Decoding(maxRatio, maxCodings, maxZstdWindowBytes, all);
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) throw new IllegalArgumentException(name + " < 1: " + value);
  }

  private static void requireCodings(ContentDecoder decoder) {
    List<String> codings = decoder.getCodings();
    if (codings.isEmpty()) throw new IllegalArgumentException("a decoder without a coding");
    for (String coding : codings) {
      if (Syntax.checkToken(coding) == Syntax.OK) continue;
      throw new IllegalArgumentException("a coding is not a token: " + coding);
    }
  }
}
