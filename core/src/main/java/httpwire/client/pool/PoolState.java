package httpwire.client.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which connections a pool has, and who waits for one. Decides only: it opens and closes nothing,
 * calls nobody, and is told the time. Its owner holds a lock around each call, and afterwards does
 * what the {@link Changes} say.
 *
 * <ol>
 *   <li>{@link #acquire}: an idle connection, or the right to open one, or a place in the queue
 *   <li>{@link #opened}: the holder has opened the connection
 *   <li>{@link #release} or {@link #remove}: the oldest of those who wait and can be served gets
 *       what has become free
 * </ol>
 *
 * <p>Between these calls nobody waits who could be served. The limits count every slot, also one
 * whose connection is being opened. A slot that is held knows nothing of its connection, which
 * belongs to the holder: a holder that is lost takes it along, and {@link #remove} frees the slot.
 *
 * @param <K> where a connection leads; connections of equal keys can stand for one another
 * @param <C> a connection
 */
final class PoolState<K, C> {
  static final long NEVER = Long.MAX_VALUE;

  private enum Status {
    /** Somebody has its connection, or the right to open one. */
    HELD,
    IDLE,
    CLOSED
  }

  /** The place of a connection. */
  static final class Slot<K, C> {
    private final Group<K, C> group;
    private long openedNanos;
    private Status status = Status.HELD;

    /** Only while it is idle. */
    private @Nullable C connection;

    private long idleUntilNanos = NEVER;

    /** The neighbours in an {@link IdleList}. */
    @Nullable Slot<K, C> longer;

    @Nullable Slot<K, C> shorter;

    private Slot(Group<K, C> group, long openedNanos) {
      this.group = group;
      this.openedNanos = openedNanos;
    }

    K key() {
      return group.key;
    }

    /** Until when it could have stayed idle at most, when it was idle last. */
    long idleUntilNanos() {
      return idleUntilNanos;
    }
  }

  /** What a caller asked for, and what it was given. */
  static final class Ticket<K, C> {
    private final Group<K, C> group;
    private final long number;
    private final Object owner;
    private @Nullable Slot<K, C> slot;
    private @Nullable C connection;

    private Ticket(Group<K, C> group, long number, Object owner) {
      this.group = group;
      this.number = number;
      this.owner = owner;
    }

    /** Who waits. */
    Object owner() {
      return owner;
    }

    K key() {
      return group.key;
    }

    /** What it was given; null while it waits, and if the pool was closed. */
    @Nullable Slot<K, C> slot() {
      return slot;
    }

    /** The connection of the slot; null if the slot is the right to open one. */
    @Nullable C connection() {
      return connection;
    }
  }

  /** All that is of one key. */
  private static final class Group<K, C> {
    private final K key;
    private int slotCount;

    /** The last one was used last, and is used next. */
    private final Deque<Slot<K, C>> idle = new ArrayDeque<>(2);

    private final Deque<Ticket<K, C>> waiting = new ArrayDeque<>(1);

    private Group(K key) {
      this.key = key;
    }
  }

  /** What a decision makes its owner do, after the lock is free. */
  static final class Changes<K, C> {
    private @Nullable List<Ticket<K, C>> completed;
    private @Nullable List<C> closed;

    /** Those who wait no longer: they have a slot, or the pool was closed. */
    List<Ticket<K, C>> completed() {
      return completed == null ? List.of() : completed;
    }

    /** To be closed. */
    List<C> closed() {
      return closed == null ? List.of() : closed;
    }

    private void complete(Ticket<K, C> ticket) {
      if (completed == null) completed = new ArrayList<>(1);
      completed.add(ticket);
    }

    private void close(@Nullable C connection) {
      if (connection == null) return;
      if (closed == null) closed = new ArrayList<>(1);
      closed.add(connection);
    }
  }

  private final int maxSlots;
  private final int maxPerKey;
  private final int maxWaiting;
  private final long idleNanos;
  private final long maxAgeNanos;
  private final Map<K, Group<K, C>> groups = new HashMap<>();

  /** The groups for which somebody waits. */
  private final Set<Group<K, C>> awaited = new LinkedHashSet<>();

  private final IdleList<K, C> idle = new IdleList<>();
  private int slotCount;
  private int waitingCount;
  private long ticketCount;
  private long evictedCount;
  private boolean isClosed;

  /**
   * @param idleNanos how long a connection stays idle at most
   * @param maxAgeNanos how long after it was opened a connection is used again at most
   */
  PoolState(int maxSlots, int maxPerKey, int maxWaiting, long idleNanos, long maxAgeNanos) {
    this.maxSlots = maxSlots;
    this.maxPerKey = maxPerKey;
    this.maxWaiting = maxWaiting;
    this.idleNanos = idleNanos;
    this.maxAgeNanos = maxAgeNanos;
  }

  /** The slots that somebody holds, those whose connection is being opened among them. */
  int heldCount() {
    return slotCount - idle.size();
  }

  int idleCount() {
    return idle.size();
  }

  int waitingCount() {
    return waitingCount;
  }

  /** How many idle connections were closed: too old, or in the way of one to another key. */
  long evictedCount() {
    return evictedCount;
  }

  boolean isClosed() {
    return isClosed;
  }

  // 1. For a caller.

  /**
   * A ticket with a slot, or one that waits; null if too many wait already, or the pool is closed.
   *
   * @param owner who asks; it is told when the ticket is completed
   */
  @Nullable Ticket<K, C> acquire(K key, Object owner, long now, Changes<K, C> changes) {
    if (isClosed) return null;
    expire(now, changes);
    Group<K, C> known = groups.get(key);
    Group<K, C> group = known == null ? new Group<>(key) : known;
    Ticket<K, C> ticket = new Ticket<>(group, ticketCount++, owner);
    // Whoever waits for this key could have been served as well, so nobody does.
    if (canServe(group)) {
      if (known == null) groups.put(key, group);
      serve(ticket, now, changes);
      return ticket;
    }
    if (waitingCount >= maxWaiting) return null;
    if (known == null) groups.put(key, group);
    group.waiting.add(ticket);
    awaited.add(group);
    waitingCount++;
    return ticket;
  }

  /** The holder has opened the connection of this slot, for the first time or again. */
  void opened(Slot<K, C> slot, long now) {
    require(slot, Status.HELD);
    slot.openedNanos = now;
  }

  /**
   * The caller gives up: its place in the queue, or what it was given meanwhile and has not used.
   */
  void cancel(Ticket<K, C> ticket, long now, Changes<K, C> changes) {
    Slot<K, C> given = ticket.slot;
    C connection = ticket.connection;
    if (given == null) {
      if (ticket.group.waiting.remove(ticket)) waitingCount--;
      if (ticket.group.waiting.isEmpty()) awaited.remove(ticket.group);
      dropIfEmpty(ticket.group);
    } else if (connection == null) {
      remove(given, now, changes);
    } else {
      release(given, connection, now, given.idleUntilNanos, changes);
    }
  }

  /** Like {@link #cancel}, for what was given meanwhile and was cut: nobody else gets it. */
  void cancelCut(Ticket<K, C> ticket, long now, Changes<K, C> changes) {
    Slot<K, C> given = ticket.slot;
    if (given == null) throw new IllegalStateException("nothing was given");
    changes.close(ticket.connection);
    remove(given, now, changes);
  }

  /**
   * The connection can be used again.
   *
   * @param untilNanos when the server closes it; {@link #NEVER} if it has not said so
   */
  void release(Slot<K, C> slot, C connection, long now, long untilNanos, Changes<K, C> changes) {
    require(slot, Status.HELD);
    slot.idleUntilNanos =
        Math.min(Math.min(untilNanos, plus(now, idleNanos)), plus(slot.openedNanos, maxAgeNanos));
    if (isClosed || slot.idleUntilNanos <= now) {
      discard(slot);
      changes.close(connection);
    } else {
      slot.status = Status.IDLE;
      slot.connection = connection;
      slot.group.idle.addLast(slot);
      idle.add(slot);
    }
    serveWaiting(now, changes);
  }

  /** The connection is closed, was not opened, or was lost; whoever held the slot closes it. */
  void remove(Slot<K, C> slot, long now, Changes<K, C> changes) {
    require(slot, Status.HELD);
    discard(slot);
    serveWaiting(now, changes);
  }

  // 2. For the owner of the pool.

  /** Takes out the idle connections whose time is over. */
  void expire(long now, Changes<K, C> changes) {
    for (Slot<K, C> slot : idle.takeExpired(now)) evicted(slot, changes);
  }

  /** Those who wait get nothing. */
  void refuseWaiting(Changes<K, C> changes) {
    for (Group<K, C> group : awaited) {
      for (Ticket<K, C> ticket : group.waiting) changes.complete(ticket);
      group.waiting.clear();
      dropIfEmpty(group);
    }
    awaited.clear();
    waitingCount = 0;
  }

  /** From now on nobody gets a connection, and none is kept. Those that are held stay so. */
  void close(Changes<K, C> changes) {
    isClosed = true;
    expire(NEVER, changes);
    refuseWaiting(changes);
  }

  // 3. Who gets what.

  private boolean canServe(Group<K, C> group) {
    if (!group.idle.isEmpty()) return true;
    return group.slotCount < maxPerKey && (slotCount < maxSlots || idle.size() > 0);
  }

  /**
   * An idle connection of its own key, or the right to open one, for which another may have to go.
   */
  private void serve(Ticket<K, C> ticket, long now, Changes<K, C> changes) {
    Slot<K, C> own = ticket.group.idle.pollLast();
    if (own != null) {
      idle.remove(own);
      own.status = Status.HELD;
      ticket.connection = own.connection;
      own.connection = null;
      ticket.slot = own;
      return;
    }
    if (slotCount >= maxSlots) makeRoom(changes);
    ticket.slot = new Slot<>(ticket.group, now);
    ticket.group.slotCount++;
    slotCount++;
  }

  private void makeRoom(Changes<K, C> changes) {
    Slot<K, C> longest = idle.takeLongest();
    if (longest != null) evicted(longest, changes);
  }

  private void evicted(Slot<K, C> slot, Changes<K, C> changes) {
    slot.group.idle.remove(slot);
    evictedCount++;
    changes.close(slot.connection);
    slot.connection = null;
    discard(slot);
  }

  private void serveWaiting(long now, Changes<K, C> changes) {
    while (!awaited.isEmpty()) {
      Group<K, C> next = oldestThatCanBeServed();
      if (next == null) return;
      Ticket<K, C> ticket = next.waiting.remove();
      if (next.waiting.isEmpty()) awaited.remove(next);
      waitingCount--;
      serve(ticket, now, changes);
      changes.complete(ticket);
    }
  }

  private @Nullable Group<K, C> oldestThatCanBeServed() {
    Group<K, C> oldest = null;
    for (Group<K, C> group : awaited) {
      if (!canServe(group)) continue;
      if (oldest == null || group.waiting.element().number < oldest.waiting.element().number) {
        oldest = group;
      }
    }
    return oldest;
  }

  private void discard(Slot<K, C> slot) {
    slot.status = Status.CLOSED;
    slot.group.slotCount--;
    slotCount--;
    dropIfEmpty(slot.group);
  }

  private void dropIfEmpty(Group<K, C> group) {
    if (group.slotCount == 0 && group.waiting.isEmpty()) groups.remove(group.key, group);
  }

  private void require(Slot<K, C> slot, Status expected) {
    if (slot.status != expected) throw new IllegalStateException(slot.status + ", not " + expected);
  }

  /** {@link #NEVER} if no number holds it. */
  static long plus(long now, long nanos) {
    return nanos > NEVER - now ? NEVER : now + nanos;
  }

  /** The keys for which there is a slot or somebody waits; for tests. */
  Set<K> keys() {
    return Collections.unmodifiableSet(groups.keySet());
  }
}
