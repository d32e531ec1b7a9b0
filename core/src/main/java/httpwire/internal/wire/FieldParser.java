package httpwire.internal.wire;

import httpwire.Headers;
import httpwire.HttpException.MalformedMessage;
import httpwire.internal.syntax.Characters;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Checks a block of field lines and finds where each begins, RFC 9112 §5. No line is ever dropped:
 * if one is malformed, the message is refused. Creates no strings.
 *
 * <p>Folded lines (§5.2) are joined in place with one space, which takes no more room than the fold
 * did; the room that is left is filled with blanks after the value.
 */
final class FieldParser {
  private final byte[] block;
  private final boolean isBareLfAllowed;
  private final int[] starts;

  /** The block as it came; another array once a line was unfolded. */
  private byte[] received;

  private boolean isUntouched = true;
  private int count;
  private int valueTo;

  /**
   * Where the blanks after the value end. The next fold adds blanks from here on, so that none is
   * written twice.
   */
  private int blankTo;

  private int position;

  private FieldParser(byte[] block, int lineCount, boolean isBareLfAllowed) {
    this.block = block;
    this.received = block;
    this.isBareLfAllowed = isBareLfAllowed;
    this.starts = new int[lineCount];
  }

  /**
   * @param block field lines and the empty line, each with its line end; the parser keeps and
   *     changes it
   * @param lineCount how many lines come before the empty one
   */
  static Headers parse(byte[] block, int lineCount, boolean isBareLfAllowed)
      throws MalformedMessage {
    FieldParser parser = new FieldParser(block, lineCount, isBareLfAllowed);
    for (int i = 0; i < lineCount; i++) parser.parseLine();
    parser.endOfContent(parser.position);
    return Headers.ofParsed(block, Arrays.copyOf(parser.starts, parser.count), parser.received);
  }

  private void parseLine() throws MalformedMessage {
    if (Characters.isBlank(block[position])) {
      unfold();
      return;
    }
    int start = position;
    int colon = endOfName(start);
    valueTo = trimBlanks(endOfContent(colon));
    blankTo = valueTo;
    starts[count++] = start;
  }

  private int endOfName(int from) throws MalformedMessage {
    int i = from;
    while (Characters.isToken(block[i])) i++;
    if (block[i] == ':' && i > from) return i;
    if (block[i] == '\n' || block[i] == '\r')
      throw malformed("no colon in '" + printable(from, i) + "'");
    if (block[i] == ':') throw malformed("the field name is empty");
    throw malformed(invalidByte(block[i]) + " in field name" + after(from, i));
  }

  /** Joins the line at {@code position} to the value before it. */
  private void unfold() throws MalformedMessage {
    if (count == 0) throw malformed("white space before the first field");
    if (isUntouched) received = block.clone();
    isUntouched = false;
    int from = skipBlanks(position);
    int to = trimBlanks(endOfContent(from));
    if (from < to) {
      block[valueTo++] = ' ';
      System.arraycopy(block, from, block, valueTo, to - from);
      valueTo += to - from;
    }
    Arrays.fill(block, Math.max(valueTo, blankTo), position, (byte) ' ');
    blankTo = position;
  }

  /**
   * Where the line's content ends, before its line end; sets {@code position} after the line end.
   */
  private int endOfContent(int from) throws MalformedMessage {
    int i = from;
    while (block[i] > '\r' || isContent(block[i])) i++;
    if (block[i] == '\n') {
      if (!isBareLfAllowed) throw malformed("bare LF at the end of a trailer line");
      position = i + 1;
      return i;
    }
    if (block[i] == '\r' && block[i + 1] == '\n') {
      position = i + 2;
      return i;
    }
    throw malformed(block[i] == 0 ? "NUL in a header line" : "bare CR in a header line");
  }

  /** RFC 9110 §5.5: CR, LF and NUL are refused; other control characters are kept. */
  private static boolean isContent(byte b) {
    return b != '\n' && b != '\r' && b != 0;
  }

  private int skipBlanks(int from) {
    int i = from;
    while (Characters.isBlank(block[i])) i++;
    return i;
  }

  /**
   * Where the blanks before {@code to} begin. The colon or the line end before them is not blank,
   * so that the search ends there.
   */
  private int trimBlanks(int to) {
    int end = to;
    while (Characters.isBlank(block[end - 1])) end--;
    return end;
  }

  private static String invalidByte(byte b) {
    return String.format("invalid byte 0x%02X", b & 0xFF);
  }

  private String after(int from, int to) {
    return to == from ? "" : " after '" + printable(from, to) + "'";
  }

  private String printable(int from, int to) {
    return Printable.of(new String(block, from, to - from, StandardCharsets.ISO_8859_1));
  }

  private MalformedMessage malformed(String what) {
    return new MalformedMessage("header line " + (count + 1) + ": " + what);
  }
}
