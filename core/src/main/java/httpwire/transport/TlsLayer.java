package httpwire.transport;

import httpwire.HttpException.TlsFailed;
import httpwire.Origin;
import httpwire.Phase;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * TLS with an origin, over whatever carries bytes to it. The only place that sets up TLS, so that
 * no path can lose the check of the host name (RFC 9110 §4.3.4), SNI, or ALPN {@code http/1.1}.
 */
public final class TlsLayer implements Layer {
  /** RFC 5280 §4.2.1.6: the tag of a DNS name among the subject's alternative names. */
  private static final Integer DNS_NAME = 2;

  private final Origin origin;
  private final TlsOptions options;

  public TlsLayer(Origin origin, TlsOptions options) {
    this.origin = origin;
    this.options = options;
  }

  /**
   * @throws TlsFailed if the peer speaks no TLS, agrees to nothing, or is not who it should be
   */
  @Override
  public Transport over(Transport carrier, TimeBudget budget) throws IOException {
    budget.enterWhole(Phase.TLS, carrier);
    CarrierSocket socket = new CarrierSocket(carrier, origin.port());
    SSLSocket tls =
        (SSLSocket)
            options
                .context()
                .getSocketFactory()
                .createSocket(socket, origin.host(), origin.port(), true);
    tls.setSSLParameters(parameters(tls.getSSLParameters()));
    try {
      tls.startHandshake();
      if (isName(origin.host())) requireNameBeyondCommonName(tls.getSession());
    } catch (SSLException e) {
      throw networkCause(e) != null ? networkCause(e) : failed(e);
    }
    return new TlsTransport(tls, socket, carrier);
  }

  private SSLParameters parameters(SSLParameters parameters) {
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    parameters.setServerNames(serverNames(origin.host()));
    return parameters;
  }

  /**
   * The JDK has checked the name, but where a certificate has no DNS names it takes the common name
   * for one, which RFC 9110 §4.3.4 forbids.
   */
  private static void requireNameBeyondCommonName(SSLSession session) throws SSLException {
    Certificate certificate = session.getPeerCertificates()[0];
    if (certificate instanceof X509Certificate x509 && !hasDnsName(x509)) {
      throw new SSLPeerUnverifiedException("the certificate names nobody but in its common name");
    }
  }

  private static boolean hasDnsName(X509Certificate certificate) throws SSLException {
    try {
      var names = certificate.getSubjectAlternativeNames();
      if (names == null) return false;
      for (List<?> name : names) {
        if (DNS_NAME.equals(name.get(0))) return true;
      }
      return false;
    } catch (CertificateParsingException e) {
      throw new SSLException("the certificate's names can't be read", e);
    }
  }

  private static boolean isName(String host) {
    if (host.indexOf(':') >= 0) return false;
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c != '.' && (c < '0' || c > '9')) return true;
    }
    return false;
  }

  /** RFC 6066 §3: SNI is for names, without their final dot, and not for addresses. */
  private static List<SNIServerName> serverNames(String host) {
    if (!isName(host)) return List.of();
    try {
      return List.of(
          new SNIHostName(host.endsWith(".") ? host.substring(0, host.length() - 1) : host));
    } catch (IllegalArgumentException noHostName) {
      // An underscore, say. The server has to do without; the certificate is checked all the same.
      return List.of();
    }
  }

  /** The JDK wraps what happened below TLS; that is a matter of the network, not of TLS. */
  private static @Nullable IOException networkCause(SSLException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedIOException
          || cause instanceof SocketException
          || cause instanceof ClosedChannelException) {
        return (IOException) cause;
      }
    }
    return null;
  }

  private TlsFailed failed(SSLException e) {
    String message = String.valueOf(e.getMessage());
    boolean isPlain = message.contains("Unsupported or unrecognized SSL message");
    String what = isPlain ? "the peer does not speak TLS" : message;
    return new TlsFailed("TLS with " + origin.authority() + " failed: " + what, e);
  }
}
