package httpwire.examples.migration;

import httpwire.HttpException;
import httpwire.connection.HttpConnection;
import httpwire.connection.HttpResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okio.ByteString;

/** docs/from-http-client.md: getting something. */
public final class JavaReading {
  private JavaReading() {}

  public static Answer get(HttpConnection connection) throws IOException {
    // region move-get-java
    connection.request("GET", "/");
    HttpResponse r1 = connection.readResponse();
    int status = r1.getStatus();
    String reason = r1.getReason();
    ByteString data1 = r1.read(); // All of it, up to 64 MiB; text() for text.
    // endregion
    return new Answer(status, reason, data1);
  }

  public static List<ByteString> inPieces(HttpConnection connection) throws IOException {
    List<ByteString> chunks = new ArrayList<>();
    // region move-pieces-java
    connection.request("GET", "/");
    HttpResponse r1 = connection.readResponse();
    for (ByteString chunk = r1.read(200); chunk.size() > 0; chunk = r1.read(200)) {
      chunks.add(chunk);
    }
    // endregion
    return chunks;
  }

  public static List<ByteString> untilClosed(HttpConnection connection) throws IOException {
    List<ByteString> chunks = new ArrayList<>();
    connection.request("GET", "/");
    HttpResponse r1 = connection.readResponse();
    // region move-until-closed-java
    while (!r1.isClosed()) {
      chunks.add(r1.read(200));
    }
    // endregion
    return chunks;
  }

  public static Answer notFound(String host) throws IOException {
    // region move-not-found-java
    try (HttpConnection connection = HttpConnection.http(host)) {
      connection.request("GET", "/parrot.spam");
      HttpResponse r2 = connection.readResponse(); // 404 is an answer like any other.
      return new Answer(r2.getStatus(), r2.getReason(), r2.read());
    }
    // endregion
  }

  public static Answer head(HttpConnection connection) throws IOException {
    // region move-head-java
    connection.request("HEAD", "/");
    HttpResponse res = connection.readResponse();
    ByteString data = res.read(); // Empty, as always with HEAD.
    // endregion
    return new Answer(res.getStatus(), res.getReason(), data);
  }

  public static String fields(HttpResponse response) {
    // region move-fields-java
    String type = response.getHeader("Content-Type", "text/plain");
    List<String> cookies = response.getHeaders().getAll("Set-Cookie");
    StringBuilder all = new StringBuilder();
    for (Map.Entry<String, String> field : response.getHeaders()) {
      all.append(field.getKey()).append(": ").append(field.getValue()).append('\n');
    }
    // endregion
    return type + cookies + all;
  }

  public static String failing(HttpConnection connection) throws IOException {
    // region move-errors-java
    try {
      connection.request("GET", "/");
      return connection.readResponse().text();
    } catch (HttpException.RemoteDisconnected e) {
      return "no answer";
    } catch (HttpException.IncompleteRead e) {
      return e.getPartial().size() + " bytes, then the end";
    } catch (HttpException.Timeout e) {
      return "too slow " + e.getPhase();
    } catch (HttpException e) {
      return e.getFault() + ": " + e.getMessage();
    }
    // endregion
  }
}
