package httpwire.client.hsts;

import static java.nio.charset.StandardCharsets.US_ASCII;

import httpwire.internal.TextLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Okio;

/**
 * The file of a store, in the form of curl's {@code --hsts}: one host a line, with a dot before it
 * if its subdomains are meant too, a blank, and the expiry in quotes, in UTC.
 *
 * <pre>
 * .example.com "20271130 08:00:00"
 * </pre>
 */
final class HstsFile {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd HH:mm:ss", Locale.ROOT);

  /** How curl writes that a host does not expire. */
  private static final String UNLIMITED = "unlimited";

  private static final Instant END = Instant.parse("9999-12-31T23:59:59Z");
  private static final int MAX_LINE_BYTES = 1 << 10;
  private static final int MAX_DAMAGED_LINES = 1000;

  final List<HstsEntry> entries = new ArrayList<>();
  final List<Integer> damaged = new ArrayList<>();

  private HstsFile() {}

  static HstsFile read(Path file) throws IOException {
    HstsFile read = new HstsFile();
    try (BufferedSource source = Okio.buffer(Okio.source(Files.newInputStream(file)))) {
      TextLines lines = new TextLines(source, US_ASCII, MAX_LINE_BYTES);
      while (lines.next()) read.take(lines);
    } catch (NoSuchFileException noneYet) {
      return read;
    }
    return read;
  }

  private void take(TextLines lines) {
    String line = lines.text();
    if (line != null && (line.isBlank() || line.startsWith("#"))) return;
    try {
      if (line == null) throw new IllegalArgumentException("longer than 1 KiB");
      entries.add(entry(line));
    } catch (IllegalArgumentException | DateTimeException e) {
      if (damaged.size() < MAX_DAMAGED_LINES) damaged.add(lines.number());
    }
  }

  private static HstsEntry entry(String line) {
    int quote = line.indexOf(" \"");
    if (quote < 0 || !line.endsWith("\"") || line.length() < quote + 3) {
      throw new IllegalArgumentException("no expiry in quotes");
    }
    boolean includesSubdomains = line.startsWith(".");
    String host = line.substring(includesSubdomains ? 1 : 0, quote);
    return new HstsEntry(
        host, includesSubdomains, expiry(line.substring(quote + 2, line.length() - 1)));
  }

  private static Instant expiry(String text) {
    if (text.equals(UNLIMITED)) return END;
    return LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC);
  }

  static void write(BufferedSink sink, List<HstsEntry> entries) throws IOException {
    sink.writeUtf8("# Hosts that are asked over TLS only; the form is that of curl's --hsts.\n");
    for (HstsEntry entry : entries) sink.writeUtf8(line(entry)).writeUtf8("\n");
  }

  private static String line(HstsEntry entry) {
    boolean isLimited = entry.expiry().isBefore(END);
    String expiry =
        isLimited
            ? TIME.format(LocalDateTime.ofInstant(entry.expiry(), ZoneOffset.UTC))
            : UNLIMITED;
    return (entry.includesSubdomains() ? "." : "") + entry.host() + " \"" + expiry + "\"";
  }
}
