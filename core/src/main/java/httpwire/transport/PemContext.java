package httpwire.transport;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Makes a TLS context from PEM text, RFC 7468. */
final class PemContext {
  private static final char[] NO_PASSWORD = new char[0];

  private PemContext() {}

  /**
   * @throws IllegalArgumentException if a text cannot be used; the message says which and why
   */
  static SSLContext of(
      @Nullable String trusted, @Nullable String certificates, @Nullable String key)
      throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLS");
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted == null ? null : trustStore(trusted));
    KeyManager[] keys = certificates == null || key == null ? null : identity(certificates, key);
    context.init(keys, withChains(trust.getTrustManagers()), null);
    return context;
  }

  private static TrustManager[] withChains(TrustManager[] managers) {
    TrustManager[] withChains = managers.clone();
    for (int i = 0; i < managers.length; i++) {
      if (managers[i] instanceof X509ExtendedTrustManager judge) {
        withChains[i] = new ChainTrustManager(judge);
      }
    }
    return withChains;
  }

  private static KeyManager[] identity(String certificates, String key)
      throws GeneralSecurityException, IOException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(keyStore(certificates, key), NO_PASSWORD);
    return keys.getKeyManagers();
  }

  private static KeyStore trustStore(String pem) throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    int index = 0;
    for (Certificate certificate : new Pem(pem, "the trusted certificates").certificates()) {
      store.setCertificateEntry("trusted " + index++, certificate);
    }
    return store;
  }

  private static KeyStore keyStore(String chain, String key)
      throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    List<Certificate> certificates = new Pem(chain, "our certificates").certificates();
    PrivateKey ours = new Pem(key, "our private key").privateKey();
    store.setKeyEntry("ours", ours, NO_PASSWORD, certificates.toArray(new Certificate[0]));
    return store;
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
