package httpwire.client.cookies;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpwire.internal.TextLines;
import httpwire.internal.syntax.HostSyntax;
import java.io.IOException;
import java.net.IDN;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** The rules of the public suffix list, as https://publicsuffix.org/list/ describes them. */
final class SuffixRules implements PublicSuffixes {
  private static final String VERSION = "// VERSION: ";
  private static final int DATE_LENGTH = "2026-01-31".length();
  private static final int MAX_LINE_BYTES = 4 << 10;
  private static final String WILDCARD = "*.";
  private static final String EXCEPTION = "!";

  /** In A-labels and lower case, with what stands before them: {@code *.} or {@code !}. */
  private final Set<String> rules;

  private final @Nullable LocalDate date;

  /**
   * @param rules empty for the rule {@code *} alone, which holds without a list
   */
  SuffixRules(Set<String> rules, @Nullable LocalDate date) {
    this.rules = rules;
    this.date = date;
  }

  static SuffixRules read(BufferedSource source) throws IOException {
    Set<String> rules = new HashSet<>();
    LocalDate date = null;
    TextLines lines = new TextLines(source, UTF_8, MAX_LINE_BYTES);
    while (lines.next()) {
      String line = lines.text();
      if (line == null) throw new IOException("line " + lines.number() + " is no rule: too long");
      if (line.startsWith(VERSION)) date = date(line);
      else addRule(rules, line);
    }
    if (rules.isEmpty()) throw new IOException("the public suffix list has no rule");
    return new SuffixRules(rules, date);
  }

  private static @Nullable LocalDate date(String line) {
    int from = VERSION.length();
    try {
      return LocalDate.parse(line.substring(from, Math.min(line.length(), from + DATE_LENGTH)));
    } catch (DateTimeException unknown) {
      return null;
    }
  }

  /** A rule ends at the first blank of its line. */
  private static void addRule(Set<String> rules, String line) {
    int end = 0;
    while (end < line.length() && !Character.isWhitespace(line.charAt(end))) end++;
    String rule = line.substring(0, end);
    if (rule.isEmpty() || rule.startsWith("//")) return;
    String prefix =
        rule.startsWith(WILDCARD) ? WILDCARD : rule.startsWith(EXCEPTION) ? EXCEPTION : "";
    rules.add(prefix + canonical(rule.substring(prefix.length())));
  }

  /** In A-labels and lower case, as far as it can be. */
  private static String canonical(String host) {
    String text = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    if (isAscii(text)) return text.toLowerCase(Locale.ROOT);
    try {
      return IDN.toASCII(text, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
    } catch (RuntimeException notAName) {
      // Newer JDKs throw this one, and not one for arguments, if the name is too long for them.
      return text.toLowerCase(Locale.ROOT);
    }
  }

  /** Most are, and IDN takes its time even for those. */
  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 127) return false;
    }
    return true;
  }

  @Override
  public boolean isPublicSuffix(String host) {
    if (HostSyntax.isAddress(host)) return false;
    String name = canonical(host);
    if (name.isEmpty() || hasException(name)) return false;
    int dot = name.indexOf('.');
    if (dot < 0) return true;
    return rules.contains(name) || rules.contains(WILDCARD + name.substring(dot + 1));
  }

  /** An exception prevails over all rules, and is never a public suffix itself. */
  private boolean hasException(String name) {
    int dot = -1;
    do {
      if (rules.contains(EXCEPTION + name.substring(dot + 1))) return true;
      dot = name.indexOf('.', dot + 1);
    } while (dot >= 0);
    return false;
  }

  @Override
  public @Nullable LocalDate getDate() {
    return date;
  }
}
