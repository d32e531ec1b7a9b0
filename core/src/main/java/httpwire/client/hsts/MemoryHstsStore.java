package httpwire.client.hsts;

import httpwire.internal.syntax.HostSyntax;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The hosts in memory. */
final class MemoryHstsStore implements HstsStore {
  /**
   * So that no server can make it grow; a host more makes it forget the one noted least recently.
   */
  static final int MAX_ENTRIES = 10_000;

  private final InstantSource clock;

  /** By host; the one that was noted least recently comes first. */
  private final Map<String, HstsEntry> entries = new LinkedHashMap<>();

  MemoryHstsStore() {
    this(InstantSource.system());
  }

  MemoryHstsStore(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public void note(String host, String field) {
    StrictTransportSecurity said = StrictTransportSecurity.parse(field);
    boolean isName = HostSyntax.fault(host) == null && !HostSyntax.isAddress(host);
    if (said == null || !isName) return;
    if (said.maxAgeSeconds() == 0) {
      remove(host);
      return;
    }
    Instant expiry = clock.instant().plusSeconds(said.maxAgeSeconds());
    put(new HstsEntry(host, said.includesSubdomains(), expiry));
  }

  @Override
  public synchronized void put(HstsEntry entry) {
    entries.remove(entry.host());
    entries.put(entry.host(), entry);
    if (entries.size() <= MAX_ENTRIES) return;
    Iterator<HstsEntry> oldest = entries.values().iterator();
    oldest.next();
    oldest.remove();
  }

  @Override
  public synchronized boolean isKnown(String host) {
    if (entries.isEmpty() || HostSyntax.isAddress(host)) return false;
    String name = HstsEntry.canonical(host);
    HstsEntry own = valid(name);
    if (own != null) return true;
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      HstsEntry above = valid(name.substring(dot + 1));
      if (above != null && above.includesSubdomains()) return true;
    }
    return false;
  }

  /** Null if there is none; one that has expired is forgotten. */
  private @Nullable HstsEntry valid(String name) {
    HstsEntry entry = entries.get(name);
    if (entry == null || entry.expiry().isAfter(clock.instant())) return entry;
    entries.remove(name);
    return null;
  }

  @Override
  public synchronized List<HstsEntry> list() {
    Instant now = clock.instant();
    entries.values().removeIf(entry -> !entry.expiry().isAfter(now));
    return new ArrayList<>(entries.values());
  }

  @Override
  public synchronized boolean remove(String host) {
    return entries.remove(HstsEntry.canonical(host)) != null;
  }

  @Override
  public synchronized void clear() {
    entries.clear();
  }
}
