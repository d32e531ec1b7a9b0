package httpwire.examples;

import httpwire.Headers;
import httpwire.RequestBody;
import httpwire.client.Http;
import httpwire.connection.HttpResponse;
import java.io.IOException;

/**
 * How do I get a page in one line? Each call opens a connection of its own, which is closed with
 * the response.
 */
public final class JavaStaticCalls {
  private JavaStaticCalls() {}

  // region java-static
  public static String get(String url) throws IOException {
    try (HttpResponse response = Http.get(url)) {
      return response.getStatus() + " " + response.text();
    }
  }

  // endregion

  public static int post(String url) throws IOException {
    Headers headers = Headers.of("Content-Type", "text/plain");
    try (HttpResponse response = Http.post(url, headers, RequestBody.of("spam and eggs"))) {
      return response.getStatus();
    }
  }
}
