package httpwire.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpwire.client.Http;
import httpwire.connection.HttpResponse;
import httpwire.testing.AnsweringPeer;
import httpwire.testing.Peers;
import httpwire.testing.Script;
import httpwire.testing.junit.PeerExtension;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How do I use peers in tests with JUnit? As parameters. */
public final class JavaPeers {
  private JavaPeers() {}

  // region test-junit
  @ExtendWith(PeerExtension.class)
  static class UsersTest {
    @Test
    void readsUsers(AnsweringPeer peer) throws IOException {
      peer.on("GET /users").reply(200, "spam");
      try (HttpResponse response = Http.get(peer.url("/users"))) {
        assertEquals("spam", response.text());
      }
    }

    @Test
    void readsBytes(Peers peers) throws IOException {
      var peer =
          peers.listening(
              Script.start().expectHead().reply("HTTP/1.0 200 OK\r\n\r\nspam").hangUp());
      try (HttpResponse response = Http.get(peer.url("/users"))) {
        assertEquals("spam", response.text());
      }
    }
  }

  // endregion

  /** How do I use peers in tests without a framework? The test's code runs inside the peer. */
  public static String verified() throws Exception {
    // region test-verify-java
    try (var peer = AnsweringPeer.start()) {
      peer.on("GET /users").reply(503).reply(200, "spam");
      return peer.verify(
          () -> {
            int first = Http.get(peer.url("/users")).getStatus();
            return first + " " + Http.get(peer.url("/users")).text();
          });
    }
    // endregion
  }
}
