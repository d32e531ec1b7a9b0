package httpwire.examples;

import httpwire.client.HttpClient;
import httpwire.client.cookies.CookieJar;
import httpwire.client.cookies.FileCookieJar;
import java.io.IOException;
import java.nio.file.Path;

/** How do I keep cookies in a file, so that they are there after a restart? */
public final class JavaCookies {
  private JavaCookies() {}

  /** The text of {@code url}, asked for with the cookies of {@code file}. */
  public static String get(String url, Path file) throws IOException {
    // region java-cookies
    try (FileCookieJar jar = CookieJar.file(file); // Closing it writes the file.
        HttpClient client = HttpClient.builder().cookies(jar).hsts().build()) {
      return client.get(url).text();
    }
    // endregion
  }
}
