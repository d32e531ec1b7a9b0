package httpwire.client.cache;

import httpwire.Headers;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What tells a response from others of the same URL, RFC 9110 §8.8.
 *
 * @param entityTag as it is written; null if there is none, or it is malformed
 * @param lastModified as it is written; null if there is none, or it is not a date
 */
record Validators(@Nullable String entityTag, @Nullable String lastModified) {
  private static final String WEAK = "W/";

  static Validators of(Headers headers) {
    return new Validators(entityTag(headers), lastModified(headers));
  }

  private static @Nullable String entityTag(Headers headers) {
    List<String> values = headers.getAll("ETag");
    if (values.size() != 1) return null;
    FieldScanner scanner = new FieldScanner(values.get(0));
    String tag = scanner.entityTag();
    return scanner.isAtEnd() ? tag : null;
  }

  private static @Nullable String lastModified(Headers headers) {
    Instant date = CacheDates.only(headers, "Last-Modified");
    return date == null ? null : headers.get("Last-Modified");
  }

  boolean isGiven() {
    return entityTag != null || lastModified != null;
  }

  boolean isStrong() {
    return entityTag != null && !isWeak(entityTag);
  }

  /** The strong comparison of RFC 9110 §8.8.3.2. */
  boolean matchesStrongly(@Nullable String tag) {
    return isStrong() && tag != null && tag.equals(entityTag);
  }

  /** The weak comparison of RFC 9110 §8.8.3.2. */
  boolean matchesWeakly(@Nullable String tag) {
    return entityTag != null && tag != null && opaque(entityTag).equals(opaque(tag));
  }

  private static boolean isWeak(String tag) {
    return tag.startsWith(WEAK);
  }

  private static String opaque(String tag) {
    return isWeak(tag) ? tag.substring(WEAK.length()) : tag;
  }
}
