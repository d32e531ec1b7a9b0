package httpwire.client.cache;

import httpwire.Headers;
import httpwire.HttpDate;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/** Which fields are stored, updated and given out: RFC 9111 §3.1, §3.2, §4. */
final class FieldRules {
  /** Of the connection, of the message's framing, or of a proxy: RFC 9110 §7.6.1. */
  private static final Set<String> OF_THE_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "proxy-authenticate",
          "proxy-authentication-info",
          "proxy-authorization");

  /**
   * The fields that say for whom and for how long a response may be used: kept even if Connection
   * names them.
   */
  private static final Set<String> OF_USE =
      Set.of("age", "cache-control", "date", "expires", "set-cookie", "vary");

  /** True of the stored bytes, which stay as they are. */
  private static final Set<String> OF_THE_BODY =
      Set.of("content-length", "content-encoding", "content-range");

  /** The fields that RFC 9110 §15.4.5 wants in 304, and those that say how old it is. */
  private static final Set<String> OF_NOT_MODIFIED =
      Set.of(
          "age",
          "cache-control",
          "content-location",
          "date",
          "etag",
          "expires",
          "last-modified",
          "vary");

  private FieldRules() {}

  /** The fields that are stored: without those of the hop, and those that Connection names. */
  static Headers stored(Headers received) {
    Headers.Builder stored = received.newBuilder();
    for (String name : OF_THE_HOP) stored.remove(name);
    for (String line : received.getAll("Connection")) {
      for (String option : line.split(",")) {
        String name = option.strip().toLowerCase(Locale.ROOT);
        if (!OF_USE.contains(name)) stored.remove(name);
      }
    }
    return stored.build();
  }

  /** RFC 9110 §6.6.1: a response without a Date gets that of its arrival. */
  static Headers dated(Headers stored, Instant received) {
    if (stored.contains("Date")) return stored;
    return stored.plus(Headers.of("Date", HttpDate.format(received)));
  }

  /**
   * {@code stored} as the fields of a response without a body change it, RFC 9111 §3.2. Age and
   * Date are those of the new response, or are not there.
   */
  static Headers updated(Headers stored, Headers received) {
    Headers news = without(stored(received), OF_THE_BODY);
    Headers.Builder updated = stored.newBuilder().remove("Age").remove("Date");
    for (String name : news.names()) updated.remove(name);
    return updated.addAll(news).build();
  }

  static Headers without(Headers headers, Set<String> names) {
    Headers.Builder rest = headers.newBuilder();
    for (String name : names) rest.remove(name);
    return rest.build();
  }

  /** The fields of 304 in place of a stored response. */
  static Headers ofNotModified(Headers given) {
    Headers.Builder few = given.newBuilder();
    for (String name : given.names()) {
      if (!OF_NOT_MODIFIED.contains(name.toLowerCase(Locale.ROOT))) few.remove(name);
    }
    return few.build();
  }
}
