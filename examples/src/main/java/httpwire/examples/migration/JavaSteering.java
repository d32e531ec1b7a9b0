package httpwire.examples.migration;

import httpwire.Headers;
import httpwire.HttpException.InvalidUrl;
import httpwire.connection.HttpConnection;
import httpwire.connection.HttpResponse;
import httpwire.transport.TlsOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import okio.ByteString;

/** docs/from-http-client.md: making connections, and seeing what they do. */
public final class JavaSteering {
  private JavaSteering() {}

  public static List<HttpConnection> connections() throws InvalidUrl {
    // region move-constructors-java
    HttpConnection h1 = HttpConnection.http("www.python.org");
    HttpConnection h2 = HttpConnection.http("www.python.org:80");
    HttpConnection h3 = HttpConnection.builder("www.python.org").port(80).build();
    HttpConnection h4 =
        HttpConnection.builder("www.python.org:80")
            .timeout(Duration.ofSeconds(10))
            .sourceAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .blockSize(8192)
            .build();
    HttpConnection h5 = HttpConnection.https("www.python.org");
    // endregion
    return List.of(h1, h2, h3, h4, h5);
  }

  public static Answer throughTunnel(String proxy, TlsOptions trusted) throws IOException {
    // region move-tunnel-java
    String credentials = "Basic " + ByteString.encodeUtf8("user:secret").base64();
    HttpConnection connection = HttpConnection.builder(proxy).tls(trusted).build();
    connection.setTunnel("www.python.org", 443, Headers.of("Proxy-Authorization", credentials));
    connection.request("HEAD", "/index.html");
    HttpResponse response = connection.readResponse();
    Headers fromProxy = connection.getProxyResponseHeaders();
    // endregion
    connection.close();
    String via = fromProxy == null ? "" : fromProxy.get("Via");
    return new Answer(response.getStatus(), response.getReason(), ByteString.encodeUtf8("" + via));
  }

  public static String debug(HttpConnection connection, PrintStream output) throws IOException {
    // region move-debug-java
    connection.setDebugLevel(1); // 2 shows passwords and cookies, too.
    connection.setDebugOutput(output); // Standard output if this line is left out.
    connection.request("GET", "/");
    String page = connection.readResponse().text();
    // endregion
    return page;
  }
}
