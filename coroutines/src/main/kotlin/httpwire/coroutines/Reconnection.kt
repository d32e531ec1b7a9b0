package httpwire.coroutines

import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

/**
 * How a reader of events reconnects when its connection is lost. It waits for [delay], or for the time
 * that the server gave in `retry`, and twice as long after each further connection that brought nothing.
 * It never waits longer than [maxDelay], nor less than a tenth of a second unless [delay] is less.
 *
 * @property delay the wait if the server has not given another
 * @property maxDelay the longest wait, whatever the server says
 * @property maxFailures after more than this many connections in a row that brought nothing, the last
 *     failure is thrown; null to go on for ever
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

    /** The wait after [failureCount] failures in a row; [asked] is the wait that the server gave. */
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
