package httpwire.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The real server behind a {@link RecordingPeer}.
 *
 * @param context for TLS; null for none
 */
record Upstream(String host, int port, @Nullable SSLContext context) {
  private static final int LIMIT_MILLIS = 10_000;

  /** Of {@code host:port}; an IPv6 address is in brackets. */
  static Upstream of(String address, @Nullable SSLContext context) {
    int colon = address.lastIndexOf(':');
    String port = address.substring(colon + 1);
    if (colon < 1 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 0xFFFF) {
      throw new IllegalArgumentException("must be host:port, got \"" + address + "\"");
    }
    String host = address.substring(0, colon).replaceAll("^\\[|]$", "");
    return new Upstream(host, Integer.parseInt(port), context);
  }

  /** A new connection to it, for which the caller is given the plain socket first. */
  Socket connect(Socket plain) throws IOException {
    plain.connect(new InetSocketAddress(host, port), LIMIT_MILLIS);
    plain.setTcpNoDelay(true);
    if (context == null) {
      return plain;
    }
    SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    tls.setSSLParameters(parameters);
    plain.setSoTimeout(LIMIT_MILLIS);
    tls.startHandshake();
    plain.setSoTimeout(0);
    return tls;
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
