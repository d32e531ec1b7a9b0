package httpwire.client.cookies;

import httpwire.HttpUrl;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The cookie store of RFC 6265bis §5.7 and its retrieval, §5.8. No code of a caller runs under its
 * lock.
 */
final class MemoryCookieJar implements CookieJar {
  /** §6.1: at least this many. */
  static final int MAX_OF_DOMAIN = 50;

  /** §6.1: at least this many. */
  static final int MAX_COOKIES = 3000;

  /** In a domain, a cookie replaces the one with the same key. */
  private record Key(String name, String path, boolean isHostOnly) {
    static Key of(Cookie cookie) {
      return new Key(cookie.getName(), cookie.getPath(), cookie.isHostOnly());
    }
  }

  /**
   * @param order of the creation, among cookies of the same moment
   */
  private record Entry(Cookie cookie, long order) {}

  private static final Comparator<Entry> BY_CREATION =
      Comparator.<Entry, Instant>comparing(entry -> entry.cookie().getCreated())
          .thenComparingLong(Entry::order);

  /** §5.8.3, step 4. */
  private static final Comparator<Entry> AS_SENT =
      Comparator.<Entry>comparingInt(entry -> -entry.cookie().getPath().length())
          .thenComparing(BY_CREATION);

  /** Which cookie is evicted first of all: the least recently used one. */
  private static final Comparator<Entry> BY_USE =
      Comparator.<Entry, Instant>comparing(entry -> entry.cookie().getLastAccess())
          .thenComparingLong(Entry::order);

  /** Which cookie of a domain is evicted first. */
  private static final Comparator<Entry> INSECURE_FIRST =
      Comparator.<Entry, Boolean>comparing(entry -> entry.cookie().isSecure())
          .thenComparing(BY_USE);

  private final PublicSuffixes suffixes;
  private final InstantSource clock;
  private final Map<String, Map<Key, Entry>> domains = new HashMap<>();
  private int count;
  private long nextOrder;

  /** No cookie expires before. */
  private Instant earliestExpiry = Instant.MAX;

  MemoryCookieJar(PublicSuffixes suffixes) {
    this(suffixes, InstantSource.system());
  }

  MemoryCookieJar(PublicSuffixes suffixes, InstantSource clock) {
    this.suffixes = suffixes;
    this.clock = clock;
  }

  // 1. Storing.

  @Override
  public void store(HttpUrl url, List<String> setCookies) {
    Instant now = clock.instant();
    boolean isSecure = CookieScope.of(url).isSecure();
    for (String text : setCookies) {
      Cookie cookie = ReceivedCookie.of(url, text, suffixes, now);
      if (cookie != null) receive(cookie, isSecure, now);
    }
  }

  private synchronized void receive(Cookie cookie, boolean isSecure, Instant now) {
    evictExpired(now);
    if (!isSecure && isOverlay(cookie)) return;
    insert(cookie, now);
  }

  /**
   * §5.7, step 16: whether a secure cookie could be mistaken for this one of an insecure
   * connection.
   */
  private boolean isOverlay(Cookie cookie) {
    for (Map.Entry<String, Map<Key, Entry>> domain : domains.entrySet()) {
      boolean isRelated =
          CookieScope.domainMatches(domain.getKey(), cookie.getDomain())
              || CookieScope.domainMatches(cookie.getDomain(), domain.getKey());
      if (!isRelated) continue;
      for (Entry entry : domain.getValue().values()) {
        if (isOverlaid(entry.cookie(), cookie)) return true;
      }
    }
    return false;
  }

  private static boolean isOverlaid(Cookie old, Cookie cookie) {
    return old.isSecure()
        && old.getName().equals(cookie.getName())
        && CookieScope.pathMatches(cookie.getPath(), old.getPath());
  }

  @Override
  public synchronized void put(Cookie cookie) {
    insert(cookie, clock.instant());
  }

  /** §5.7, steps 23 and 24, and what is too much afterwards. */
  private void insert(Cookie cookie, Instant now) {
    Map<Key, Entry> domain =
        domains.computeIfAbsent(cookie.getDomain(), name -> new LinkedHashMap<>());
    Key key = Key.of(cookie);
    Entry old = domain.get(key);
    if (old == null) {
      domain.put(key, new Entry(cookie, nextOrder++));
      count++;
    } else {
      Cookie younger = cookie.newBuilder().created(old.cookie().getCreated()).build();
      domain.put(key, new Entry(younger, old.order()));
    }
    Instant expiry = cookie.getExpiry();
    if (expiry != null && expiry.isBefore(earliestExpiry)) earliestExpiry = expiry;
    evictExpired(now);
    if (domain.size() > MAX_OF_DOMAIN) evict(domain.values(), INSECURE_FIRST);
    if (count > MAX_COOKIES) evict(all(), BY_USE);
  }

