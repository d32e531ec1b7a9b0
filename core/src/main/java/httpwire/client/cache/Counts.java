package httpwire.client.cache;

import httpwire.CacheOutcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a cache counts. Safe for use by several threads. */
final class Counts {
  private final Map<CacheOutcome, LongAdder> outcomes = new EnumMap<>(CacheOutcome.class);
  private final LongAdder stored = new LongAdder();
  private final LongAdder failures = new LongAdder();

  Counts() {
    for (CacheOutcome outcome : CacheOutcome.values()) outcomes.put(outcome, new LongAdder());
  }

  void answered(CacheOutcome outcome) {
    adder(outcome).increment();
  }

  void stored() {
    stored.increment();
  }

  void failed() {
    failures.increment();
  }

  CacheStatistics statistics(long evicted, int entryCount, long byteCount) {
    return new CacheStatistics(
        adder(CacheOutcome.HIT).sum(),
        adder(CacheOutcome.MISS).sum(),
        adder(CacheOutcome.REVALIDATED).sum(),
        adder(CacheOutcome.STALE).sum(),
        stored.sum(),
        evicted,
        failures.sum(),
        entryCount,
        byteCount);
  }

  private LongAdder adder(CacheOutcome outcome) {
    LongAdder adder = outcomes.get(outcome);
    if (adder == null) throw new AssertionError(outcome);
    return adder;
  }
}
