package httpwire.transport;

import httpwire.internal.wire.Printable;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;

/** The certificates that a peer has sent, as a message tells them. */
final class PeerChain {
  private static final int MAX_TOLD = 4;

  private PeerChain() {}

  /**
   * {@code "; it sent CN=a.test (issued by CN=authority, valid 2026-01-31 to 2027-01-31), …"};
   * empty for no certificates.
   */
  static String text(List<X509Certificate> chain) {
    StringBuilder text = new StringBuilder();
    int count = Math.min(MAX_TOLD, chain.size());
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "; it sent " : ", ").append(text(chain.get(i)));
    }
    if (chain.size() > count) text.append(" and ").append(chain.size() - count).append(" more");
    return text.toString();
  }

  private static String text(X509Certificate certificate) {
    String subject = Printable.of(certificate.getSubjectX500Principal().getName());
    String issuer = Printable.of(certificate.getIssuerX500Principal().getName());
    String from = date(certificate.getNotBefore());
    String until = date(certificate.getNotAfter());
    return subject + " (issued by " + issuer + ", valid " + from + " to " + until + ")";
  }

  private static String date(Date date) {
    return date.toInstant().toString().substring(0, "2026-01-31".length());
  }
}
