package app;

import httpwire.client.Http;
import httpwire.connection.HttpResponse;
import httpwire.testing.Script;
import httpwire.testing.ScriptedPeer;
import java.io.IOException;

/** Prints what a scripted peer of its own answers. */
public final class Main {
  private static final Script SCRIPT =
      Script.start()
          .expectHead()
          .reply("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nby heart")
          .expectEnd();

  private Main() {}

  public static void main(String[] args) throws IOException {
    try (var peer = ScriptedPeer.listening(SCRIPT);
        HttpResponse response = Http.get("http://" + peer.address() + "/")) {
      System.out.println(response.getStatus() + " " + response.text());
    }
  }
}
