package httpwire.examples;

import httpwire.Headers;
import httpwire.HttpException.TunnelRefused;
import httpwire.connection.HttpConnection;
import java.io.IOException;

/** How do I go through a proxy? The connection's own host is the proxy. */
public final class JavaTunnel {
  private JavaTunnel() {}

  public static String viaOf(HttpConnection proxy, String host) throws IOException {
    proxy.setTunnel(host, 80, Headers.of("User-Agent", "example"));
    try {
      proxy.request("GET", "/");
    } catch (TunnelRefused refused) {
      return "refused: " + refused.getStatus();
    }
    proxy.readResponse().read();
    Headers answered = proxy.getProxyResponseHeaders();
    return answered == null ? "no proxy" : "via " + answered.joined("Via");
  }
}
