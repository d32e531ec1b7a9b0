package httpwire.transport;

import httpwire.Phase;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How long an exchange has been in each phase. Used by one thread at a time. */
public final class PhaseTimes {
  private final Map<Phase, Duration> times = new EnumMap<>(Phase.class);
  private @Nullable Phase current;
  private long sinceNanos;

  /** Nothing has been entered yet. */
  public PhaseTimes() {}

  /** The phase before is over; this one may have been entered before. */
  public void enter(Phase next) {
    end();
    current = next;
  }

  /** Nothing is being waited for until the next phase. */
  public void end() {
    long now = System.nanoTime();
    if (current != null) times.merge(current, Duration.ofNanos(now - sinceNanos), Duration::plus);
    current = null;
    sinceNanos = now;
  }

  /** The phases that were entered, in the order of an exchange. */
  public Map<Phase, Duration> toMap() {
    return new EnumMap<>(times);
  }
}
