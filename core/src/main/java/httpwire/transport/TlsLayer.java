package httpwire.transport;

import httpwire.HttpException.TlsFailed;
import httpwire.Origin;
import httpwire.Phase;
import httpwire.trace.internal.Flight;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS with an origin, over whatever carries bytes to it. TLS is set up here and nowhere else, so
 * that no path lacks SNI, ALPN {@code http/1.1}, or the check that the certificate is for the host
 * (RFC 9110 §4.3.4).
 */
public final class TlsLayer implements Layer {
  private final Origin origin;
  private final TlsOptions options;

  public TlsLayer(Origin origin, TlsOptions options) {
    this.origin = origin;
    this.options = options;
  }

  /**
   * @throws TlsFailed if the peer does not speak TLS, agrees to nothing, or is not who it should be
   */
  @Override
  public Transport over(Transport carrier, ConnectAttempt attempt) throws IOException {
    Flight.Tls flight = Flight.tls(origin, attempt.exchangeNumber());
    if (flight == null) return secured(carrier, attempt);
    Transport secured = null;
    IOException failure = null;
    try {
      secured = secured(carrier, attempt);
      return secured;
    } catch (IOException e) {
      failure = e;
      throw e;
    } finally {
      flight.end(secured == null ? null : secured.getTlsSession(), failure);
    }
  }

  private Transport secured(Transport carrier, ConnectAttempt attempt) throws IOException {
    attempt.getBudget().enterWhole(Phase.TLS, carrier);
    attempt.tlsStarted(origin);
    CarrierSocket socket = new CarrierSocket(carrier, origin.port());
    PeerContext context = options.contextFor(origin.host());
    SSLSocketFactory factory = context.context().getSocketFactory();
    SSLSocket tls = (SSLSocket) factory.createSocket(socket, peerHost(), origin.port(), true);
    tls.setSSLParameters(parameters(tls.getSSLParameters(), tls.getSupportedProtocols()));
    PeerCheck check = new PeerCheck(tls, origin, options, context);
    long startMillis = System.currentTimeMillis();
    try {
      tls.startHandshake();
      check.require();
    } catch (SSLException e) {
      IOException network = networkCause(e);
      if (network != null) throw network;
      throw HandshakeFailure.of(origin, e, socket.records().isTls());
    }
    attempt.tlsEstablished(origin, tls.getSession(), startMillis);
    return new TlsTransport(tls, socket, carrier, check);
  }

  /**
   * As a certificate may name it: the zone of an IPv6 address has a meaning on this machine only.
   */
  private String peerHost() {
    int zone = origin.host().indexOf('%');
    return zone < 0 ? origin.host() : origin.host().substring(0, zone);
  }

  private SSLParameters parameters(SSLParameters parameters, String[] supported) {
    TlsVersion minimum = options.minimumVersion();
    if (minimum != null) parameters.setProtocols(minimum.andLater(supported));
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    parameters.setServerNames(serverNames());
    return parameters;
  }

  /** RFC 6066 §3: SNI is for names, without their final dot, and not for addresses. */
  private List<SNIServerName> serverNames() {
    if (origin.isAddress()) return List.of();
    String host = origin.host();
    try {
      return List.of(
          new SNIHostName(host.endsWith(".") ? host.substring(0, host.length() - 1) : host));
    } catch (IllegalArgumentException noHostName) {
      // An underscore, say. The server has to do without; the certificate is checked all the same.
      return List.of();
    }
  }

  /** What happened below TLS, which the JDK wraps: the network failed, and not TLS. */
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

  @Override
  public String toString() {
    return "tls " + origin.host();
  }
}
