package httpwire.coroutines

import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

/**
 * How a reader of events comes back when its connection is lost. It waits for [delay], or for what
 * the server said in `retry`, and twice as long after each further connection that brought nothing;
 * never longer than [maxDelay], and never less than a tenth of a second unless [delay] is less.
 *
 * @property delay the wait while the server has not said another
 * @property maxDelay the longest wait, whatever the server says
 * @property maxFailures after as many connections in a row that brought nothing the last failure is
 *     thrown; null to go on for ever
 */
public class Reconnection(
    public val delay: Duration = 3.seconds,
    public val maxDelay: Duration = 1.minutes,
    public val maxFailures: Int? = null,
) {
    init {
        require(delay.isPositive() && delay <= maxDelay) { "delay $delay, maxDelay $maxDelay" }
        require(maxFailures == null || maxFailures >= 0) { "maxFailures < 0: $maxFailures" }
    }

    /** The wait after so many failures in a row, [asked] for by the server or not. */
    internal fun wait(failureCount: Int, asked: Duration?): Duration {
        val base = asked?.coerceAtLeast(minOf(delay, SHORTEST)) ?: delay
        val doublings = (failureCount - 1).coerceIn(0, MAX_DOUBLINGS)
        return (base * (1 shl doublings)).coerceAtMost(maxDelay)
    }

    private companion object {
        val SHORTEST = 100.milliseconds
        private const val MAX_DOUBLINGS = 20
    }
}
