package httpwire.examples;

import httpwire.CacheOutcome;
import httpwire.client.HttpClient;
import httpwire.client.cache.Cache;
import httpwire.client.cache.CacheOptions;
import httpwire.connection.HttpResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okio.FileSystem;

/** How do I keep responses in a folder, and see whether the server was asked? */
public final class JavaCaching {
  private static final long MAX_BYTES = 64L << 20;

  private JavaCaching() {}

  /** What the cache had to do with each of {@code count} responses, read to their ends. */
  public static List<CacheOutcome> outcomes(String url, Path folder, int count) throws IOException {
    CacheOptions options = CacheOptions.DEFAULT.withStaleIfError(Duration.ofHours(1));
    okio.Path directory = okio.Path.get(folder);
    List<CacheOutcome> outcomes = new ArrayList<>();
    try (Cache cache = Cache.directory(FileSystem.SYSTEM, directory, MAX_BYTES, options);
        HttpClient client = HttpClient.builder().cache(cache).build()) {
      for (int i = 0; i < count; i++) {
        try (HttpResponse response = client.get(url)) {
          response.text(); // What is not read to its end is not stored.
          outcomes.add(response.getCacheOutcome());
        }
      }
    }
    return outcomes;
  }
}
