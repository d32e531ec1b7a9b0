package httpwire.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What went over one connection, or over all connections of a peer, in the order in which the peer
 * did it. A snapshot: it does not change any more.
 *
 * <p>Bytes of the client are entered when a step takes them, one entry a step, and bytes of the
 * peer just before they are written, so a client that has read an answer finds it in the
 * transcript. Under TLS the bytes are those inside it. A flood is entered once, with an event that
 * says how much of it went out.
 *
 * @param entries what happened, first things first
 */
public record Transcript(List<Exchanged> entries) {

  public Transcript {
    entries = List.copyOf(entries);
  }

  /** All bytes that the client sent, as ISO-8859-1 text. */
  public String received() {
    return text(Exchanged.Kind.RECEIVED);
  }

  /** All bytes that the peer sent, as ISO-8859-1 text. */
  public String sent() {
    return text(Exchanged.Kind.SENT);
  }

  /** The words of all events, such as {@code client ended} or {@code reset}. */
  public List<String> events() {
    return entries.stream()
        .filter(entry -> entry.kind() == Exchanged.Kind.EVENT)
        .map(Exchanged::text)
        .toList();
  }

  /**
   * The transcript for reading: {@code >} lines from the client, {@code <} lines from the peer,
   * {@code *} lines for events, with line ends shown as escapes. Where there is more than one
   * connection, a line says which one the following lines belong to. Each entry shows at most 4
   * KiB.
   */
  @Override
  public String toString() {
    boolean several = entries.stream().anyMatch(entry -> entry.connection() > 1);
    List<String> lines = new ArrayList<>();
    int connection = 0;
    for (Exchanged entry : entries) {
      if (several && entry.connection() != connection) {
        connection = entry.connection();
        lines.add("-- connection " + connection);
      }
      lines.add(entry.toString());
    }
    return String.join("\n", lines);
  }

  private String text(Exchanged.Kind kind) {
    return entries.stream()
        .filter(entry -> entry.kind() == kind)
        .map(Exchanged::text)
        .collect(Collectors.joining());
  }
}
