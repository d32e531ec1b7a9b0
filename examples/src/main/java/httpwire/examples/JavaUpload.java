package httpwire.examples;

import httpwire.HttpException;
import httpwire.connection.HttpConnection;
import httpwire.connection.HttpResponse;
import java.io.IOException;
import java.util.Iterator;
import okio.ByteString;

/**
 * How do I stop an upload that the server refuses? By asking before each piece whether it has
 * answered.
 */
public final class JavaUpload {
  private JavaUpload() {}

  public static String whileWanted(String host, Iterator<ByteString> pieces) throws IOException {
    // region upload-asking-java
    try (HttpConnection connection = HttpConnection.http(host)) {
      connection.putRequest("PUT", "/backups/1");
      connection.putHeader("Transfer-Encoding", "chunked");
      connection.endHeaders(null, true); // Each piece becomes a chunk.
      HttpResponse response;
      try {
        while (pieces.hasNext() && !connection.responseArrived()) connection.send(pieces.next());
        if (!pieces.hasNext()) connection.endBody();
        response = connection.readResponse();
      } catch (HttpException.ConnectionLost lost) {
        response = connection.readEarlyResponse(lost); // Throws it if there is no answer.
      }
      return response.getStatus() + " " + response.text();
    }
    // endregion
  }
}
