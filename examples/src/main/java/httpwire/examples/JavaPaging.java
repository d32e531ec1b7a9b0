package httpwire.examples;

import httpwire.HttpUrl;
import httpwire.client.HttpClient;
import httpwire.connection.HttpResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How do I read a list that a server sends in pages? Each page has a link to the next one. */
public final class JavaPaging {
  private JavaPaging() {}

  // region paging-java
  public static List<String> pages(HttpClient client, HttpUrl first) throws IOException {
    List<String> pages = new ArrayList<>();
    for (HttpUrl url = first; url != null; ) {
      HttpResponse page = client.get(url.toString()).orThrow();
      pages.add(page.text());
      url = page.linkedUrl("next");
    }
    return pages;
  }
  // endregion
}
