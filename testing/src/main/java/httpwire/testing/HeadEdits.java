package httpwire.testing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Puts placeholders such as {@code [hidden]} and {@code [peer]} into the heads of a recording, and
 * replaces them for a replay.
 */
final class HeadEdits {
  private static final String HIDDEN = "[hidden]";
  private static final String PEER = "[peer]";
  private static final Set<String> WILD = Set.of(HIDDEN, PEER, "[any]");

  private HeadEdits() {}

  /** Decides on the edits of a message, in the order of its bytes. */
  private interface Editor {
    List<Edit> of(Message message, ByteString bytes);
  }

  /**
   * Hides the values of fields, and the addresses of the recording peer, in all heads.
   *
   * @param secrets names in lower case
   */
  static Recording hide(Recording recording, Set<String> secrets, List<String> addresses) {
    Editor editor = (message, bytes) -> hidden(message, bytes, secrets, addresses);
    List<Exchanged> hidden = new ArrayList<>();
    for (int connection : recording.connections()) {
      Connection edited = new Connection(recording, connection, editor, editor);
      for (Exchanged entry : recording.entries(connection)) {
        hidden.add(new Exchanged(connection, entry.kind(), edited.joined(entry)));
      }
    }
    return new Recording(hidden);
  }

  /** For a replay of a connection by a peer of that address. */
  static Connection forReplay(Recording recording, int connection, String address) {
    return new Connection(
        recording,
        connection,
        (message, bytes) -> wild(message, bytes, address),
        (message, bytes) -> occurrences(message, bytes, PEER, address));
  }

  private static List<Edit> hidden(
      Message message, ByteString bytes, Set<String> secrets, List<String> addresses) {
    List<Edit> edits = new ArrayList<>();
    for (Message.Field field : message.fields()) {
      if (secrets.contains(field.name().toLowerCase(Locale.ROOT)) && !field.value().isEmpty()) {
        edits.add(new Edit(field.valueFrom(), field.valueTo(), ByteString.encodeUtf8(HIDDEN)));
      }
    }
    for (String address : addresses) {
      addOutside(edits, occurrences(message, bytes, address, PEER));
    }
    return sorted(edits);
  }

  private static List<Edit> wild(Message message, ByteString bytes, String address) {
    List<Edit> edits = new ArrayList<>();
    for (Message.Field field : message.fields()) {
      if (WILD.contains(field.value())) {
        edits.add(new Edit(field.valueFrom(), field.valueTo(), null));
      }
    }
    addOutside(edits, occurrences(message, bytes, PEER, address));
    return sorted(edits);
  }

  /** Where a text stands in a head, and what is to be there. */
  private static List<Edit> occurrences(
      Message message, ByteString bytes, String wanted, String replacement) {
    List<Edit> edits = new ArrayList<>();
    ByteString pattern = ByteString.encodeUtf8(wanted);
    ByteString head = bytes.substring(0, message.bodyFrom());
    int at = head.indexOf(pattern, message.from());
    while (at != -1) {
      int end = at + pattern.size();
      // The port of an address is not the beginning of another port.
      boolean isWhole = end == head.size() || !Character.isDigit(head.getByte(end));
      if (isWhole) edits.add(new Edit(at, end, ByteString.encodeUtf8(replacement)));
      at = head.indexOf(pattern, end);
    }
    return edits;
  }

  private static void addOutside(List<Edit> edits, List<Edit> more) {
    List<Edit> before = List.copyOf(edits);
    for (Edit edit : more) {
      if (before.stream().noneMatch(one -> edit.from() < one.to() && one.from() < edit.to())) {
        edits.add(edit);
      }
    }
  }

  private static List<Edit> sorted(List<Edit> edits) {
    return edits.stream().sorted(Comparator.comparingInt(Edit::from)).toList();
  }

  /** A recorded connection with its edits. Takes its entries in their order, each once. */
  static final class Connection {
    private final ByteString fromClient;
    private final ByteString fromServer;
    private final List<RecordedExchange> exchanges;
    private final List<Edit> clientEdits = new ArrayList<>();
    private final List<Edit> serverEdits = new ArrayList<>();
    private int clientOffset;
    private int serverOffset;

    private Connection(Recording recording, int connection, Editor requests, Editor responses) {
      fromClient = recording.stream(connection, Exchanged.Kind.RECEIVED);
      fromServer = recording.stream(connection, Exchanged.Kind.SENT);
      exchanges = RecordedExchange.of(fromClient, fromServer);
      for (RecordedExchange exchange : exchanges) {
        Message request = exchange.request();
        if (request != null) clientEdits.addAll(requests.of(request, fromClient));
        for (Message response : exchange.responses()) {
          serverEdits.addAll(responses.of(response, fromServer));
        }
      }
    }

    List<RecordedExchange> exchanges() {
      return exchanges;
    }

    /** The bytes of the next entry, edited, and null for whatever comes before a line's end. */
    List<@Nullable ByteString> pieces(Exchanged entry) {
      int byteCount = entry.bytes().size();
      switch (entry.kind()) {
        case RECEIVED -> {
          clientOffset += byteCount;
          return Edit.pieces(fromClient, clientOffset - byteCount, clientOffset, clientEdits);
        }
        case SENT -> {
          serverOffset += byteCount;
          return Edit.pieces(fromServer, serverOffset - byteCount, serverOffset, serverEdits);
        }
        default -> {
          return List.of(entry.bytes());
        }
      }
    }

    /** As {@link #pieces}, where each edit has a replacement. */
    ByteString joined(Exchanged entry) {
      okio.Buffer all = new okio.Buffer();
      for (ByteString piece : pieces(entry)) {
        if (piece != null) all.write(piece);
      }
      return all.readByteString();
    }

    /** All of an exchange's answer, edited. */
    ByteString answer(RecordedExchange exchange) {
      List<Message> responses = exchange.responses();
      if (responses.isEmpty()) {
        return ByteString.EMPTY;
      }
      int from = responses.get(0).from();
      return Edit.apply(fromServer, from, responses.get(responses.size() - 1).end(), serverEdits);
    }
  }
}
