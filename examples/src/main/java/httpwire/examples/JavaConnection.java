package httpwire.examples;

import httpwire.connection.HttpConnection;
import httpwire.connection.HttpResponse;
import java.io.IOException;

/** How do I send several requests over one connection? One after the other, each response read. */
public final class JavaConnection {
  private JavaConnection() {}

  public static String twoPages(HttpConnection connection) throws IOException {
    // region java-connection
    connection.request("GET", "/");
    HttpResponse first = connection.readResponse();
    String page = first.text(); // Read to its end: the connection is free again.
    connection.request("GET", "/index.html");
    HttpResponse second = connection.readResponse();
    page += second.text();
    // endregion
    return page;
  }
}
