package app;

import httpwire.client.Http;
import httpwire.connection.HttpResponse;
import java.io.IOException;
import okio.ByteString;

/** Prints what the server at the given address answers. */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws IOException {
    try (HttpResponse response = Http.get("http://" + args[0] + "/")) {
      ByteString body = response.read();
      System.out.println(response.getStatus() + " " + body.utf8());
    }
  }
}
