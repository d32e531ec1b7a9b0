package httpwire.transport;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Certificates in their order: one's own first, then each issuer of the one before. */
final class CertificateChain {
  private static final int SHA256_BYTES = 32;

  private CertificateChain() {}

  /**
   * The chain of the certificate that belongs to {@code key}, made of {@code certificates}.
   *
   * @throws IllegalArgumentException if it belongs to none of them
   */
  static List<X509Certificate> of(PrivateKey key, List<Certificate> certificates)
      throws GeneralSecurityException {
    List<X509Certificate> all = x509(certificates);
    for (X509Certificate certificate : all) {
      if (belongsTo(key, certificate.getPublicKey())) return from(certificate, all);
    }
    throw new IllegalArgumentException("our private key belongs to none of our certificates");
  }

  /** Its issuers among {@code others}, as far as they go; each signature is verified. */
  static List<X509Certificate> from(X509Certificate own, List<X509Certificate> others) {
    List<X509Certificate> chain = new ArrayList<>();
    for (X509Certificate next = own; next != null; next = issuer(next, others)) {
      if (chain.contains(next)) break;
      chain.add(next);
    }
    return List.copyOf(chain);
  }

  private static @Nullable X509Certificate issuer(
      X509Certificate certificate, List<X509Certificate> others) {
    for (X509Certificate other : others) {
      if (isIssuer(other, certificate)) return other;
    }
    return null;
  }

  private static boolean isIssuer(X509Certificate issuer, X509Certificate certificate) {
    if (!issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()))
      return false;
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException signedByAnother) {
      return false;
    }
  }

  private static List<X509Certificate> x509(List<Certificate> certificates) {
    List<X509Certificate> x509 = new ArrayList<>();
    for (Certificate one : certificates) if (one instanceof X509Certificate that) x509.add(that);
    return x509;
  }

  /** Signs something with the one and verifies that with the other. */
  private static boolean belongsTo(PrivateKey key, PublicKey published)
      throws GeneralSecurityException {
    if (!key.getAlgorithm().equals(published.getAlgorithm())) return false;
    byte[] text = {1, 2, 3};
    Signature signature = signatureOf(key);
    signature.initSign(key);
    signature.update(text);
    byte[] signed = signature.sign();
    signature.initVerify(published);
    signature.update(text);
    return signature.verify(signed);
  }

  private static Signature signatureOf(PrivateKey key) throws GeneralSecurityException {
    switch (key.getAlgorithm()) {
      case "RSA":
        return Signature.getInstance("SHA256withRSA");
      case "EC":
        return Signature.getInstance("SHA256withECDSA");
      case "RSASSA-PSS":
        Signature signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(pssParameters(key));
        return signature;
      default:
        return Signature.getInstance(key.getAlgorithm());
    }
  }

  /** Those that the key is bound to (RFC 4055); the usual ones if it has none. */
  private static AlgorithmParameterSpec pssParameters(PrivateKey key) {
    AlgorithmParameterSpec own = key instanceof RSAKey rsa ? rsa.getParams() : null;
    return own != null
        ? own
        : new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, SHA256_BYTES, 1);
  }
}
