package httpwire.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import httpwire.Request;
import httpwire.RequestBody;
import httpwire.client.HttpClient;
import java.io.IOException;

/** How do I send and get JSON with Jackson? */
public final class JavaRest {
  private JavaRest() {}

  // region rest-jackson
  private static final ObjectMapper JSON = new ObjectMapper();

  public static <T> T get(HttpClient client, String url, Class<T> type) throws IOException {
    return JSON.readValue(client.get(url).orThrow().text(), type);
  }

  public static <T> T post(HttpClient client, String url, Object body, Class<T> type)
      throws IOException {
    Request request =
        Request.builder("POST", url)
            .header("Content-Type", "application/json")
            .body(RequestBody.of(JSON.writeValueAsBytes(body)))
            .build();
    return JSON.readValue(client.send(request).orThrow().text(), type);
  }

  // endregion

  /** What is sent and got. */
  public record User(String id, String name) {}
}
