package httpwire.download;

import httpwire.DigestField;
import httpwire.Headers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What the digest of a file must be.
 *
 * @param algorithm {@code sha-256} or {@code sha-512}, as the registry of RFC 9530 §5 has them
 * @param value the digest's bytes
 */
public record Digest(String algorithm, ByteString value) {
  private static final Map<String, String> ALGORITHMS =
      Map.of("sha-256", "SHA-256", "sha-512", "SHA-512");

  /**
   * @throws IllegalArgumentException for another algorithm
   */
  public Digest {
    if (!isKnown(algorithm)) {
      throw new IllegalArgumentException("not sha-256 or sha-512: " + algorithm);
    }
  }

  /**
   * A SHA-256 digest.
   *
   * @param hex 64 digits, as {@code sha256sum} writes them
   * @throws IllegalArgumentException if it is anything else
   */
  public static Digest sha256(String hex) {
    return ofHex("sha-256", hex, 32);
  }

  /**
   * A SHA-512 digest.
   *
   * @param hex 128 digits, as {@code sha512sum} writes them
   * @throws IllegalArgumentException if it is anything else
   */
  public static Digest sha512(String hex) {
    return ofHex("sha-512", hex, 64);
  }

  private static Digest ofHex(String algorithm, String hex, int byteCount) {
    ByteString value = ByteString.decodeHex(hex);
    if (value.size() != byteCount) {
      throw new IllegalArgumentException(
          algorithm + " has " + 2 * byteCount + " hexadecimal digits, not " + hex.length());
    }
    return new Digest(algorithm, value);
  }

  /**
   * The digests of a field, Content-Digest or Repr-Digest (RFC 9530), whose algorithms are known.
   */
  static List<Digest> of(Headers headers, String name) {
    DigestField field = DigestField.parse(headers.getAll(name));
    if (field == null) return List.of();
    List<Digest> known = new ArrayList<>();
    field
        .digests()
        .forEach(
            (algorithm, value) -> {
              if (isKnown(algorithm)) known.add(new Digest(algorithm, value));
            });
    return known;
  }

  static boolean isKnown(@Nullable String algorithm) {
    return algorithm != null && ALGORITHMS.containsKey(algorithm);
  }

  MessageDigest newComputation() {
    try {
      return MessageDigest.getInstance(String.valueOf(ALGORITHMS.get(algorithm)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-2", e);
    }
  }
}
