package httpwire.transport;

import httpwire.HttpException;
import httpwire.Phase;
import httpwire.Timeouts;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * What one exchange may take: the bound of each phase, under one deadline. Knows in which phase the
 * exchange is, and so which bound it was that ran out.
 *
 * <p>Used by one thread at a time. It sets the timeouts of the dialed socket, which bound every
 * layer above it, and in the direction only that the phase uses: a request that is written while an
 * earlier response is unread leaves the time for reading that response as it is. No other thread is
 * involved.
 */
public final class TimeBudget {
  private static final long NONE = 0;

  /** More would overflow the clock. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  /** What every exchange of a connection shares; in nanoseconds, {@link #NONE} for no bound. */
  private record Bounds(Timeouts timeouts, long write, long head, long body, long deadline) {
    static Bounds of(Timeouts timeouts) {
      return new Bounds(
          timeouts,
          nanos(timeouts.of(Phase.WRITE)),
          nanos(timeouts.of(Phase.HEAD)),
          nanos(timeouts.of(Phase.BODY)),
          nanos(timeouts.deadline()));
    }

    long of(Phase phase) {
      // Not a switch, which would load a class of its own on the way to the first response.
      if (phase == Phase.WRITE) return write;
      if (phase == Phase.HEAD) return head;
      return phase == Phase.BODY ? body : nanos(timeouts.of(phase));
    }
  }

  private final Bounds bounds;
  private long startNanos = System.nanoTime();
  private Phase phase = Phase.RESOLVE;
  private @Nullable Transport transport;
  private @Nullable PhaseTimes times;
  private long phaseStartByteCount;

  public TimeBudget(Timeouts timeouts) {
    this(Bounds.of(timeouts));
  }

  private TimeBudget(Bounds bounds) {
    this.bounds = bounds;
  }

  /** The same bounds for another exchange, whose deadline counts from now. */
  public TimeBudget restarted() {
    return new TimeBudget(bounds);
  }

  /** Measures the time of each phase from now on. */
  public void record(PhaseTimes times) {
    this.times = times;
  }

  public Phase getPhase() {
    return phase;
  }

  /** Time since the exchange began. */
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  /**
   * Enters a phase that has no transport, such as looking up a name or connecting, or in which the
   * caller bounds its waits itself.
   *
   * @return how long it may take; null for ever
   * @throws HttpException.Timeout if the deadline has passed already
   */
  public @Nullable Duration enter(Phase next) throws HttpException.Timeout {
    phase = next;
    if (times != null) times.enter(next);
    Duration bound = bounds.timeouts().of(next);
    Duration deadline = bounds.timeouts().deadline();
    if (deadline == null) return bound == null ? null : capped(bound);
    Duration left = deadline.minus(elapsed());
    if (left.isZero() || left.isNegative()) throw expired(null);
    return capped(bound == null || left.compareTo(bound) < 0 ? left : bound);
  }

  /**
   * Enters a phase whose bound holds for all its reads and writes together, as that of a handshake.
   * Bounds both directions; {@link #connected} ends that.
   */
  public void enterWhole(Phase next, Transport transport) {
    begin(next, transport);
    long byPhase = bounds.of(next);
    long deadline = deadline(byPhase == NONE ? NONE : System.nanoTime() + byPhase);
    bound(transport.getSource().timeout(), NONE, deadline);
    bound(transport.getSink().timeout(), NONE, deadline);
  }

  /** The last handshake is done: nothing of its bound is left in either direction. */
  void connected(Transport transport) {
    bound(transport.getSource().timeout(), NONE, NONE);
    bound(transport.getSink().timeout(), NONE, NONE);
  }

  /**
   * Enters a phase whose bound holds for each of its operations: writes in {@link Phase#WRITE},
   * reads in {@link Phase#HEAD} and {@link Phase#BODY}. The other direction stays as it is.
   */
  public void enterEach(Phase next, Transport transport) {
    begin(next, transport);
    bound(timeout(next, transport), bounds.of(next), deadline(NONE));
  }

  private static Timeout timeout(Phase phase, Transport transport) {
    return phase == Phase.WRITE ? transport.getSink().timeout() : transport.getSource().timeout();
  }

  /**
   * The request was written, but another response is read first: the exchange waits for its own,
   * and the bounds stay those of the exchange that is read.
   */
  public void queued() {
    phase = Phase.HEAD;
    if (times != null) times.enter(Phase.HEAD);
  }

  /** The first byte of a head is there: the rest of it may take one read timeout in all. */
  public void headBegun(Transport transport) {
    long byRead = bounds.body();
    long deadline = deadline(byRead == NONE ? NONE : System.nanoTime() + byRead);
    bound(transport.getSource().timeout(), NONE, deadline);
  }

  /** The exception for the bound that ran out. */
  public HttpException.Timeout expired(@Nullable Throwable cause) {
    Duration deadline = bounds.timeouts().deadline();
    boolean isDeadline = deadline != null && elapsed().compareTo(deadline) >= 0;
    String what = isDeadline ? "the deadline, while " + phase + "," : "the time for " + phase;
    long moved = transport == null ? 0 : byteCount(transport) - phaseStartByteCount;
    return new HttpException.Timeout(phase, what, elapsed(), moved, cause);
  }

  @SuppressWarnings("ReferenceEquality") // The very same connection, whatever its equals may say.
  private void begin(Phase next, Transport transport) {
    boolean isNew = phase != next || this.transport != transport;
    if (isNew) phaseStartByteCount = byteCount(transport);
    this.transport = transport;
    phase = next;
    if (times != null) times.enter(next);
  }

  private static long byteCount(Transport transport) {
    return transport.getSentByteCount() + transport.getReceivedByteCount();
  }

  /** The earlier of the exchange's deadline and that of a phase; {@link #NONE} for neither. */
  private long deadline(long ofPhase) {
    if (bounds.deadline() == NONE) return ofPhase;
    long ofExchange = startNanos + bounds.deadline();
    return ofPhase == NONE ? ofExchange : Math.min(ofExchange, ofPhase);
  }

  private static void bound(Timeout timeout, long timeoutNanos, long deadlineNanoTime) {
    timeout.timeout(timeoutNanos, TimeUnit.NANOSECONDS);
    if (deadlineNanoTime == NONE) timeout.clearDeadline();
    else timeout.deadlineNanoTime(deadlineNanoTime);
  }

  private static long nanos(@Nullable Duration duration) {
    return duration == null ? NONE : capped(duration).toNanos();
  }

  private static Duration capped(Duration duration) {
    return duration.compareTo(LONGEST) < 0 ? duration : LONGEST;
  }
}
