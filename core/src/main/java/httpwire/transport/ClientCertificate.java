package httpwire.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A certificate of ours with its chain and its private key, to be shown to a server that asks for
 * one. Immutable; its text shows the subject and never the key.
 */
public final class ClientCertificate {
  private static final char[] NO_PASSWORD = new char[0];

  private final PrivateKey key;
  private final List<X509Certificate> chain;

  private ClientCertificate(PrivateKey key, List<X509Certificate> chain) {
    this.key = key;
    this.chain = chain;
  }

  /**
   * Reads PEM text (RFC 7468). Both may be in one text, which is then given twice.
   *
   * @param certificates our certificate and those between it and its root, in any order; others are
   *     left out
   * @param key the private key as PKCS #8, PKCS #1 ({@code RSA PRIVATE KEY}) or SEC 1 ({@code EC
   *     PRIVATE KEY}), not encrypted
   * @throws IllegalArgumentException if either cannot be used; the message says why, and never
   *     shows the key
   */
  public static ClientCertificate fromPem(String certificates, String key) {
    return read(certificates, key, null);
  }

  /**
   * Like {@link #fromPem(String, String)}, with a key that may be encrypted (PKCS #8, {@code
   * ENCRYPTED PRIVATE KEY}).
   */
  public static ClientCertificate fromPem(String certificates, String key, char[] password) {
    return read(certificates, key, password);
  }

  private static ClientCertificate read(
      String certificates, String key, char @Nullable [] password) {
    try {
      List<Certificate> found = new Pem(certificates, "our certificates").certificates();
      PrivateKey ours = new Pem(key, "our private key").privateKey(password);
      return new ClientCertificate(ours, CertificateChain.of(ours, found));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("can't use our certificate: " + e.getMessage(), e);
    }
  }

  /**
   * Reads the only private key in a PKCS #12 file, and its certificates.
   *
   * @throws IOException if the file cannot be read, or the password does not fit it
   * @throws IllegalArgumentException if it has no private key, or several
   */
  public static ClientCertificate fromPkcs12(Path file, char[] password) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      return of(store, password, file);
    } catch (GeneralSecurityException e) {
      throw new IOException("can't read the PKCS #12 file " + file + ": " + e.getMessage(), e);
    }
  }

  private static ClientCertificate of(KeyStore store, char[] password, Path file)
      throws GeneralSecurityException {
    List<String> names = new ArrayList<>();
    for (String name : Collections.list(store.aliases()))
      if (store.isKeyEntry(name)) names.add(name);
    if (names.size() != 1) {
      throw new IllegalArgumentException(
          "the PKCS #12 file " + file + " has " + names.size() + " private keys, not one");
    }
    String name = names.get(0);
    if (!(store.getKey(name, password) instanceof PrivateKey key)) {
      throw new IllegalArgumentException(
          "the key in the PKCS #12 file " + file + " is not private");
    }
    List<X509Certificate> chain = new ArrayList<>();
    for (Certificate one : store.getCertificateChain(name)) chain.add((X509Certificate) one);
    return new ClientCertificate(key, List.copyOf(chain));
  }

  /** Our own first, then that of its issuer, and so on. */
  public List<X509Certificate> getCertificates() {
    return chain;
  }

  KeyManager[] keyManagers() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("ours", key, NO_PASSWORD, chain.toArray(new Certificate[0]));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    return keys.getKeyManagers();
  }

  /** By the certificates, which the key belongs to. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ClientCertificate that && that.chain.equals(chain);
  }

  @Override
  public int hashCode() {
    return chain.hashCode();
  }

  @Override
  public String toString() {
    return "certificate of " + chain.get(0).getSubjectX500Principal();
  }
}
