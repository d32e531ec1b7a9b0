package httpwire.examples;

import httpwire.Headers;
import httpwire.Request;
import httpwire.connection.HttpConnection;
import httpwire.connection.HttpResponse;
import httpwire.trace.ConnectionListener;
import httpwire.trace.Moment;
import java.io.IOException;
import java.util.function.Consumer;

/** What will the page need, while its server is still making it? A listener hears of it at once. */
public final class JavaHints {
  private JavaHints() {}

  /**
   * Calls {@code load} for each Link field at once, in this thread: it should only start loading.
   */
  public static String page(String host, Consumer<String> load) throws IOException {
    // region early-hints-java
    ConnectionListener hints =
        new ConnectionListener() {
          @Override
          public void interimReceived(Moment moment, int status, String reason, Headers headers) {
            if (status == 103) headers.getAll("Link").forEach(load);
          }
        };
    try (HttpConnection connection = HttpConnection.builder(host).listener(hints).build()) {
      HttpResponse response = connection.exchange(Request.get("/"));
      return response.text() + ", after " + response.getInterimResponses().size();
    }
    // endregion
  }
}
