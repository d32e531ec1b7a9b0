package httpwire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes the name of a file, for Unix and Windows, of a text from a server. */
final class SafeFilename {
  private static final int MAX_BYTES = 255;

  /** A longer extension is not kept when the name is cut. */
  private static final int MAX_EXTENSION_CHARACTERS = 16;

  private static final Set<String> DEVICES =
      Set.of("con", "prn", "aux", "nul", "conin$", "conout$", "clock$");

  private static final Pattern PORT = Pattern.compile("(com|lpt)[0-9\u00b9\u00b2\u00b3]");

  private SafeFilename() {}

  /**
   * The name of a file made of {@code text}, as {@link ContentDisposition#safeFilename} describes
   * it; null if there is none.
   */
  static @Nullable String of(String text) {
    String name = text.substring(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1);
    name = bounded(trimmed(allowed(name)));
    return name.isEmpty() || isDevice(name) ? null : name;
  }

  private static String allowed(String name) {
    StringBuilder allowed = new StringBuilder();
    name.codePoints()
        .filter(c -> !isInvisible(c))
        .map(c -> "<>:\"|?*".indexOf(c) < 0 ? c : '_')
        .forEach(allowed::appendCodePoint);
    return allowed.toString();
  }

  /** Control and format characters, line ends, halves of surrogate pairs, unassigned ones. */
  private static boolean isInvisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  /** Without blanks and dots at its ends: Windows drops the last ones, Unix hides the first. */
  private static String trimmed(String name) {
    int from = 0;
    int to = name.length();
    while (from < to && isDotOrBlank(name.charAt(from))) from++;
    while (to > from && isDotOrBlank(name.charAt(to - 1))) to--;
    return name.substring(from, to);
  }

  private static boolean isDotOrBlank(char c) {
    return c == '.' || Character.isSpaceChar(c);
  }

  private static String bounded(String name) {
    if (byteCount(name) <= MAX_BYTES) return name;
    int dot = name.lastIndexOf('.');
    boolean hasExtension = dot > 0 && name.length() - dot <= MAX_EXTENSION_CHARACTERS;
    String extension = hasExtension ? name.substring(dot) : "";
    int left = MAX_BYTES - byteCount(extension);
    int end = 0;
    while (end < name.length()) {
      int next = end + Character.charCount(name.codePointAt(end));
      left -= byteCount(name.substring(end, next));
      if (left < 0) break;
      end = next;
    }
    return trimmed(name.substring(0, end)) + extension;
  }

  private static int byteCount(String text) {
    return text.getBytes(UTF_8).length;
  }

  private static boolean isDevice(String name) {
    int dot = name.indexOf('.');
    String stem = trimmed(dot < 0 ? name : name.substring(0, dot)).toLowerCase(Locale.ROOT);
    return DEVICES.contains(stem) || PORT.matcher(stem).matches();
  }
}