  // 2. Evicting.

  private void evictExpired(Instant now) {
    if (!earliestExpiry.isBefore(now)) return;
    Instant earliest = Instant.MAX;
    for (Entry entry : all()) {
      Instant expiry = entry.cookie().getExpiry();
      if (entry.cookie().isExpired(now)) take(entry.cookie());
      else if (expiry != null && expiry.isBefore(earliest)) earliest = expiry;
    }
    earliestExpiry = earliest;
  }

  private void evict(Collection<Entry> entries, Comparator<Entry> first) {
    take(Collections.min(entries, first).cookie());
  }

  private @Nullable Entry take(Cookie cookie) {
    Map<Key, Entry> domain = domains.get(cookie.getDomain());
    if (domain == null) return null;
    Entry taken = domain.remove(Key.of(cookie));
    if (taken != null) count--;
    if (domain.isEmpty()) domains.remove(cookie.getDomain());
    return taken;
  }

  // 3. Retrieving.

  @Override
  public List<Cookie> cookiesFor(HttpUrl url) {
    CookieScope to = CookieScope.of(url);
    return retrieve(to, wideDomains(to), clock.instant());
  }

  /** The domains of which cookies that are not for one host alone may be sent. */
  private Set<String> wideDomains(CookieScope to) {
    Set<String> wide = new HashSet<>();
    int dot = 0;
    for (String domain = to.host(); ; domain = domain.substring(dot + 1)) {
      if (to.domainMatches(domain) && !suffixes.isPublicSuffix(domain)) wide.add(domain);
      dot = domain.indexOf('.');
      if (dot < 0) return wide;
    }
  }

  private synchronized List<Cookie> retrieve(CookieScope to, Set<String> wide, Instant now) {
    evictExpired(now);
    List<Entry> matching = new ArrayList<>();
    addMatching(to.host(), to, wide.contains(to.host()), matching);
    for (String domain : wide) {
      if (!domain.equals(to.host())) addMatching(domain, to, true, matching);
    }
    matching.sort(AS_SENT);
    List<Cookie> cookies = new ArrayList<>(matching.size());
    for (Entry entry : matching) cookies.add(accessed(entry, now));
    return cookies;
  }

  private void addMatching(String domain, CookieScope to, boolean isWide, List<Entry> matching) {
    for (Entry entry : domains.getOrDefault(domain, Map.of()).values()) {
      Cookie cookie = entry.cookie();
      boolean isHost = cookie.isHostOnly() ? domain.equals(to.host()) : isWide;
      boolean isAllowed = to.isSecure() || !cookie.isSecure();
      if (isHost && isAllowed && to.pathMatches(cookie.getPath())) matching.add(entry);
    }
  }

  private Cookie accessed(Entry entry, Instant now) {
    Cookie cookie = entry.cookie().newBuilder().lastAccess(now).build();
    Map<Key, Entry> domain = domains.get(cookie.getDomain());
    if (domain != null) domain.put(Key.of(cookie), new Entry(cookie, entry.order()));
    return cookie;
  }

  // 4. For the jar's owner.

  @Override
  public synchronized List<Cookie> list() {
    evictExpired(clock.instant());
    List<Entry> entries = all();
    entries.sort(BY_CREATION);
    List<Cookie> cookies = new ArrayList<>(entries.size());
    for (Entry entry : entries) cookies.add(entry.cookie());
    return cookies;
  }

  private List<Entry> all() {
    List<Entry> entries = new ArrayList<>(count);
    for (Map<Key, Entry> domain : domains.values()) entries.addAll(domain.values());
    return entries;
  }

  @Override
  public synchronized boolean remove(Cookie cookie) {
    return take(cookie) != null;
  }

  @Override
  public synchronized void clear() {
    domains.clear();
    count = 0;
  }

  @Override
  public synchronized void endSession() {
    for (Entry entry : all()) {
      if (!entry.cookie().isPersistent()) take(entry.cookie());
    }
  }

  @Override
  public synchronized String toString() {
    return "cookie jar with " + count + " cookies of " + domains.size() + " domains";
  }
}
