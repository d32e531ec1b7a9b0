package httpwire.testing;

import java.nio.charset.StandardCharsets;
import okio.ByteString;

/**
 * One entry of a {@link Transcript}: bytes that the client sent, bytes that the peer sent, or an
 * event such as a close.
 *
 * @param connection the number of the connection it happened on; the first one is 1
 * @param kind which way the bytes went
 * @param bytes the bytes; for an event its words
 */
public record Exchanged(int connection, Kind kind, ByteString bytes) {

  /** Which way the bytes of an entry went. */
  public enum Kind {
    /** From the client to the peer, and taken by a step of the script. */
    RECEIVED(">"),
    /** From the peer to the client. */
    SENT("<"),
    /** No bytes: something that happened to the connection. */
    EVENT("*");

    private final String mark;

    Kind(String mark) {
      this.mark = mark;
    }
  }

  static Exchanged received(int connection, ByteString bytes) {
    return new Exchanged(connection, Kind.RECEIVED, bytes);
  }

  static Exchanged sent(int connection, ByteString bytes) {
    return new Exchanged(connection, Kind.SENT, bytes);
  }

  static Exchanged event(int connection, String words) {
    return new Exchanged(connection, Kind.EVENT, Latin1.bytesOrQuestionMarks(words));
  }

  /** The bytes as ISO-8859-1 text. */
  public String text() {
    return bytes.string(StandardCharsets.ISO_8859_1);
  }

  /**
   * The entry as one marked line for each line of its bytes, line ends and control bytes escaped.
   */
  @Override
  public String toString() {
    String shown = kind == Kind.EVENT ? text() : Escaped.lines(bytes);
    return kind.mark + ' ' + shown.replace("\n", '\n' + kind.mark + ' ');
  }
}
