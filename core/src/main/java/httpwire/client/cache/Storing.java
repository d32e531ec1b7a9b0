package httpwire.client.cache;

import httpwire.CacheOutcome;
import httpwire.Headers;
import httpwire.client.cache.SafeStorage.Found;
import httpwire.connection.HttpResponse;
import httpwire.internal.syntax.Decimals;
import java.time.Instant;
import java.util.List;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** Stores the response to a GET while it is read, if it may be stored: RFC 9111 §3. */
final class Storing {
  /** A length that is not said. */
  private static final long UNKNOWN = -1;

  private final Cache cache;
  private final SafeStorage storage;
  private final Lookup lookup;
  private final Moment asked;

  /** When the request was sent, by the clock of the cache and by the system's. */
  record Moment(Instant time, long nanos) {}

  Storing(Cache cache, Lookup lookup, Moment asked) {
    this.cache = cache;
    this.storage = cache.storage();
    this.lookup = lookup;
    this.asked = asked;
  }

  /** The response, which is stored when its reader has read it to its end. */
  HttpResponse stored(HttpResponse response) {
    StoredResponse head = head(response);
    boolean isStored = head != null && hasKnownEnd(response) && isShort(response);
    CacheStorage.Draft draft = head == null || !isStored ? null : storage.write(lookup.key(), head);
    if (head == null || draft == null) {
      removeOutdated(response);
      return missed(response);
    }
    Copy copy = new Copy(draft, head, length(response.getHeaders()));
    if (response.isClosed()) {
      copy.complete();
      return missed(response);
    }
    StoringSource body = new StoringSource(response, copy);
    return response.newBuilder().body(body).cacheOutcome(CacheOutcome.MISS).build();
  }

  static HttpResponse missed(HttpResponse response) {
    return response.newBuilder().cacheOutcome(CacheOutcome.MISS).build();
  }

  /** What would be stored; null if the response must not be stored. */
  private @Nullable StoredResponse head(HttpResponse response) {
    CacheOptions options = cache.getOptions();
    Instant responseTime = options.clock().instant();
    Headers headers = FieldRules.dated(FieldRules.stored(response.getHeaders()), responseTime);
    Variant variant = Variant.of(headers, lookup.request());
    if (variant == null) return null;
    StoredResponse head =
        new StoredResponse(
            lookup.url().toString(),
            asked.time(),
            responseTime,
            variant,
            false,
            response.getStatus(),
            response.getReason(),
            headers);
    boolean isStorable =
        Storability.isStorable(lookup.request(), lookup.directives(), head, options);
    return isStorable ? head : null;
  }

  /** A body that ends with its connection may have been cut off, and nobody would know. */
  private static boolean hasKnownEnd(HttpResponse response) {
    boolean hasLength = length(response.getHeaders()) != UNKNOWN;
    if (!response.isClosed())
      return hasLength || response.getHeaders().contains("Transfer-Encoding");
    return response.getStatus() == 204 || length(response.getHeaders()) == 0;
  }

  private boolean isShort(HttpResponse response) {
    return length(response.getHeaders()) <= storage.maxEntryBytes();
  }

  private static long length(Headers headers) {
    String length = headers.get("Content-Length");
    return length == null || headers.contains("Transfer-Encoding")
        ? UNKNOWN
        : Decimals.parseDecimal(length);
  }

  /** Removes what was stored if this response, which is not stored, replaces it. */
  private void removeOutdated(HttpResponse response) {
    if (!Storability.isReplacing(lookup.request(), response.getStatus())) return;
    for (Found found : lookup.matching()) storage.remove(found.entry());
  }

  private final class Copy implements StoringSource.Copy {
    private final CacheStorage.Draft draft;
    private final StoredResponse head;
    private final long length;
    private final long maxBytes = storage.maxEntryBytes();
    private long byteCount;

    Copy(CacheStorage.Draft draft, StoredResponse head, long length) {
      this.draft = draft;
      this.head = head;
      this.length = length;
    }

    @Override
    public boolean write(Buffer bytes) {
      byteCount += bytes.size();
      if (byteCount > maxBytes) return false;
      return storage.run(() -> draft.write(bytes, bytes.size()));
    }

    @Override
    public void complete() {
      boolean isWhole = length == UNKNOWN || length == byteCount;
      if (isWhole && !isOutdated()) commit();
      abandon();
    }

    private boolean isOutdated() {
      return cache.invalidations().isAddedSince(lookup.key(), asked.nanos());
    }

    private void commit() {
      List<Found> before = storage.find(lookup.key(), lookup.url().toString());
      if (before.stream().anyMatch(found -> isLater(found.response()))) return;
      if (!storage.run(draft::commit)) return;
      cache.counts().stored();
      storage.superseded(before, head.variant());
      // What invalidated it in the meantime has not found it.
      if (isOutdated()) storage.remove(lookup.key());
    }

    /** Whether another call has asked for the same later, and has read its response earlier. */
    private boolean isLater(StoredResponse other) {
      return other.variant().equals(head.variant())
          && other.requestTime().isAfter(head.requestTime())
          && !other.date().isBefore(head.date());
    }

    @Override
    public void abandon() {
      storage.run(draft::close);
    }
  }
}
