package httpwire.client.pool;

import httpwire.client.pool.PoolState.Slot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The slots that are idle, of all keys, those that are idle for the longest time first. A slot
 * holds its own links, so that each can be taken out without searching.
 */
final class IdleList<K, C> {
  private @Nullable Slot<K, C> longest;
  private @Nullable Slot<K, C> shortest;
  private int size;

  /** No slot expires before. */
  private long firstExpiryNanos = PoolState.NEVER;

  int size() {
    return size;
  }

  /** At the end: it has become idle now. */
  void add(Slot<K, C> slot) {
    slot.longer = shortest;
    if (shortest == null) longest = slot;
    else shortest.shorter = slot;
    shortest = slot;
    size++;
    firstExpiryNanos = Math.min(firstExpiryNanos, slot.idleUntilNanos());
  }

  void remove(Slot<K, C> slot) {
    if (slot.longer == null) longest = slot.shorter;
    else slot.longer.shorter = slot.shorter;
    if (slot.shorter == null) shortest = slot.longer;
    else slot.shorter.longer = slot.longer;
    slot.longer = null;
    slot.shorter = null;
    size--;
  }

  /** Takes out the first one; null if there is none. */
  @Nullable Slot<K, C> takeLongest() {
    Slot<K, C> first = longest;
    if (first != null) remove(first);
    return first;
  }

  /** Takes out those whose time is over. Costs nothing before the first one's is. */
  List<Slot<K, C>> takeExpired(long now) {
    if (now < firstExpiryNanos) return List.of();
    firstExpiryNanos = PoolState.NEVER;
    List<Slot<K, C>> expired = new ArrayList<>();
    Slot<K, C> next;
    for (Slot<K, C> slot = longest; slot != null; slot = next) {
      next = slot.shorter;
      if (slot.idleUntilNanos() <= now) {
        remove(slot);
        expired.add(slot);
      } else {
        firstExpiryNanos = Math.min(firstExpiryNanos, slot.idleUntilNanos());
      }
    }
    return expired;
  }
}
