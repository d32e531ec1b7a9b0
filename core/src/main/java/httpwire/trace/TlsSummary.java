package httpwire.trace;

import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * What a TLS handshake has agreed on.
 *
 * @param protocol as the JDK names it: {@code TLSv1.3}
 * @param cipherSuite as the JDK names it: {@code TLS_AES_128_GCM_SHA256}
 * @param isResumed whether an earlier session was resumed
 * @param peerNames the host names and addresses that the peer's certificate is for
 */
public record TlsSummary(
    String protocol, String cipherSuite, boolean isResumed, List<String> peerNames) {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  /** Keeps its own copy of the names. */
  public TlsSummary {
    peerNames = List.copyOf(peerNames);
  }

  /**
   * What {@code session} has agreed on.
   *
   * @param isResumed whether it is an earlier session that was resumed
   */
  public static TlsSummary of(SSLSession session, boolean isResumed) {
    return new TlsSummary(
        session.getProtocol(), session.getCipherSuite(), isResumed, names(session));
  }

  private static List<String> names(SSLSession session) {
    try {
      Certificate own = session.getPeerCertificates()[0];
      return own instanceof X509Certificate x509 ? names(x509) : List.of();
    } catch (SSLPeerUnverifiedException | CertificateParsingException unnamed) {
      return List.of();
    }
  }

  private static List<String> names(X509Certificate certificate)
      throws CertificateParsingException {
    List<String> names = new ArrayList<>();
    if (certificate.getSubjectAlternativeNames() == null) return names;
    for (List<?> name : certificate.getSubjectAlternativeNames()) {
      boolean isHost = name.get(0).equals(DNS_NAME) || name.get(0).equals(IP_ADDRESS);
      if (isHost) names.add(String.valueOf(name.get(1)));
    }
    return names;
  }
}
