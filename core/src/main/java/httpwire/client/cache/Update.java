package httpwire.client.cache;

import httpwire.Headers;
import httpwire.Request;
import httpwire.client.cache.SafeStorage.Found;
import httpwire.connection.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes stored responses by what the server has said since: RFC 9111 §3.2, §4.3.4, §4.3.5. */
final class Update {
  private final SafeStorage storage;
  private final CacheOptions options;
  private final Lookup lookup;
  private final Instant requestTime;
  private final Instant responseTime;
  private final Headers received;

  Update(
      SafeStorage storage,
      CacheOptions options,
      Lookup lookup,
      Instant requestTime,
      HttpResponse response) {
    this.storage = storage;
    this.options = options;
    this.lookup = lookup;
    this.requestTime = requestTime;
    this.responseTime = options.clock().instant();
    this.received = response.getHeaders();
  }

  /**
   * The stored response that 304 says is right, with its new head, which is not stored yet.
   *
   * @param asked the one that the request has named
   * @return null if none is meant
   */
  @Nullable Found byNotModified(Found asked) {
    List<Found> identified = identified(asked);
    for (int i = 1; i < identified.size(); i++) store(updated(identified.get(i)));
    return identified.isEmpty() ? null : updated(identified.get(0));
  }

  /** After 304 to a condition of the caller's own: what its validators name is updated. */
  void byNotModified() {
    if (!Validators.of(received).isGiven()) return;
    for (Found found : identified(null)) store(updated(found));
  }

  /** RFC 9111 §4.3.4. */
  private List<Found> identified(@Nullable Found asked) {
    Validators validators = Validators.of(received);
    if (validators.isStrong()) {
      List<Found> same =
          lookup.matching().stream()
              .filter(found -> validatorsOf(found).matchesStrongly(validators.entityTag()))
              .toList();
      if (!same.isEmpty() || asked == null) return same;
      return isTagOrItsWeakForm(asked.response().headers()) ? List.of(asked) : same;
    }
    if (validators.isGiven()) {
      return lookup.matching().stream()
          .filter(found -> isWeaklySame(validatorsOf(found), validators))
          .limit(1)
          .toList();
    }
    // The server was asked about this one alone.
    return asked == null ? List.of() : List.of(asked);
  }

  /**
   * Whether the stored tag is the strong tag that was received, or its weak form. nginx makes the
   * tag of a response weak when it codes the body, but not that of 304. The tag that is stored
   * stays then.
   */
  private boolean isTagOrItsWeakForm(Headers stored) {
    Validators said = Validators.of(received);
    return said.isStrong() && Validators.of(stored).matchesWeakly(said.entityTag());
  }

  private static Validators validatorsOf(Found found) {
    return Validators.of(found.response().headers());
  }

  private static boolean isWeaklySame(Validators stored, Validators said) {
    if (said.entityTag() != null) return stored.matchesWeakly(said.entityTag());
    return isSameDate(stored.lastModified(), said.lastModified());
  }

  private static boolean isSameDate(@Nullable String one, @Nullable String other) {
    if (one == null || other == null) return false;
    Instant date = CacheDates.parse(one);
    return date != null && date.equals(CacheDates.parse(other));
  }

  private Found updated(Found found) {
    StoredResponse old = found.response();
    Headers headers = FieldRules.dated(FieldRules.updated(old.headers(), received), responseTime);
    String kept = isTagOrItsWeakForm(old.headers()) ? old.headers().get("ETag") : null;
    if (kept != null) headers = headers.newBuilder().set("ETag", kept).build();
    Variant variant = Variant.of(headers, lookup.request());
    StoredResponse updated =
        new StoredResponse(
            old.url(),
            requestTime,
            responseTime,
            variant == null ? Variant.NEVER : variant,
            false,
            old.status(),
            old.reason(),
            headers);
    return new Found(found.entry(), updated);
  }

  /** Stores the new head, or removes the response if it must not be stored any more. */
  void store(Found found) {
    StoredResponse updated = found.response();
    if (!options.isSetCookieStored()) updated = updated.without(Set.of("Set-Cookie"));
    Request plain = Conditions.removed(lookup.request());
    boolean isStorable =
        !updated.variant().equals(Variant.NEVER)
            && Storability.isStorable(plain, lookup.directives(), updated, options);
    if (isStorable) storage.replace(found.entry(), updated);
    else storage.remove(found.entry());
  }

  /**
   * After 200 to HEAD: what it says is the same is updated, and everything else must be validated.
   */
  void byHead() {
    for (Found found : lookup.matching()) {
      if (found.response().status() == 200 && isSameByHead(found)) store(updated(found));
      else storage.replace(found.entry(), found.response().asInvalid());
    }
  }

  private boolean isSameByHead(Found found) {
    Headers stored = found.response().headers();
    boolean isTagSame =
        !received.contains("ETag") || received.getAll("ETag").equals(stored.getAll("ETag"));
    boolean isDateSame =
        !received.contains("Last-Modified")
            || isSameDate(stored.get("Last-Modified"), received.get("Last-Modified"));
    String length = received.get("Content-Length");
    boolean isLengthSame =
        length == null || length.equals(Long.toString(found.entry().bodyByteCount()));
    return isTagSame && isDateSame && isLengthSame;
  }
}
