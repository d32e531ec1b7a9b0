package httpwire.client.cache;

import httpwire.Headers;
import httpwire.HttpException.InvalidUrl;
import httpwire.HttpUrl;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which keys were invalidated lately, so that a response that was asked for before that is not
 * stored after it. Safe for use by several threads.
 */
final class Invalidations {
  private static final int MAX_KEYS = 1024;

  private final Map<String, Long> nanosByKey = new LinkedHashMap<>();

  /** What was asked for before this moment is not stored any more, whatever its key. */
  private long floorNanos = System.nanoTime();

  synchronized void add(String key) {
    nanosByKey.remove(key);
    nanosByKey.put(key, System.nanoTime());
    if (nanosByKey.size() <= MAX_KEYS) return;
    Iterator<Long> oldest = nanosByKey.values().iterator();
    floorNanos = oldest.next();
    oldest.remove();
  }

  synchronized void addAll() {
    nanosByKey.clear();
    floorNanos = System.nanoTime();
  }

  /** Whether {@code key} was invalidated after the moment {@code nanos}. */
  synchronized boolean isAddedSince(String key, long nanos) {
    Long added = nanosByKey.get(key);
    return nanos - floorNanos < 0 || (added != null && nanos - added < 0);
  }

  /**
   * The keys that a response to an unsafe request invalidates, RFC 9111 §4.4: its URL, and those of
   * Location and Content-Location if they have the same origin.
   */
  static List<String> keys(HttpUrl url, Headers response) {
    List<String> keys = new ArrayList<>();
    keys.add(Cache.key(url));
    for (String name : List.of("Location", "Content-Location")) {
      for (String value : response.getAll(name)) addKey(url, value, keys);
    }
    return keys;
  }

  private static void addKey(HttpUrl base, String reference, List<String> keys) {
    try {
      HttpUrl other = base.resolve(reference.strip());
      if (other.origin().equals(base.origin())) keys.add(Cache.key(other));
    } catch (InvalidUrl notOurs) {
      // Nothing is stored under anything but an http or https URL.
    }
  }
}
