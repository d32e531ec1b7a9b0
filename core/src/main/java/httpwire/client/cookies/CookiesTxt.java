package httpwire.client.cookies;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import httpwire.internal.PrivateFile;
import httpwire.internal.TextLines;
import httpwire.internal.syntax.Decimals;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Okio;

/**
 * Netscape's {@code cookies.txt}, as curl, wget and browser extensions read and write it: domain,
 * whether subdomains are meant, path, whether it is secure, expiry in seconds since 1970 (0 for a
 * session's), name and value, with tabs between them; {@code #HttpOnly_} comes before the domain of
 * a cookie that scripts must not see. The form has no SameSite and no times but the expiry.
 */
public final class CookiesTxt {
  private static final String FIRST_LINE = "# Netscape HTTP Cookie File";
  private static final String HTTP_ONLY = "#HttpOnly_";
  private static final int MAX_LINE_BYTES = 16 << 10;
  private static final int COLUMN_COUNT = 7;

  private final List<Cookie> cookies = new ArrayList<>();
  private final List<DamagedLine> damaged = new ArrayList<>();

  private CookiesTxt() {}

  // 1. Reading.

  /**
   * Reads a file. Blocks.
   *
   * @throws IOException if it cannot be read; a line that is not a cookie is skipped instead
   */
  public static CookiesTxt read(Path file) throws IOException {
    try (BufferedSource source = Okio.buffer(Okio.source(Files.newInputStream(file)))) {
      return read(source);
    }
  }

  /** Reads the text that {@code source} has, to its end. The caller closes the source. Blocks. */
  public static CookiesTxt read(BufferedSource source) throws IOException {
    CookiesTxt read = new CookiesTxt();
    TextLines lines = new TextLines(source, ISO_8859_1, MAX_LINE_BYTES);
    while (lines.next()) read.take(lines);
    return read;
  }

  /** The cookies in the order of their lines, expired ones too. */
  public List<Cookie> getCookies() {
    return List.copyOf(cookies);
  }

  /** The lines that were not cookies, comments and empty ones excepted; the first 1000. */
  public List<DamagedLine> getDamagedLines() {
    return List.copyOf(damaged);
  }

  private void take(TextLines lines) {
    String line = lines.text();
    if (line != null && isComment(line)) return;
    try {
      if (line == null) throw new IllegalArgumentException("longer than 16 KiB");
      cookies.add(cookie(line));
    } catch (IllegalArgumentException e) {
      CookieFile.addDamaged(damaged, lines.number(), String.valueOf(e.getMessage()));
    }
  }

  private static boolean isComment(String line) {
    return line.isBlank() || (line.startsWith("#") && !line.startsWith(HTTP_ONLY));
  }

  private static Cookie cookie(String line) {
    boolean isHttpOnly = line.startsWith(HTTP_ONLY);
    String[] columns = line.substring(isHttpOnly ? HTTP_ONLY.length() : 0).split("\t", -1);
    // curl writes no last tab if the value is empty.
    boolean hasValue = columns.length == COLUMN_COUNT;
    if (!hasValue && columns.length != COLUMN_COUNT - 1) {
      throw new IllegalArgumentException(columns.length + " columns in place of 7");
    }
    String domain = columns[0].startsWith(".") ? columns[0].substring(1) : columns[0];
    Cookie.Builder cookie = Cookie.builder(columns[5], hasValue ? columns[6] : "");
    if (is(columns[1])) cookie.domain(domain);
    else cookie.host(domain);
    long seconds = seconds(columns[4]);
    return cookie
        .path(columns[2].isEmpty() ? "/" : columns[2])
        .secure(is(columns[3]))
        .httpOnly(isHttpOnly)
        .expiry(seconds == 0 ? null : Instant.ofEpochSecond(seconds))
        .build();
  }

  private static boolean is(String column) {
    if (column.equalsIgnoreCase("TRUE")) return true;
    if (column.equalsIgnoreCase("FALSE")) return false;
    throw new IllegalArgumentException("a column is neither TRUE nor FALSE");
  }

  /** Some programs leave the expiry of a session's cookie empty. */
  private static long seconds(String column) {
    if (column.isEmpty()) return 0;
    long seconds = Decimals.parseDecimal(column);
    if (seconds == Decimals.INVALID || seconds > Instant.MAX.getEpochSecond()) {
      throw new IllegalArgumentException("the expiry is not a number of seconds");
    }
    return seconds;
  }

  // 2. Writing.

  /**
   * Writes a file with these cookies, in place of the one there was; only its owner can read it.
   * Blocks.
   *
   * @return the cookies that the form cannot hold, because they have a tab in them; they are left
   *     out
   * @throws FileSystemException if it cannot be written; the file is as it was before
   */
  public static List<Cookie> write(Path file, List<Cookie> cookies) throws FileSystemException {
    List<Cookie> leftOut = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (Cookie cookie : cookies) {
      String line = line(cookie);
      if (line.chars().filter(c -> c == '\t').count() == COLUMN_COUNT - 1) lines.add(line);
      else leftOut.add(cookie);
    }
    PrivateFile.replace(file, sink -> write(sink, lines));
    return leftOut;
  }

  private static void write(BufferedSink sink, List<String> lines) throws IOException {
    sink.writeUtf8(FIRST_LINE).writeUtf8("\n\n");
    for (String line : lines) sink.writeString(line, ISO_8859_1).writeUtf8("\n");
  }

  private static String line(Cookie cookie) {
    Instant expiry = cookie.getExpiry();
    // 0 stands for a session's cookie.
    long seconds = expiry == null ? 0 : Math.max(1, expiry.getEpochSecond());
    return String.join(
        "\t",
        (cookie.isHttpOnly() ? HTTP_ONLY : "")
            + (cookie.isHostOnly() ? "" : ".")
            + cookie.getDomain(),
        cookie.isHostOnly() ? "FALSE" : "TRUE",
        cookie.getPath(),
        cookie.isSecure() ? "TRUE" : "FALSE",
        Long.toString(seconds),
        cookie.getName(),
        cookie.getValue());
  }
}
