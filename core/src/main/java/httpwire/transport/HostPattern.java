package httpwire.transport;

import java.util.Locale;

/**
 * Which hosts an option is for.
 *
 * @param text a host; {@code *.} and a domain for all hosts one label below it; or {@code *} for
 *     all hosts
 */
record HostPattern(String text) {
  static final HostPattern ALL = new HostPattern("*");

  static HostPattern of(String text) {
    String host = text.startsWith("*.") ? text.substring(2) : text;
    if (host.isEmpty() || (host.indexOf('*') >= 0 && !text.equals("*"))) {
      throw new IllegalArgumentException("a host pattern must be a host, *.domain or *: " + text);
    }
    return new HostPattern(text.toLowerCase(Locale.ROOT));
  }

  boolean matches(String host) {
    if (text.equals("*")) return true;
    String name = host.toLowerCase(Locale.ROOT);
    if (!text.startsWith("*.")) return name.equals(text);
    int dot = name.indexOf('.');
    return dot > 0 && name.substring(dot).equals(text.substring(1));
  }
}
