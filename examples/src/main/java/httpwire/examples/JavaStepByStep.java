package httpwire.examples;

import httpwire.connection.HttpConnection;
import httpwire.connection.HttpResponse;
import java.io.IOException;
import okio.ByteString;

/** How do I send a request step by step? For a body that is made as it goes out. */
public final class JavaStepByStep {
  private JavaStepByStep() {}

  public static int countdown(HttpConnection connection) throws IOException {
    connection.putRequest("PUT", "/file");
    connection.putHeader("Content-Type", "text/plain");
    connection.putHeader("Content-Length", "6");
    connection.endHeaders();
    for (int i = 3; i > 0; i--) connection.send(ByteString.encodeUtf8(i + "\n"));
    HttpResponse response = connection.readResponse();
    response.read();
    return response.getStatus();
  }
}
