package httpwire.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Makes a TLS context from PEM text, RFC 7468. */
final class PemContext {
  private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String KEY_END = "-----END PRIVATE KEY-----";
  private static final char[] NO_PASSWORD = new char[0];

  private PemContext() {}

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
    for (Certificate certificate : certificates(pem)) {
      store.setCertificateEntry("trusted " + index++, certificate);
    }
    return store;
  }

  private static KeyStore keyStore(String chain, String key)
      throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    Certificate[] certificates = certificates(chain).toArray(new Certificate[0]);
    store.setKeyEntry("ours", privateKey(key), NO_PASSWORD, certificates);
    return store;
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(String pem)
      throws CertificateException {
    var bytes = new ByteArrayInputStream(pem.getBytes(US_ASCII));
    var certificates = CertificateFactory.getInstance("X.509").generateCertificates(bytes);
    if (certificates.isEmpty()) throw new CertificateException("it holds no certificate");
    return certificates;
  }

  private static PrivateKey privateKey(String pem) throws GeneralSecurityException {
    int from = pem.indexOf(KEY_BEGIN);
    int to = pem.indexOf(KEY_END);
    if (from < 0 || to < from) throw new InvalidKeyException("it holds no " + KEY_BEGIN);
    String base64 = pem.substring(from + KEY_BEGIN.length(), to);
    var spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
    // PKCS #8 names the algorithm, but the JDK has no factory that asks it.
    InvalidKeyException unknown = new InvalidKeyException("the key is of an unknown algorithm");
    for (String algorithm : new String[] {"EC", "RSA", "Ed25519", "Ed448"}) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException another) {
        unknown.addSuppressed(another);
      }
    }
    throw unknown;
  }
}
