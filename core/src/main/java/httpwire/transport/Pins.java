package httpwire.transport;

import httpwire.HttpException.TlsFailed;
import httpwire.Origin;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import okio.ByteString;

/**
 * The public keys of which a host's certificate, or an issuer of it, must have one: the SHA-256 of
 * their SubjectPublicKeyInfo, as in RFC 7469 §2.4.
 *
 * @param hashes at least two, so that there is one to go on with when a key is lost
 */
record Pins(HostPattern hosts, Set<ByteString> hashes) {
  private static final String PREFIX = "sha256/";
  private static final int HASH_BYTES = 32;

  static Pins of(HostPattern hosts, String... pins) {
    Set<ByteString> hashes = new TreeSet<>();
    for (String pin : pins) hashes.add(hash(pin));
    if (hashes.size() < 2) {
      throw new IllegalArgumentException(
          "pins need a second one, of a key in reserve: without it, losing the key in use would"
              + " lock every client out");
    }
    return new Pins(hosts, hashes);
  }

  private static ByteString hash(String pin) {
    ByteString hash =
        pin.startsWith(PREFIX) ? ByteString.decodeBase64(pin.substring(PREFIX.length())) : null;
    if (hash == null || hash.size() != HASH_BYTES) {
      throw new IllegalArgumentException(
          "a pin must be sha256/ and the Base64 of 32 bytes, got " + pin);
    }
    return hash;
  }

  /**
   * @param certificates that the peer has sent, its own first; the handshake accepted them
   * @param trusted issuers that need not be sent
   * @throws TlsFailed if neither the peer's key nor one that vouches for it is pinned
   */
  void require(Origin origin, Certificate[] certificates, X509Certificate[] trusted)
      throws TlsFailed {
    List<X509Certificate> others = new ArrayList<>();
    for (Certificate one : certificates) if (one instanceof X509Certificate x509) others.add(x509);
    X509Certificate own = others.get(0);
    others.addAll(List.of(trusted));
    // What the peer sends beyond its chain proves nothing: only what has signed its key counts.
    List<X509Certificate> chain = CertificateChain.from(own, others);
    for (X509Certificate certificate : chain) {
      if (hashes.contains(hash(certificate))) return;
    }
    throw HandshakeFailure.ofPins(origin, chain);
  }

  static ByteString hash(X509Certificate certificate) {
    return ByteString.of(certificate.getPublicKey().getEncoded()).sha256();
  }

  /** As it is written in options: {@code sha256/…}. */
  static String text(X509Certificate certificate) {
    return PREFIX + hash(certificate).base64();
  }
}
