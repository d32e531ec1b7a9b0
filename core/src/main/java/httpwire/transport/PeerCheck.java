package httpwire.transport;

import httpwire.HttpException.TlsFailed;
import httpwire.Origin;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a peer's certificates beyond the JDK's own checks: on every connection, also
 * when its session was resumed, and of every session of a connection. TLS 1.2 lets a peer shake
 * hands again at any time, with another certificate (RFC 5246 §7.4.1.1). Used by whoever reads.
 */
final class PeerCheck {
  private final SSLSocket tls;
  private final Origin origin;
  private final TlsOptions options;
  private final PeerContext context;

  /** The last session for which all of it holds. */
  private @Nullable SSLSession checked;

  PeerCheck(SSLSocket tls, Origin origin, TlsOptions options, PeerContext context) {
    this.tls = tls;
    this.origin = origin;
    this.options = options;
    this.context = context;
  }

  @SuppressWarnings("ReferenceEquality") // The server chooses the ids by which sessions are equal.
  void require() throws SSLException, TlsFailed {
    SSLSession session = tls.getSession();
    if (session == checked) return;
    if (!options.isUnverified()) requireIdentity(session);
    for (Pins pins : options.pinsFor(origin.host())) {
      pins.require(origin, session.getPeerCertificates(), context.trustedIssuers());
    }
    checked = session;
  }

  /**
   * The JDK checks the name too, but not with a trust manager that promises to do so itself ({@code
   * X509ExtendedTrustManager}), and it takes a common name where there is no DNS name.
   */
  private void requireIdentity(SSLSession session) throws SSLException, TlsFailed {
    Certificate[] certificates = session.getPeerCertificates();
    String fault =
        certificates[0] instanceof X509Certificate own
            ? ServerIdentity.fault(own, origin)
            : "the certificate is not an X.509 certificate";
    if (fault != null) throw HandshakeFailure.ofName(origin, fault, certificates);
  }
}
