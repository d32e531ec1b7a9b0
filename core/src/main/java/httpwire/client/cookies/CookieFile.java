package httpwire.client.cookies;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpwire.internal.TextLines;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Okio;

/**
 * The file of a jar: UTF-8, one cookie a line, eleven columns with tabs between them.
 *
 * <pre>
 * # httpwire cookies 1
 * # domain      reach   path  secure  httponly  samesite  expiry                created               accessed              name  value
 * example.com   host    /     secure  httponly  lax       2027-01-31T00:00:00Z  2026-11-30T08:00:00Z  2026-11-30T08:10:00Z  sid   31d4d96e
 * </pre>
 *
 * <p>The reach is {@code host} or {@code subdomains}; a {@code -} stands for what a cookie is not
 * or has not: secure, httponly, an expiry. In the last columns a tab is {@code \t}, and a backslash
 * {@code \\}. Netscape's form has no place for SameSite and two of the times.
 */
final class CookieFile {
  static final String FIRST_LINE = "# httpwire cookies 1";

  private static final String COLUMNS =
      "# domain\treach\tpath\tsecure\thttponly\tsamesite\texpiry\tcreated\taccessed\tname\tvalue";
  private static final int COLUMN_COUNT = 11;
  private static final String NO = "-";

  /** More than any cookie takes, with its escapes and in UTF-8. */
  private static final int MAX_LINE_BYTES = 32 << 10;

  private static final int MAX_DAMAGED_LINES = 1000;

  final List<Cookie> cookies = new ArrayList<>();
  final List<DamagedLine> damaged = new ArrayList<>();

  private CookieFile() {}

  // 1. Reading.

  /**
   * @throws FileSystemException if the file is not one of these, so that it is not overwritten
   */
  static CookieFile read(Path file) throws IOException {
    CookieFile read = new CookieFile();
    try (BufferedSource source = Okio.buffer(Okio.source(Files.newInputStream(file)))) {
      TextLines lines = new TextLines(source, UTF_8, MAX_LINE_BYTES);
      if (lines.next() && !FIRST_LINE.equals(lines.text())) throw notACookieFile(file);
      while (lines.next()) read.take(lines);
    } catch (NoSuchFileException noneYet) {
      return read;
    }
    return read;
  }

  private static FileSystemException notACookieFile(Path file) {
    return new FileSystemException(
        file.toString(),
        null,
        "does not begin with '" + FIRST_LINE + "' (CookiesTxt reads Netscape's cookies.txt)");
  }

  private void take(TextLines lines) {
    String line = lines.text();
    if (line != null && (line.isEmpty() || line.startsWith("#"))) return;
    try {
      if (line == null) throw new IllegalArgumentException("longer than 32 KiB");
      cookies.add(cookie(line));
    } catch (IllegalArgumentException e) {
      addDamaged(damaged, lines.number(), String.valueOf(e.getMessage()));
    }
  }

  static void addDamaged(List<DamagedLine> damaged, int number, String fault) {
    if (damaged.size() < MAX_DAMAGED_LINES) damaged.add(new DamagedLine(number, fault));
  }

  /**
   * @throws IllegalArgumentException if it is damaged; says how
   */
  static Cookie cookie(String line) {
    String[] columns = line.split("\t", -1);
    if (columns.length != COLUMN_COUNT) {
      throw new IllegalArgumentException(columns.length + " columns in place of 11");
    }
    Cookie.Builder cookie = Cookie.builder(unescaped(columns[9]), unescaped(columns[10]));
    if (is(columns[1], "host", "subdomains")) cookie.host(columns[0]);
    else cookie.domain(columns[0]);
    return cookie
        .path(unescaped(columns[2]))
        .secure(is(columns[3], "secure", NO))
        .httpOnly(is(columns[4], "httponly", NO))
        .sameSite(sameSite(columns[5]))
        .expiry(columns[6].equals(NO) ? null : instant(columns[6]))
        .created(instant(columns[7]))
        .lastAccess(instant(columns[8]))
        .build();
  }

  private static boolean is(String column, String yes, String no) {
    if (column.equals(yes)) return true;
    if (column.equals(no)) return false;
    throw new IllegalArgumentException("a column is neither '" + yes + "' nor '" + no + "'");
  }

  private static Cookie.SameSite sameSite(String column) {
    for (Cookie.SameSite value : Cookie.SameSite.values()) {
      if (shown(value).equals(column)) return value;
    }
    throw new IllegalArgumentException("samesite is none of default, none, lax and strict");
  }

  private static Instant instant(String column) {
    try {
      return Instant.parse(column);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("a column is not a point in time", e);
    }
  }

  private static String unescaped(String column) {
    StringBuilder text = new StringBuilder(column.length());
    for (int i = 0; i < column.length(); i++) {
      char c = column.charAt(i);
      text.append(c == '\\' ? meant(column, ++i) : c);
    }
    return text.toString();
  }

  private static char meant(String column, int at) {
    char c = at < column.length() ? column.charAt(at) : ' ';
    if (c == '\\') return c;
    if (c == 't') return '\t';
    throw new IllegalArgumentException("a backslash is followed by neither '\\' nor 't'");
  }

  // 2. Writing.

  static void write(BufferedSink sink, List<Cookie> cookies) throws IOException {
    sink.writeUtf8(FIRST_LINE).writeUtf8("\n").writeUtf8(COLUMNS).writeUtf8("\n");
    for (Cookie cookie : cookies) sink.writeUtf8(line(cookie)).writeUtf8("\n");
  }

  static String line(Cookie cookie) {
    Instant expiry = cookie.getExpiry();
    return String.join(
        "\t",
        cookie.getDomain(),
        cookie.isHostOnly() ? "host" : "subdomains",
        escaped(cookie.getPath()),
        cookie.isSecure() ? "secure" : NO,
        cookie.isHttpOnly() ? "httponly" : NO,
        shown(cookie.getSameSite()),
        expiry == null ? NO : expiry.toString(),
        cookie.getCreated().toString(),
        cookie.getLastAccess().toString(),
        escaped(cookie.getName()),
        escaped(cookie.getValue()));
  }

  private static String shown(Cookie.SameSite value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\t", "\\t");
  }
}
