package httpwire.testing;

import java.util.ArrayList;
import java.util.List;
import okio.ByteString;

/** The scripts that replay a {@link Recording} byte for byte. */
final class Replay {
  private Replay() {}

  /** One script for each connection, for a peer of that address. */
  static List<Script> scripts(Recording recording, String address) {
    List<Script> scripts = new ArrayList<>();
    for (int connection : recording.connections()) {
      scripts.add(script(recording, connection, address));
    }
    return scripts;
  }

  private static Script script(Recording recording, int connection, String address) {
    HeadEdits.Connection edited = HeadEdits.forReplay(recording, connection, address);
    Script script = Script.start();
    List<Exchanged> entries = recording.entries(connection);
    for (int i = 0; i < entries.size(); i++) {
      Exchanged entry = entries.get(i);
      boolean isLast = i == entries.size() - 1;
      switch (entry.kind()) {
        case RECEIVED -> script = expect(script, edited.pieces(entry));
        case SENT -> script = script.reply(edited.joined(entry));
        case EVENT -> script = event(script, entry.text(), isLast);
      }
      if (entry.text().equals(Recording.SERVER_RESET)) break;
    }
    return script;
  }

  private static Script expect(
      Script script, List<@org.jspecify.annotations.Nullable ByteString> pieces) {
    Script longer = script;
    for (ByteString piece : pieces) {
      if (piece == null) {
        longer = longer.expectRestOfLine();
      } else if (piece.size() > 0) {
        longer = longer.expect(piece);
      }
    }
    return longer;
  }

  /** The client may stay at the end of its connection, and so need not end it. */
  private static Script event(Script script, String event, boolean isLast) {
    return switch (event) {
      case Recording.SERVER_ENDED -> script.shutdownOutput();
      case Recording.SERVER_RESET -> script.reset();
      default -> isLast ? script : script.expectEnd();
    };
  }
}
