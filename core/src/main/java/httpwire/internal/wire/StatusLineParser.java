package httpwire.internal.wire;

import httpwire.Headers;
import httpwire.HttpException;
import httpwire.HttpException.BadStatusLine;
import httpwire.HttpException.UnknownProtocol;
import httpwire.HttpVersion;
import httpwire.internal.syntax.Characters;
import java.nio.charset.StandardCharsets;
import okio.ByteString;

/**
 * Parses a status line: {@code HTTP-version SP 3DIGIT SP [reason]}, RFC 9112 §4. Runs of SP and
 * HTAB between the parts and a missing last space are accepted, as that section allows; no other
 * deviation is.
 */
final class StatusLineParser {
  /** {@code HTTP/d.d}. */
  private static final int VERSION_LENGTH = 8;

  private final ByteString line;
  private final int end;

  private StatusLineParser(ByteString line) {
    this.line = line;
    int withoutLf = line.size() - 1;
    boolean hasCr = line.getByte(withoutLf - 1) == '\r';
    this.end = hasCr ? withoutLf - 1 : withoutLf;
  }

  /** Parses a line that begins with {@code HTTP/} and ends with LF; the head has no fields yet. */
  static ResponseHead parse(ByteString line) throws HttpException {
    StatusLineParser parser = new StatusLineParser(line);
    parser.requireNoControls();
    int afterVersion = parser.endOfWord(0);
    HttpVersion version = parser.version(afterVersion);
    int status = parser.skipBlanks(afterVersion);
    int afterStatus = parser.endOfWord(status);
    int code = parser.status(status, afterStatus);
    String reason = parser.reason(parser.skipBlanks(afterStatus));
    return new ResponseHead(line, version, code, reason, Headers.EMPTY);
  }

  /** Refuses a bare CR (RFC 9112 §2.2) and NUL. */
  private void requireNoControls() throws BadStatusLine {
    for (int i = 0; i < end; i++) {
      if (line.getByte(i) == '\r' || line.getByte(i) == 0) throw bad();
    }
  }

  private HttpVersion version(int to) throws HttpException {
    boolean isWellFormed =
        to == VERSION_LENGTH && isDigit(5) && line.getByte(6) == '.' && isDigit(7);
    if (!isWellFormed) throw bad();
    if (line.getByte(5) != '1') throw new UnknownProtocol(text(0, to));
    // RFC 9110 §6.2: a higher minor version is handled as the highest we know.
    return line.getByte(7) == '0' ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
  }

  private int status(int from, int to) throws BadStatusLine {
    if (to - from != 3 || !isDigit(from) || !isDigit(from + 1) || !isDigit(from + 2)) throw bad();
    int code = digit(from) * 100 + digit(from + 1) * 10 + digit(from + 2);
    if (code < 100) throw bad();
    return code;
  }

  private String reason(int from) {
    int to = end;
    while (to > from && Characters.isBlank(line.getByte(to - 1))) to--;
    // No new string for the reason that is by far the most frequent.
    if (to - from == 2 && line.getByte(from) == 'O' && line.getByte(from + 1) == 'K') return "OK";
    return text(from, to);
  }

  private int endOfWord(int from) {
    int i = from;
    while (i < end && !Characters.isBlank(line.getByte(i))) i++;
    return i;
  }

  private int skipBlanks(int from) {
    int i = from;
    while (Characters.isBlank(line.getByte(i))) i++;
    return i;
  }

  private boolean isDigit(int at) {
    return line.getByte(at) >= '0' && line.getByte(at) <= '9';
  }

  private int digit(int at) {
    return line.getByte(at) - '0';
  }

  private String text(int from, int to) {
    return line.substring(from, to).string(StandardCharsets.ISO_8859_1);
  }

  private BadStatusLine bad() {
    return new BadStatusLine(Printable.of(text(0, end)));
  }
}
