package httpwire.transport;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A TLS context, and whom it trusts.
 *
 * @param trust null if that is not known, as for a context of the caller's
 */
record PeerContext(SSLContext context, @Nullable X509ExtendedTrustManager trust) {
  /**
   * The JVM's default context. Where it is the JDK's own, one that does the same is made here: it
   * tells which certificates it has refused, and which it trusts.
   */
  static PeerContext ofDefault() throws GeneralSecurityException, IOException {
    SSLContext given = SSLContext.getDefault();
    boolean isJdks = given.getProtocol().equals("Default");
    boolean hasKeys = System.getProperty("javax.net.ssl.keyStore") != null;
    return isJdks && !hasKeys ? of(List.of(), null) : new PeerContext(given, null);
  }

  /** Accepts every certificate. */
  static PeerContext ofAnybody(@Nullable ClientCertificate ours)
      throws GeneralSecurityException, IOException {
    TrustManager[] managers = {new TrustAnybody()};
    return new PeerContext(context(managers, ours), null);
  }

  /**
   * @param trusted PEM texts; none for the JVM's trust store
   * @param ours null for no certificate of ours
   */
  static PeerContext of(List<String> trusted, @Nullable ClientCertificate ours)
      throws GeneralSecurityException, IOException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted.isEmpty() ? null : trustStore(trusted));
    TrustManager[] managers = factory.getTrustManagers().clone();
    X509ExtendedTrustManager trust = null;
    for (int i = 0; i < managers.length; i++) {
      if (!(managers[i] instanceof X509ExtendedTrustManager judge)) continue;
      trust = new ChainTrustManager(judge);
      managers[i] = trust;
    }
    return new PeerContext(context(managers, ours), trust);
  }

  private static SSLContext context(TrustManager[] managers, @Nullable ClientCertificate ours)
      throws GeneralSecurityException, IOException {
    KeyManager[] keys = ours == null ? null : ours.keyManagers();
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, managers, null);
    return context;
  }

  private static KeyStore trustStore(List<String> trusted)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int index = 0;
    for (String pem : trusted) {
      for (Certificate certificate : certificates(pem)) {
        store.setCertificateEntry("trusted " + index++, certificate);
      }
    }
    return store;
  }

  private static List<Certificate> certificates(String pem) throws CertificateException {
    return new Pem(pem, "the trusted certificates").certificates();
  }

  /**
   * @throws IllegalArgumentException if the text has no certificate, or one that cannot be read
   */
  static void requireCertificates(String pem) {
    try {
      certificates(pem);
    } catch (CertificateException e) {
      throw new IllegalArgumentException("this JVM can't read certificates", e);
    }
  }

  /** Issuers that a peer need not send. */
  X509Certificate[] trustedIssuers() {
    return trust == null ? new X509Certificate[0] : trust.getAcceptedIssuers();
  }
}
