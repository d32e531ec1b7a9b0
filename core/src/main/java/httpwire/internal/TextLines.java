package httpwire.internal;

import java.io.IOException;
import java.nio.charset.Charset;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a text that a person or another program may have written: each ends with LF or CR
 * LF, the last one also with the end of the text. A line that is too long is passed over, so that
 * memory is bounded.
 */
public final class TextLines {
  private final BufferedSource source;
  private final Charset charset;
  private final int maxBytes;
  private int number;
  private @Nullable String text;

  /**
   * @param maxBytes of a line, without its end
   */
  public TextLines(BufferedSource source, Charset charset, int maxBytes) {
    this.source = source;
    this.charset = charset;
    this.maxBytes = maxBytes;
  }

  /** Goes to the next line; false if there is none. Blocks. */
  public boolean next() throws IOException {
    if (source.exhausted()) return false;
    number++;
    long end = source.indexOf((byte) '\n', 0, maxBytes + 2L);
    if (end < 0 && !source.request(maxBytes + 2L)) end = source.getBuffer().size();
    text = end < 0 ? null : withoutReturn(source.readString(end, charset));
    if (text == null) passOver();
    else if (!source.exhausted()) source.skip(1);
    return true;
  }

  private static String withoutReturn(String line) {
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }

  private void passOver() throws IOException {
    long end;
    while ((end = source.indexOf((byte) '\n', 0, maxBytes)) < 0) {
      if (!source.request(maxBytes)) {
        source.skip(source.getBuffer().size());
        return;
      }
      source.skip(maxBytes);
    }
    source.skip(end + 1);
  }

  /** The number of the line, from 1. */
  public int number() {
    return number;
  }

  /** The line without its end; null if it is too long. */
  public @Nullable String text() {
    return text;
  }
}
