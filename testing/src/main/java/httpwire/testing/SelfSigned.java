package httpwire.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okio.ByteString;

/**
 * A key and a certificate that it signs for itself, made anew each time, for a server of a test;
 * and what a client needs to trust it. The key is one of P-256, the certificate (X.509 v3, RFC
 * 5280) has the hosts as its subjectAltName, and is valid from yesterday for a year. Immutable.
 */
public final class SelfSigned {
  private static final ByteString ECDSA_WITH_SHA256 =
      Der.sequence(Der.identifier("2a8648ce3d040302"));
  private static final String COMMON_NAME = "550403";
  private static final String SUBJECT_ALT_NAME = "551d11";
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;
  private static final int SERIAL_BITS = 64;
  private static final Pattern IP_V4 =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");

  private static final char[] PASSWORD = "only in memory".toCharArray();
  private static final String ALIAS = "self-signed";

  private final KeyPair keys;
  private final X509Certificate certificate;

  private SelfSigned(KeyPair keys, X509Certificate certificate) {
    this.keys = keys;
    this.certificate = certificate;
  }

  /** For {@code localhost}, {@code 127.0.0.1} and {@code ::1}. */
  public static SelfSigned forLocalhost() {
    return forHosts("localhost", "127.0.0.1", "::1");
  }

  /**
   * For these hosts.
   *
   * @param hosts names, {@code *.a.test} included, or addresses without brackets; at least one, in
   *     ASCII
   */
  public static SelfSigned forHosts(String... hosts) {
    if (hosts.length == 0) {
      throw new IllegalArgumentException("no host");
    }
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair keys = generator.generateKeyPair();
      return new SelfSigned(keys, certificate(keys, List.of(hosts)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK makes no certificate", e);
    }
  }

  /** The certificate, which has the public key. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** The certificate in PEM, as a client's list of authorities takes it. */
  public String certificatePem() {
    try {
      String base64 =
          Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
      return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** TLS for the server that has the key. */
  public SSLContext serverContext() {
    try {
      KeyStore store = emptyStore();
      store.setKeyEntry(ALIAS, keys.getPrivate(), PASSWORD, new Certificate[] {certificate});
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(factory.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** TLS for a client that trusts this certificate and no other. */
  public SSLContext clientContext() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trustManager()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Trusts this certificate and no other. */
  public X509TrustManager trustManager() {
    try {
      KeyStore store = emptyStore();
      store.setCertificateEntry(ALIAS, certificate);
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return (X509TrustManager) factory.getTrustManagers()[0];
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The subject, without the key. */
  @Override
  public String toString() {
    return "self-signed " + certificate.getSubjectX500Principal();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      return store;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509Certificate certificate(KeyPair keys, List<String> hosts)
      throws GeneralSecurityException {
    ByteString content = content(keys, hosts);
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keys.getPrivate());
    signature.update(content.toByteArray());
    ByteString signed =
        Der.sequence(content, ECDSA_WITH_SHA256, Der.bits(ByteString.of(signature.sign())));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(signed.toByteArray()));
  }

  /** RFC 5280 §4.1: TBSCertificate. */
  private static ByteString content(KeyPair keys, List<String> hosts) {
    ZonedDateTime from = ZonedDateTime.now(ZoneOffset.UTC).minusDays(1);
    ByteString validity = Der.sequence(Der.time(from), Der.time(from.plusYears(1)));
    BigInteger serial = new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE);
    ByteString name = name(hosts.get(0));
    return Der.sequence(
        Der.tagged(0, Der.integer(BigInteger.TWO)),
        Der.integer(serial),
        ECDSA_WITH_SHA256,
        name,
        validity,
        name,
        ByteString.of(keys.getPublic().getEncoded()),
        Der.tagged(3, Der.sequence(alternativeNames(hosts))));
  }

  private static ByteString name(String commonName) {
    return Der.sequence(Der.set(Der.sequence(Der.identifier(COMMON_NAME), Der.text(commonName))));
  }

  private static ByteString alternativeNames(List<String> hosts) {
    ByteString names =
        Der.sequence(hosts.stream().map(SelfSigned::alternativeName).toArray(ByteString[]::new));
    return Der.sequence(Der.identifier(SUBJECT_ALT_NAME), Der.octets(names));
  }

  private static ByteString alternativeName(String host) {
    if (!StandardCharsets.US_ASCII.newEncoder().canEncode(host) || host.isEmpty()) {
      throw new IllegalArgumentException("host must be in ASCII, got \"" + host + "\"");
    }
    if (host.contains(":") || IP_V4.matcher(host).matches()) {
      return Der.value(IP_ADDRESS, address(host));
    }
    return Der.value(DNS_NAME, ByteString.encodeUtf8(host));
  }

  private static ByteString address(String host) {
    try {
      return ByteString.of(InetAddress.getByName(host).getAddress());
    } catch (IOException e) {
      throw new IllegalArgumentException("not an address: " + host, e);
    }
  }
}
