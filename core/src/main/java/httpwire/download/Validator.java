package httpwire.download;

import httpwire.Headers;
import httpwire.HttpDate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether the rest of a file is the rest of the same file: a strong validator, as If-Range
 * needs one (RFC 9110 §13.1.5).
 *
 * @param text the value of ETag, or of Last-Modified
 */
record Validator(String text) {
  /**
   * How much older than Date a Last-Modified must be. RFC 9110 §8.8.2.2 wants a second if both are
   * of one clock, which is unknown here, and otherwise enough to make up for two; 60 seconds is
   * what its predecessors had.
   */
  private static final Duration LEAST_AGE = Duration.ofSeconds(60);

  /** Null if the response has none that is strong. */
  static @Nullable Validator of(Headers headers) {
    List<String> tags = headers.getAll("ETag");
    // A date must not be used if there is an entity tag, even a weak one.
    if (!tags.isEmpty()) {
      return tags.size() == 1 && isStrongTag(tags.get(0)) ? new Validator(tags.get(0)) : null;
    }
    List<String> dates = headers.getAll("Last-Modified");
    return dates.size() == 1 && isOld(dates.get(0), headers.get("Date"))
        ? new Validator(dates.get(0))
        : null;
  }

  boolean isTag() {
    return text.startsWith("\"");
  }

  /** Whether another response of the file has this validator too, or does not contradict it. */
  boolean matches(Headers headers) {
    List<String> tags = headers.getAll("ETag");
    if (isTag()) return tags.equals(List.of(text));
    List<String> dates = headers.getAll("Last-Modified");
    return tags.isEmpty() && (dates.isEmpty() || dates.equals(List.of(text)));
  }

  /** Whether a text is an entity tag that is not weak, RFC 9110 §8.8.3. */
  static boolean isStrongTag(String text) {
    if (text.length() < 2 || text.charAt(0) != '"' || !text.endsWith("\"")) return false;
    for (int i = 1; i < text.length() - 1; i++) {
      char c = text.charAt(i);
      if (c < 0x21 || c == '"' || c == 0x7f) return false;
    }
    return true;
  }

  private static boolean isOld(String modified, @Nullable String sent) {
    Instant changed = HttpDate.parse(modified);
    Instant now = sent == null ? null : HttpDate.parse(sent);
    return changed != null && now != null && !changed.plus(LEAST_AGE).isAfter(now);
  }
}
