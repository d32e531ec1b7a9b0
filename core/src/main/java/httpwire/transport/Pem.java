package httpwire.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
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
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
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

  /**
   * The only private key, in one of the forms that OpenSSL writes: PKCS #8, encrypted or not (RFC
   * 5958), PKCS #1 and SEC 1.
   *
   * @param password of an encrypted key; null if there is none
   */
  PrivateKey privateKey(char @Nullable [] password) throws NoSuchAlgorithmException {
    PemBlock found = null;
    int count = 0;
    for (PemBlock block : blocks) {
      if (!block.label().endsWith(KEY_LABEL)) continue;
      found = block;
      count++;
    }
    if (found == null) throw missing(KEY_LABEL);
    if (count > 1) throw refused("there are " + count + " private keys in it", null);
    return privateKey(found, pkcs8(found, password));
  }

  private PKCS8EncodedKeySpec pkcs8(PemBlock block, char @Nullable [] password) {
    if (block.isEncryptedByHeader()) {
      throw refused(
          "the "
              + block
              + " is encrypted in OpenSSL's older form: convert it with"
              + " 'openssl pkcs8 -topk8 -in FILE'",
          null);
    }
    byte[] encoded = decoded(block);
    switch (block.label()) {
      case KEY_LABEL:
        return new PKCS8EncodedKeySpec(encoded);
      case "ENCRYPTED " + KEY_LABEL:
        if (password == null)
          throw refused("the " + block + " is encrypted: give its password", null);
        return decrypted(block, encoded, password);
      case "RSA " + KEY_LABEL:
        return new PKCS8EncodedKeySpec(KeyEncoding.ofPkcs1(encoded));
      case "EC " + KEY_LABEL:
        byte[] ofCurve = KeyEncoding.ofSec1(encoded);
        if (ofCurve == null) throw refused("the " + block + " does not name its curve", null);
        return new PKCS8EncodedKeySpec(ofCurve);
      default:
        String advice = "convert it with 'openssl pkcs8 -topk8 -in FILE'";
        throw refused("the " + block + " is of no known form: " + advice, null);
    }
  }

  private PKCS8EncodedKeySpec decrypted(PemBlock block, byte[] encoded, char[] password) {
    try {
      EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(encoded);
      // For PBES2 the name of the algorithm is in its parameters, which the JDK shows as text only.
      AlgorithmParameters parameters = encrypted.getAlgParameters();
      String algorithm = parameters == null ? encrypted.getAlgName() : parameters.toString();
      SecretKey key =
          SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password));
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(Cipher.DECRYPT_MODE, key, parameters);
      return encrypted.getKeySpec(cipher);
    } catch (InvalidKeySpecException | InvalidKeyException e) {
      throw refused("the password does not fit the " + block, null);
    } catch (GeneralSecurityException e) {
      throw refused("the " + block + " is encrypted in a way that this JVM does not know", e);
    } catch (IOException e) {
      throw refused("the " + block + " can't be read", null);
    }
  }

  /** PKCS #8 names the algorithm, but the JDK has no factory that asks it. */
  private PrivateKey privateKey(PemBlock block, PKCS8EncodedKeySpec spec)
      throws NoSuchAlgorithmException {
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
