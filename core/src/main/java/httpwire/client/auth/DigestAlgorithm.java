package httpwire.client.auth;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** The hashes of RFC 7616 §6.1, each also with a key of its session. */
enum DigestAlgorithm {
  MD5("MD5", "MD5", false),
  MD5_SESS("MD5-sess", "MD5", true),
  SHA_256("SHA-256", "SHA-256", false),
  SHA_256_SESS("SHA-256-sess", "SHA-256", true),
  SHA_512_256("SHA-512-256", "SHA-512/256", false),
  SHA_512_256_SESS("SHA-512-256-sess", "SHA-512/256", true);

  private final String token;
  private final String digest;
  private final boolean isSession;

  DigestAlgorithm(String token, String digest, boolean isSession) {
    this.token = token;
    this.digest = digest;
    this.isSession = isSession;
  }

  /** The one that a challenge names; MD5 if it names none, null if it is not known here. */
  static @Nullable DigestAlgorithm of(@Nullable String token) {
    if (token == null) return MD5;
    for (DigestAlgorithm one : values()) if (one.token.equalsIgnoreCase(token)) return one;
    return null;
  }

  /** As it is written in a challenge. */
  String token() {
    return token;
  }

  /** Whether the user's hash is hashed once more with the nonces of the session. */
  boolean isSession() {
    return isSession;
  }

  /** In hexadecimal, lower case. */
  String hash(byte[] bytes) {
    try {
      return ByteString.of(MessageDigest.getInstance(digest).digest(bytes)).hex();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no " + digest, e);
    }
  }
}
