package httpwire.testing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okio.ByteString;

/** The rules that replay a {@link Recording} by its requests. */
final class LooseReplay {
  private final Recording recording;
  private final AnsweringPeer peer;
  private final Map<Asked, Rule> rules = new LinkedHashMap<>();

  private LooseReplay(Recording recording, AnsweringPeer peer) {
    this.recording = recording;
    this.peer = peer;
  }

  /** What makes two requests the same. */
  private record Asked(String method, String target, ByteString body) {
    boolean isAskedBy(Received request) {
      return method.equals(request.method())
          && target.equals(request.target())
          && body.equals(request.body());
    }

    @Override
    public String toString() {
      String asked = method + " " + target;
      return body.size() == 0 ? asked : asked + " with the body " + Escaped.brief(body);
    }
  }

  static AnsweringPeer of(Recording recording) {
    AnsweringPeer peer = AnsweringPeer.start();
    try {
      LooseReplay replay = new LooseReplay(recording, peer);
      recording.connections().forEach(replay::add);
      return peer;
    } catch (Throwable e) {
      peer.abandon();
      peer.close();
      throw e;
    }
  }

  private void add(int connection) {
    HeadEdits.Connection edited = HeadEdits.forReplay(recording, connection, peer.address());
    for (RecordedExchange exchange : edited.exchanges()) {
      Message request = exchange.request();
      if (request == null || !isHttp(request) || exchange.isUpgraded()) {
        throw new IllegalStateException(
            "connection " + connection + " is more than requests and answers: replay its bytes");
      }
      if (request.isComplete()) {
        Asked asked = new Asked(request.method(), target(request), request.body());
        Answer answer = Answer.raw(edited.answer(exchange)).then(after(connection, exchange));
        rules.computeIfAbsent(asked, this::rule).reply(answer);
      }
    }
  }

  /** As a peer receives it: in UTF-8. */
  private String target(Message request) {
    String target = Latin1.bytes(request.target()).utf8();
    return target.replace("[peer]", peer.address());
  }

  private Rule rule(Asked asked) {
    return peer.add(new Rule(null, asked.toString()).where(asked::isAskedBy));
  }

  private static boolean isHttp(Message request) {
    return request.startLine().matches("\\S+ \\S+ HTTP/\\d\\.\\d");
  }

  private Answer.After after(int connection, RecordedExchange exchange) {
    List<Exchanged> entries = recording.entries(connection);
    List<String> events =
        entries.stream()
            .filter(entry -> entry.kind() == Exchanged.Kind.EVENT)
            .map(Exchanged::text)
            .toList();
    if (exchange.isLast() && events.contains(Recording.SERVER_RESET)) {
      return Answer.After.RESET;
    }
    boolean isEnd = exchange.isLast() && events.contains(Recording.SERVER_ENDED);
    return isEnd || !isWhole(exchange) ? Answer.After.CLOSE : Answer.After.KEEP;
  }

  private static boolean isWhole(RecordedExchange exchange) {
    List<Message> responses = exchange.responses();
    if (responses.isEmpty()) {
      return false;
    }
    Message last = responses.get(responses.size() - 1);
    return last.isComplete() && last.isFramed();
  }
}
