package httpwire.examples;

import httpwire.RequestBody;
import httpwire.body.form.FormBody;
import httpwire.body.multipart.MultipartBody;
import httpwire.body.multipart.MultipartPart;
import httpwire.body.multipart.MultipartReader;
import httpwire.body.progress.ProgressBody;
import httpwire.client.HttpClient;
import httpwire.connection.HttpResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** Forms, files and objects as bodies. */
public final class JavaBodies {
  private JavaBodies() {}

  public static String form(HttpClient client, String url) throws IOException {
    // region form-java
    RequestBody form = FormBody.of("q", "spam & eggs", "page", "2");
    return client.post(url, form).orThrow().text();
    // endregion
  }

  /** How do I upload a form with two files, and show how far it is? */
  public static String uploadFiles(
      HttpClient client, String url, List<Path> files, IntConsumer show) throws IOException {
    // region upload-files-java
    MultipartBody.Builder form = MultipartBody.builder().add("album", "Summer");
    for (Path file : files) form.addFile("photos", file);
    RequestBody told =
        ProgressBody.of(
            form.build(),
            progress -> {
              Double fraction = progress.getFraction();
              if (fraction != null) show.accept((int) (fraction * 100));
            });
    return client.post(url, told).orThrow().text();
    // endregion
  }

  public static String[] objects(HttpClient client, String url) throws IOException {
    // region codec-java
    HttpResponse response = client.post(url, client.encode(List.of("spam", "eggs")));
    return client.decode(response.orThrow(), String[].class);
    // endregion
  }

  /** How do I read the parts of a response? */
  public static List<String> readParts(HttpResponse response) throws IOException {
    List<String> seen = new ArrayList<>();
    // region read-parts-java
    try (MultipartReader reader = MultipartReader.of(response)) {
      for (MultipartPart part = reader.readPart(); part != null; part = reader.readPart()) {
        seen.add(part.getHeaders().get("Content-Range") + ": " + part.text());
      }
    }
    // endregion
    return seen;
  }
}
