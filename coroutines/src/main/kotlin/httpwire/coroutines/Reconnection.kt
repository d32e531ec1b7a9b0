package httpwire.coroutines

import kotlin.time.Duration
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toJavaDuration

/**
 * How a reader of events reconnects when its connection is lost: a [httpwire.sse.Reconnection], which says more.
 *
 * @param delay the shortest wait if the server has not given another
 * @param maxDelay the longest wait, whatever the server says
 * @param maxFailures after more than this many connections in a row that brought nothing, the last failure is
 *     thrown; null to go on for ever
 * @throws IllegalArgumentException if [delay] is not positive or more than [maxDelay], or [maxFailures] is negative
 * @sample httpwire.examples.samples.coroutines.eventsFromPost
 */
public fun Reconnection(
    delay: Duration = 3.seconds,
    maxDelay: Duration = 1.minutes,
    maxFailures: Int? = null,
): httpwire.sse.Reconnection = httpwire.sse.Reconnection.DEFAULT
    .withDelays(delay.toJavaDuration(), maxDelay.toJavaDuration())
    .withMaxFailures(maxFailures ?: httpwire.sse.Reconnection.FOREVER)
