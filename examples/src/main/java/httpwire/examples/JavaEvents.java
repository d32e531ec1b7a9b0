package httpwire.examples;

import httpwire.Request;
import httpwire.RequestBody;
import httpwire.client.HttpClient;
import httpwire.client.ServerSentEvents;
import httpwire.sse.EventOptions;
import httpwire.sse.ServerSentEvent;
import java.io.IOException;

/** How do I read events that a POST asks for, also when the server is restarted meanwhile? */
public final class JavaEvents {
  private JavaEvents() {}

  /** The first event that has a result; a lost connection is resumed by GET. */
  public static String result(HttpClient client, String url, String call, EventOptions options)
      throws IOException {
    // region resumed-post-java
    Request request = Request.post(url, RequestBody.of(call));
    EventOptions resumed = options.resumeWith(Request.get(url));
    try (ServerSentEvents events = client.events(request, resumed)) {
      for (ServerSentEvent event : events) {
        if (event.data().contains("\"result\"")) return event.data();
      }
    }
    // endregion
    throw new IOException("the stream has ended without a result");
  }
}
