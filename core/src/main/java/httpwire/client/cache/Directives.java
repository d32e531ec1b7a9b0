package httpwire.client.cache;

import httpwire.internal.syntax.Decimals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The directives of a message's Cache-Control fields, RFC 9111 §5.2, by their names in lower case.
 * Reading is strict, and takes any text: what is not a list of directives is {@link #isBroken}.
 */
final class Directives {
  /** A number of seconds that is not given. */
  static final long ABSENT = -1;

  /** A number of seconds that is malformed, or given twice with different values. */
  static final long INVALID = -2;

  /** 2^31, which stands for everything that is more: RFC 9111 §1.2.2. */
  static final long MOST_SECONDS = 1L << 31;

  private static final String NO_ARGUMENT = "";

  /** For each name the arguments of its occurrences, quotes removed; "" for none. */
  private final Map<String, List<String>> arguments = new HashMap<>();

  private final List<String> bare = new ArrayList<>();
  private boolean isBroken;

  private Directives() {}

  /**
   * Reads all lines of Cache-Control in a message.
   *
   * @param lines their values, in order
   */
  static Directives parse(List<String> lines) {
    Directives directives = new Directives();
    for (String line : lines) directives.read(line);
    return directives;
  }

  /** #cache-directive = [ token [ "=" ( token / quoted-string ) ] ], between commas. */
  private void read(String line) {
    FieldScanner scanner = new FieldScanner(line);
    do {
      scanner.skipBlanks();
      if (!scanner.isAtMemberEnd()) readDirective(scanner);
      scanner.skipBlanks();
      if (!scanner.isAtMemberEnd()) isBroken = true;
    } while (!isBroken && scanner.skipComma());
  }

  private void readDirective(FieldScanner scanner) {
    String name = scanner.token().toLowerCase(Locale.ROOT);
    if (name.isEmpty()) {
      isBroken = true;
    } else if (scanner.skip('=')) {
      String argument = scanner.tokenOrQuoted();
      if (argument == null) isBroken = true;
      else add(name, argument);
    } else {
      bare.add(name);
      add(name, NO_ARGUMENT);
    }
  }

  private void add(String name, String argument) {
    arguments.computeIfAbsent(name, absent -> new ArrayList<>(1)).add(argument);
  }

  /** Whether some line is not a list of directives, so that its meaning is not known. */
  boolean isBroken() {
    return isBroken;
  }

  /** Whether there is a directive of that name, with an argument or without one. */
  boolean contains(String name) {
    return arguments.containsKey(name);
  }

  /** Whether the directive occurs without an argument. */
  boolean isBare(String name) {
    return bare.contains(name);
  }

  /** The arguments of all occurrences; empty for an occurrence without one. */
  List<String> arguments(String name) {
    return arguments.getOrDefault(name, List.of());
  }

  /** The argument as a number of seconds, at most {@link #MOST_SECONDS}. */
  long seconds(String name) {
    long seconds = ABSENT;
    for (String argument : arguments(name)) {
      long value = deltaSeconds(argument);
      if (value < 0 || (seconds >= 0 && seconds != value)) return INVALID;
      seconds = value;
    }
    return seconds;
  }

  /** 1*DIGIT, RFC 9111 §1.2.2; {@link #INVALID} for anything else. */
  static long deltaSeconds(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') return INVALID;
    }
    if (text.isEmpty()) return INVALID;
    long value = Decimals.parseDecimal(text);
    return value == Decimals.INVALID ? MOST_SECONDS : Math.min(value, MOST_SECONDS);
  }
}
