package httpwire.client.pool;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The leases that were given out and not given back. A watch holds its own links. */
final class HeldLeases {
  private @Nullable LeaseWatch latest;

  void add(LeaseWatch watch) {
    watch.isHeld = true;
    watch.earlier = latest;
    if (latest != null) latest.later = watch;
    latest = watch;
  }

  /** False if it is not there: it was removed before. */
  boolean remove(LeaseWatch watch) {
    if (!watch.isHeld) return false;
    watch.isHeld = false;
    if (watch.later == null) latest = watch.earlier;
    else watch.later.earlier = watch.earlier;
    if (watch.earlier != null) watch.earlier.later = watch.later;
    watch.earlier = null;
    watch.later = null;
    return true;
  }

  /** All of them as they are now. */
  List<LeaseWatch> toList() {
    List<LeaseWatch> all = new ArrayList<>();
    for (LeaseWatch watch = latest; watch != null; watch = watch.earlier) all.add(watch);
    return all;
  }
}
