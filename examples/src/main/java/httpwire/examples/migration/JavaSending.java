package httpwire.examples.migration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import httpwire.Headers;
import httpwire.RequestBody;
import httpwire.connection.HttpConnection;
import httpwire.connection.HttpResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.List;
import okio.ByteString;

/** docs/from-http-client.md: sending something. */
public final class JavaSending {
  private JavaSending() {}

  public static Answer postForm(HttpConnection connection) throws IOException {
    // region move-form-java
    String number = URLEncoder.encode("@number", UTF_8) + "=12524";
    String type = URLEncoder.encode("@type", UTF_8) + "=issue";
    String action = URLEncoder.encode("@action", UTF_8) + "=show";
    RequestBody params = RequestBody.of(String.join("&", number, type, action));
    Headers headers =
        Headers.of("Content-type", "application/x-www-form-urlencoded", "Accept", "text/plain");
    connection.request("POST", "", headers, params);
    HttpResponse response = connection.readResponse();
    String data = response.text(); // Where to? Redirects are not followed.
    // endregion
    return new Answer(response.getStatus(), response.getReason(), ByteString.encodeUtf8(data));
  }

  public static Answer put(HttpConnection connection) throws IOException {
    // region move-put-java
    RequestBody body = RequestBody.of("***filecontents***");
    connection.request("PUT", "/file", Headers.EMPTY, body);
    HttpResponse response = connection.readResponse();
    // endregion
    return new Answer(response.getStatus(), response.getReason(), response.read());
  }

  public static Answer explicitHost(HttpConnection connection) throws IOException {
    // region move-host-java
    String host = "docs.python.org";
    connection.request("GET", "/3/", Headers.of("Host", host));
    HttpResponse response = connection.readResponse();
    // endregion
    return new Answer(response.getStatus(), response.getReason(), response.read());
  }

  public static Answer stepByStep(HttpConnection connection) throws IOException {
    // region move-steps-java
    connection.putRequest("POST", "/cgi-bin/query", false, true);
    connection.putHeader("Accept", "text/plain", "text/html");
    connection.putHeader("Content-Length", "21");
    connection.endHeaders();
    connection.send("spam=1&eggs".getBytes(UTF_8));
    connection.send("=2&bacon=0".getBytes(UTF_8));
    HttpResponse response = connection.readResponse();
    // endregion
    return new Answer(response.getStatus(), response.getReason(), response.read());
  }

  public static Answer file(HttpConnection connection, Path path) throws IOException {
    // region move-file-java
    connection.request("PUT", "/file", Headers.EMPTY, RequestBody.of(path));
    HttpResponse response = connection.readResponse();
    // endregion
    return new Answer(response.getStatus(), response.getReason(), response.read());
  }

  public static Answer pieces(HttpConnection connection, List<ByteString> lines)
      throws IOException {
    // region move-pieces-out-java
    connection.request("POST", "/log", Headers.EMPTY, RequestBody.of(lines));
    HttpResponse response = connection.readResponse();
    // endregion
    return new Answer(response.getStatus(), response.getReason(), response.read());
  }

  public static Answer latin1(HttpConnection connection) throws IOException {
    // region move-latin1-java
    RequestBody body = RequestBody.of("café", ISO_8859_1); // RequestBody.of("café") is UTF-8.
    connection.request("POST", "/", Headers.EMPTY, body);
    // endregion
    HttpResponse response = connection.readResponse();
    return new Answer(response.getStatus(), response.getReason(), response.read());
  }
}
