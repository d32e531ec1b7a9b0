package httpwire.examples;

import httpwire.client.Http;
import httpwire.connection.HttpResponse;
import java.io.IOException;
import java.nio.file.Path;

/** How do I put a body of any size into a file? It is never in memory as a whole. */
public final class JavaDownload {
  private JavaDownload() {}

  public static long save(String url, Path file) throws IOException {
    try (HttpResponse response = Http.get(url)) {
      if (response.getStatus() != 200) throw new IOException("no file: " + response.getReason());
      return response.saveTo(file);
    }
  }
}
