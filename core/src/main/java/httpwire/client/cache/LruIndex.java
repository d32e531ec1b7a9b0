package httpwire.client.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which entries there are under each key, what they take, and which were used last. It decides
 * which entries are removed, and does nothing else. Safe for use by several threads; a thread that
 * holds its monitor uses it alone.
 *
 * @param <E> an entry, compared by identity
 */
final class LruIndex<E> {
  private final long maxBytes;
  private final Map<String, List<E>> byKey = new HashMap<>();

  /** The one that was used last is the last one. */
  private final Map<E, Place> byUse = new LinkedHashMap<>();

  private long byteCount;
  private long evictedCount;

  private record Place(String key, long byteCount) {}

  LruIndex(long maxBytes) {
    if (maxBytes < 0) throw new IllegalArgumentException("maxBytes < 0: " + maxBytes);
    this.maxBytes = maxBytes;
  }

  long maxBytes() {
    return maxBytes;
  }

  synchronized List<E> find(String key) {
    return List.copyOf(byKey.getOrDefault(key, List.of()));
  }

  /** Adds an entry; returns those that must be removed, or this one alone if it is too large. */
  synchronized List<E> add(String key, E entry, long entryBytes) {
    if (entryBytes > maxBytes) return tooLarge(entry);
    byKey.computeIfAbsent(key, absent -> new ArrayList<>(1)).add(entry);
    byUse.put(entry, new Place(key, entryBytes));
    byteCount += entryBytes;
    return evicted();
  }

  /** No other entry is removed for one that can't stay. */
  private List<E> tooLarge(E entry) {
    evictedCount++;
    return List.of(entry);
  }

  private List<E> evicted() {
    List<E> evicted = new ArrayList<>(0);
    while (byteCount > maxBytes && !byUse.isEmpty()) {
      E oldest = byUse.keySet().iterator().next();
      remove(oldest);
      evicted.add(oldest);
      evictedCount++;
    }
    return evicted;
  }

  /** Whether it was there. */
  synchronized boolean remove(E entry) {
    Place place = byUse.remove(entry);
    if (place == null) return false;
    byteCount -= place.byteCount;
    List<E> others = byKey.get(place.key);
    if (others != null) {
      others.remove(entry);
      if (others.isEmpty()) byKey.remove(place.key);
    }
    return true;
  }

  synchronized void used(E entry) {
    Place place = byUse.remove(entry);
    if (place != null) byUse.put(entry, place);
  }

  /** The entry takes another number of bytes now; returns those that must be removed. */
  synchronized List<E> resize(E entry, long entryBytes) {
    Place place = byUse.get(entry);
    if (place == null) return List.of();
    if (entryBytes > maxBytes) {
      remove(entry);
      return tooLarge(entry);
    }
    byUse.replace(entry, new Place(place.key, entryBytes));
    byteCount += entryBytes - place.byteCount;
    return evicted();
  }

  synchronized boolean contains(E entry) {
    return byUse.containsKey(entry);
  }

  /** All entries, the one that was used last at the end. */
  synchronized List<E> all() {
    return List.copyOf(byUse.keySet());
  }

  synchronized long byteCount() {
    return byteCount;
  }

  synchronized int entryCount() {
    return byUse.size();
  }

  synchronized long evictedCount() {
    return evictedCount;
  }
}
