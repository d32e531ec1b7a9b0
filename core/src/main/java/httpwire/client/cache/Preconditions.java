package httpwire.client.cache;

import httpwire.Headers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The conditions that a caller's request has itself: RFC 9110 §13, RFC 9111 §4.3.2. */
final class Preconditions {
  static final List<String> FIELDS =
      List.of("If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "If-Range");

  private Preconditions() {}

  static boolean areGiven(Headers request) {
    for (String field : FIELDS) {
      if (request.contains(field)) return true;
    }
    return false;
  }

  /** Whether they are for the origin server only, or can't be read, and are left to it. */
  static boolean areForServer(Headers request) {
    boolean isOriginOnly = request.contains("If-Match") || request.contains("If-Unmodified-Since");
    boolean hasTags = request.contains("If-None-Match");
    return isOriginOnly || (hasTags && !isAny(request) && tags(request) == null);
  }

  /** Whether a stored 200 answers the request with 304. If-None-Match goes first (§13.2.2). */
  static boolean isNotModified(Headers request, StoredResponse stored) {
    if (request.contains("If-None-Match")) return isAny(request) || isOneOf(tags(request), stored);
    Instant since = CacheDates.only(request, "If-Modified-Since");
    if (since == null) return false;
    Instant modified = CacheDates.only(stored.headers(), "Last-Modified");
    return !(modified == null ? stored.date() : modified).isAfter(since);
  }

  private static boolean isAny(Headers request) {
    return request.getAll("If-None-Match").equals(List.of("*"));
  }

  private static boolean isOneOf(@Nullable List<String> tags, StoredResponse stored) {
    Validators validators = Validators.of(stored.headers());
    return tags != null && tags.stream().anyMatch(validators::matchesWeakly);
  }

  /** Null if they can't be read. */
  private static @Nullable List<String> tags(Headers request) {
    List<String> tags = new ArrayList<>();
    for (String line : request.getAll("If-None-Match")) {
      FieldScanner scanner = new FieldScanner(line);
      do {
        scanner.skipBlanks();
        String tag = scanner.entityTag();
        if (tag != null) tags.add(tag);
        scanner.skipBlanks();
        if (!scanner.isAtMemberEnd()) return null;
      } while (scanner.skipComma());
    }
    return tags;
  }

  /** RFC 9110 §13.1.5: whether a Range counts; if not, the whole is given. */
  static boolean isRangeMeant(Headers request, StoredResponse stored) {
    List<String> values = request.getAll("If-Range");
    if (values.isEmpty()) return true;
    if (values.size() > 1) return false;
    Validators validators = Validators.of(stored.headers());
    Instant date = CacheDates.parse(values.get(0));
    if (date == null) return validators.matchesStrongly(values.get(0));
    Instant modified = CacheDates.only(stored.headers(), "Last-Modified");
    // Strong only if it can't have changed again in the same second: §8.8.2.2.
    return date.equals(modified) && !stored.date().isBefore(date.plusSeconds(1));
  }
}
