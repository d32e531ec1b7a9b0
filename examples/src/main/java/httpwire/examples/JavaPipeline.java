package httpwire.examples;

import httpwire.HttpException;
import httpwire.Request;
import httpwire.connection.HttpConnection;
import httpwire.connection.Pipeline;
import java.io.IOException;
import java.util.List;

/** What has become of the requests of a pipeline when its connection breaks? */
public final class JavaPipeline {
  private JavaPipeline() {}

  /** The pages that came are added to {@code pages}. */
  public static List<Pipeline.Fate> fates(String host, List<Request> requests, List<String> pages)
      throws IOException {
    // region pipeline-fates-java
    try (HttpConnection connection = HttpConnection.http(host)) {
      Pipeline pipeline = connection.pipeline(requests);
      try {
        for (int i = 0; i < requests.size(); i++) pages.add(pipeline.readResponse().text());
      } catch (HttpException broken) {
        pages.add(broken.getMessage());
      }
      return pipeline.fates();
    }
    // endregion
  }
}
