package httpwire.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import okio.Buffer;
import okio.ByteString;

/**
 * What went over the connections between a client and a real server, byte for byte, to be replayed
 * in tests; made by a {@link RecordingPeer} or read from its file. Immutable.
 *
 * <p>The file is text in UTF-8, for reading, comparing and editing:
 *
 * <pre>{@code
 * httpwire recording 1
 * # A comment.
 *
 * connection 1
 * > GET /users HTTP/1.1\r\n
 * > Host: [peer]\r\n
 * > Authorization: [hidden]\r\n
 * > \r\n
 * < HTTP/1.1 200 OK\r\n
 * < Content-Length: 3\r\n
 * < \r\n
 * < [1]
 * * server ended
 * }</pre>
 *
 * <ul>
 *   <li>{@code >} are bytes of the client, {@code <} of the server, in the order in which they
 *       came. Each line is followed by the next without a break: line ends are the escapes {@code
 *       \r} and {@code \n}. There are also {@code \t}, {@code \\} and {@code \xhh}, a byte in two
 *       hexadecimal digits; everything else stands for its bytes in UTF-8.
 *   <li>{@code >base64} and {@code <base64} are bytes that are mostly unreadable.
 *   <li>{@code *} is an event: {@code client ended}, {@code client reset}, {@code server ended} or
 *       {@code server reset}.
 *   <li>Empty lines and those that begin with {@code #} are skipped.
 * </ul>
 *
 * <p>In the heads of requests a field whose value is {@code [hidden]}, {@code [peer]} or {@code
 * [any]} matches every value in a replay. Elsewhere in heads {@code [peer]} is the address of the
 * peer that replays. In bodies these words mean nothing.
 *
 * @param entries connection by connection; never two in a row that go the same way
 */
public record Recording(List<Exchanged> entries) {
  static final String CLIENT_ENDED = "client ended";
  static final String CLIENT_RESET = "client reset";
  static final String SERVER_ENDED = "server ended";
  static final String SERVER_RESET = "server reset";
  static final Set<String> EVENTS = Set.of(CLIENT_ENDED, CLIENT_RESET, SERVER_ENDED, SERVER_RESET);

  /**
   * Sorts the entries by connection, and joins those of one connection that go the same way.
   *
   * @throws IllegalArgumentException if an event is none of those above
   */
  public Recording {
    List<Exchanged> joined = new ArrayList<>();
    for (int connection : numbers(entries)) {
      joined.addAll(joined(entries, connection));
    }
    entries = List.copyOf(joined);
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if it is not a recording; the message has the line
   */
  public static Recording read(Path file) throws IOException {
    try {
      return RecordingParser.parse(ByteString.of(Files.readAllBytes(file)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /** As {@link #read}, of the text of a file. */
  public static Recording parse(String text) {
    return RecordingParser.parse(ByteString.encodeUtf8(text));
  }

  /** Writes a file, in place of the one that is there. */
  public void write(Path file) throws IOException {
    Files.write(file, ByteString.encodeUtf8(toString()).toByteArray());
  }

  /**
   * Starts a peer that plays the server's side, byte for byte: the client must open the same
   * connections in the same order, and send the same bytes on each. Close the peer to check it.
   */
  public ListeningPeer replay() {
    return ListeningPeer.open(address -> Replay.scripts(this, address));
  }

  /**
   * Starts a peer that answers as the server did to requests of the same method, target and body,
   * whatever their other fields and their connections. To the same request it gives the recorded
   * answers in their order, and then the last one again; each recorded request must come.
   *
   * @throws IllegalStateException if the recording has more than requests and their answers: a
   *     tunnel, another protocol after an upgrade, or bytes that are not HTTP
   */
  public AnsweringPeer replayLoosely() {
    return LooseReplay.of(this);
  }

  /** The text of the file. */
  @Override
  public String toString() {
    return RecordingWriter.text(this);
  }

  /** The numbers of the connections, in order. */
  Set<Integer> connections() {
    return numbers(entries);
  }

  List<Exchanged> entries(int connection) {
    return entries.stream().filter(entry -> entry.connection() == connection).toList();
  }

  /** All bytes of a connection that went one way. */
  ByteString stream(int connection, Exchanged.Kind kind) {
    Buffer all = new Buffer();
    for (Exchanged entry : entries) {
      if (entry.connection() == connection && entry.kind() == kind) {
        all.write(entry.bytes());
      }
    }
    return all.readByteString();
  }

  private static Set<Integer> numbers(List<Exchanged> entries) {
    Set<Integer> numbers = new TreeSet<>();
    for (Exchanged entry : entries) {
      numbers.add(entry.connection());
    }
    return numbers;
  }

  private static List<Exchanged> joined(List<Exchanged> entries, int connection) {
    List<Exchanged> joined = new ArrayList<>();
    Buffer bytes = new Buffer();
    Exchanged.Kind kind = Exchanged.Kind.EVENT;
    for (Exchanged entry : entries) {
      if (entry.connection() != connection || entry.bytes().size() == 0) continue;
      if (entry.kind() != kind || kind == Exchanged.Kind.EVENT) {
        flush(joined, connection, kind, bytes);
        kind = requireKnown(entry);
      }
      bytes.write(entry.bytes());
    }
    flush(joined, connection, kind, bytes);
    return joined;
  }

  private static void flush(List<Exchanged> to, int connection, Exchanged.Kind kind, Buffer bytes) {
    if (!bytes.exhausted()) {
      to.add(new Exchanged(connection, kind, bytes.readByteString()));
    }
  }

  private static Exchanged.Kind requireKnown(Exchanged entry) {
    if (entry.kind() == Exchanged.Kind.EVENT && !EVENTS.contains(entry.text())) {
      throw new IllegalArgumentException(
          "unknown event \"" + entry.text() + "\": known are " + new TreeSet<>(EVENTS));
    }
    return entry.kind();
  }
}
