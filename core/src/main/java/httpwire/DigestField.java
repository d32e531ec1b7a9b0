package httpwire;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import okio.HashingSource;
import org.jspecify.annotations.Nullable;

/**
 * The value of a Content-Digest or Repr-Digest field, RFC 9530: {@code sha-256=:d435Qo+…:}.
 *
 * <p>Content-Digest is about the bytes of the body as they were sent, coded ones included;
 * Repr-Digest is about the whole representation, also in a response that has a part of it, or to
 * HEAD. A body that a client has decoded fits neither of them, if it had a Content-Encoding.
 *
 * @param digests the digests by their algorithms, such as {@code sha-256}, in their order
 */
public record DigestField(Map<String, ByteString> digests) {
  private static final String SHA_256 = "sha-256";
  private static final String SHA_512 = "sha-512";

  /**
   * A field with a copy of the map.
   *
   * @throws IllegalArgumentException if there is no digest, or an algorithm is not a key of RFC
   *     9651: {@code a} to {@code z}, digits and {@code _-.*}, not beginning with a digit or one of
   *     {@code _-.}
   */
  public DigestField {
    if (digests.isEmpty()) throw new IllegalArgumentException("there is no digest");
    for (String algorithm : digests.keySet()) {
      if (!ByteDictionary.isKey(algorithm)) {
        throw new IllegalArgumentException("not a key of a structured field: " + algorithm);
      }
    }
    digests = Collections.unmodifiableMap(new LinkedHashMap<>(digests));
  }

  /**
   * Reads the values of a field that may have several lines. Null if they are not a dictionary (RFC
   * 9651 §4.2), which is then to be ignored as a whole, or if there is no digest in it.
   */
  public static @Nullable DigestField parse(List<String> fieldValues) {
    Map<String, ByteString> digests = ByteDictionary.parse(String.join(", ", fieldValues));
    return digests == null || digests.isEmpty() ? null : new DigestField(digests);
  }

  /** Like {@link #parse(List)}, of one line. */
  public static @Nullable DigestField parse(String fieldValue) {
    return parse(List.of(fieldValue));
  }

  /** A field with the SHA-256 of {@code content}. */
  public static DigestField sha256(ByteString content) {
    return new DigestField(Map.of(SHA_256, content.sha256()));
  }

  /** A field with the SHA-512 of {@code content}. */
  public static DigestField sha512(ByteString content) {
    return new DigestField(Map.of(SHA_512, content.sha512()));
  }

  /**
   * Whether {@link #matches} can compare: there is a digest of {@code sha-256} or {@code sha-512}.
   * The other registered algorithms give no protection (RFC 9530 §5), and are not computed.
   */
  public boolean isVerifiable() {
    return digests.containsKey(SHA_256) || digests.containsKey(SHA_512);
  }

  /**
   * Whether these bytes have the digests of {@code sha-256} and {@code sha-512} that are here.
   * False if there is neither.
   */
  public boolean matches(ByteString content) {
    return isVerifiable()
        && isAbsentOr(SHA_256, content::sha256)
        && isAbsentOr(SHA_512, content::sha512);
  }

  /**
   * Like {@link #matches(ByteString)}, of the rest of {@code source}: reads it to its end, keeps
   * nothing of it, and does not close it.
   */
  public boolean matches(BufferedSource source) throws IOException {
    HashingSource sha256 = HashingSource.sha256(source);
    HashingSource sha512 = HashingSource.sha512(sha256);
    Buffer piece = new Buffer();
    while (sha512.read(piece, 1L << 16) >= 0) piece.clear();
    return isVerifiable() && isAbsentOr(SHA_256, sha256::hash) && isAbsentOr(SHA_512, sha512::hash);
  }

  private boolean isAbsentOr(String algorithm, Supplier<ByteString> computed) {
    ByteString digest = digests.get(algorithm);
    return digest == null || digest.equals(computed.get());
  }

  /** The field value, as senders write it. */
  @Override
  public String toString() {
    StringBuilder value = new StringBuilder();
    digests.forEach(
        (algorithm, digest) -> {
          if (value.length() > 0) value.append(", ");
          value.append(algorithm).append("=:").append(digest.base64()).append(':');
        });
    return value.toString();
  }
}
