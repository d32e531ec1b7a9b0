package httpwire.client;

import httpwire.Origin;
import httpwire.transport.Proxy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a connection leads, by which way, and how it is made: by value. */
final class PoolKey {
  private final Origin origin;
  private final List<Proxy> proxies;
  private final Wiring wiring;

  PoolKey(Origin origin, List<Proxy> proxies, Wiring wiring) {
    this.origin = origin;
    this.proxies = proxies;
    this.wiring = wiring;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // Nearly always the same object, and expensive to compare.
  public boolean equals(@Nullable Object other) {
    return other instanceof PoolKey key
        && key.origin.equals(origin)
        && key.proxies.equals(proxies)
        && (key.wiring == wiring || key.wiring.equals(wiring));
  }

  /** Of the parts that differ between the keys of one client, and are cheap to hash. */
  @Override
  public int hashCode() {
    return origin.hashCode() * 31 + proxies.size();
  }

  @Override
  public String toString() {
    return proxies.isEmpty() ? origin.toString() : origin + " through " + proxies;
  }
}
