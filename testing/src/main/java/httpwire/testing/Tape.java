package httpwire.testing;

import java.util.ArrayList;
import java.util.List;
import okio.ByteString;

/** The growing transcript of one peer. Thread-safe. */
final class Tape {
  private final List<Exchanged> entries = new ArrayList<>();

  void received(int connection, ByteString bytes) {
    add(Exchanged.received(connection, bytes));
  }

  void sent(int connection, ByteString bytes) {
    add(Exchanged.sent(connection, bytes));
  }

  void event(int connection, String words) {
    add(Exchanged.event(connection, words));
  }

  synchronized Transcript transcript() {
    return new Transcript(entries);
  }

  synchronized Transcript transcript(int connection) {
    return new Transcript(
        entries.stream().filter(entry -> entry.connection() == connection).toList());
  }

  private synchronized void add(Exchanged entry) {
    entries.add(entry);
  }
}
