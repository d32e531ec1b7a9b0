package httpwire.transport;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The certificates and the private key in a PEM text, RFC 7468. Other blocks, and text around the
 * blocks, do not matter. What cannot be used is an {@link IllegalArgumentException} that says why,
 * and never shows the key.
 */
final class Pem {
  private static final String KEY_LABEL = "PRIVATE KEY";
  private static final String[] ALGORITHMS = {"EC", "RSA", "RSASSA-PSS", "Ed25519", "Ed448"};

  private final String role;
  private final List<PemBlock> blocks;

  /**
   * @param role whose text it is, for messages: "our private key"
   */
  Pem(String text, String role) {
    this.role = role;
    this.blocks = PemBlock.allIn(text);
  }

  /** All certificates in their order, at least one. */
  List<Certificate> certificates() throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<Certificate> certificates = new ArrayList<>();
    for (PemBlock block : blocks) {
      if (block.isCertificate()) certificates.add(certificate(block, factory));
    }
    if (certificates.isEmpty()) throw missing("CERTIFICATE");
    return certificates;
  }

  private Certificate certificate(PemBlock block, CertificateFactory factory) {
    byte[] encoded = decoded(block);
    try {
      return factory.generateCertificate(new ByteArrayInputStream(encoded));
    } catch (CertificateException e) {
      throw refused("the " + block + " can't be read", e);
    }
  }

  /** The only private key. */
  PrivateKey privateKey() throws NoSuchAlgorithmException {
    PemBlock found = null;
    int count = 0;
    for (PemBlock block : blocks) {
      if (!block.label().endsWith(KEY_LABEL)) continue;
      found = block;
      count++;
    }
    if (found == null) throw missing(KEY_LABEL);
    if (count > 1) throw refused("there are " + count + " private keys in it", null);
    requirePlainPkcs8(found);
    return privateKey(found);
  }

  private void requirePlainPkcs8(PemBlock block) {
    if (block.isEncrypted()) {
      throw refused(
          "the " + block + " is encrypted: decrypt it with 'openssl pkey -in FILE'", null);
    }
    if (!block.label().equals(KEY_LABEL)) {
      String advice = "convert it with 'openssl pkcs8 -topk8 -nocrypt -in FILE'";
      throw refused("the " + block + " is not a PRIVATE KEY (PKCS #8): " + advice, null);
    }
  }

  /** PKCS #8 names the algorithm, but the JDK has no factory that asks it. */
  private PrivateKey privateKey(PemBlock block) throws NoSuchAlgorithmException {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(decoded(block));
    for (String algorithm : ALGORITHMS) {
      PrivateKey key = privateKey(spec, KeyFactory.getInstance(algorithm));
      if (key != null) return key;
    }
    throw refused("the " + block + " is not a key of a known kind", null);
  }

  private static @Nullable PrivateKey privateKey(PKCS8EncodedKeySpec spec, KeyFactory factory) {
    try {
      return factory.generatePrivate(spec);
    } catch (InvalidKeySpecException ofAnotherAlgorithm) {
      return null;
    }
  }

  private byte[] decoded(PemBlock block) {
    if (!block.hasEnd()) throw refused("the " + block + " has no END line", null);
    try {
      return block.decoded();
    } catch (IllegalArgumentException e) {
      throw refused("the " + block + " is not Base64", null);
    }
  }

  private IllegalArgumentException missing(String label) {
    StringBuilder reason = new StringBuilder("there is no ").append(label).append(" in it, ");
    if (blocks.isEmpty()) return refused(reason + "nor any other PEM block", null);
    reason.append("only ");
    for (int i = 0; i < blocks.size(); i++) {
      reason.append(i == 0 ? "" : ", ").append(blocks.get(i).label());
    }
    return refused(reason.toString(), null);
  }

  private IllegalArgumentException refused(
      String reason, @Nullable GeneralSecurityException cause) {
    String message = "can't use the PEM text of " + role + ": " + reason;
    return new IllegalArgumentException(message, cause);
  }
}
