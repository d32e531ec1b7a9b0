package httpwire.testing;

import java.util.ArrayList;
import java.util.List;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A request and its answer within the bytes of one recorded connection.
 *
 * @param request null if the server has spoken unasked
 * @param responses interim ones first; none if the server did not answer
 * @param isLast whether another protocol follows, or nothing
 */
record RecordedExchange(
    @Nullable Message request, List<Message> responses, boolean isUpgraded, boolean isLast) {
  private static final int SWITCHING_PROTOCOLS = 101;

  /** All of one connection. After a tunnel or an upgrade there are none. */
  static List<RecordedExchange> of(ByteString fromClient, ByteString fromServer) {
    MessageScanner client = new MessageScanner(fromClient);
    MessageScanner server = new MessageScanner(fromServer);
    List<RecordedExchange> exchanges = new ArrayList<>();
    boolean isUpgraded = false;
    while (!(client.isAtEnd() && server.isAtEnd())) {
      Message request = client.isAtEnd() ? null : client.request();
      String method = request == null ? "" : request.method();
      List<Message> responses = responses(server, method);
      isUpgraded = isUpgrade(method, responses);
      if (isUpgraded) {
        client.skipRest();
        server.skipRest();
      }
      boolean isLast = client.isAtEnd() && server.isAtEnd();
      exchanges.add(new RecordedExchange(request, responses, isUpgraded, isLast));
    }
    return exchanges;
  }

  private static List<Message> responses(MessageScanner server, String method) {
    List<Message> responses = new ArrayList<>();
    boolean isInterim = true;
    while (isInterim && !server.isAtEnd()) {
      Message response = server.response(method);
      responses.add(response);
      isInterim = response.status() / 100 == 1 && response.status() != SWITCHING_PROTOCOLS;
    }
    return responses;
  }

  private static boolean isUpgrade(String method, List<Message> responses) {
    if (responses.isEmpty()) {
      return false;
    }
    int status = responses.get(responses.size() - 1).status();
    return status == SWITCHING_PROTOCOLS || (method.equals("CONNECT") && status / 100 == 2);
  }
}
