package httpwire.bench.client;

/** How long a client repeats an exchange. One thread's own. */
public class Pace {
  private final long endNanos;
  private final long maxCount;
  private long count;

  /**
   * @param endNanos of {@link System#nanoTime}, or Long.MAX_VALUE
   */
  Pace(long endNanos, long maxCount) {
    this.endNanos = endNanos;
    this.maxCount = maxCount;
  }

  /** At least once, then until the time is over. */
  public static Pace of(long nanos) {
    return new Pace(System.nanoTime() + nanos, Long.MAX_VALUE);
  }

  public static Pace once() {
    return new Pace(Long.MAX_VALUE, 1);
  }

  /** Asked before each exchange. */
  public boolean goesOn() {
    if (count > 0 && (count >= maxCount || System.nanoTime() - endNanos >= 0)) return false;
    count++;
    return true;
  }

  /** How many exchanges there were. */
  public long count() {
    return count;
  }
}
