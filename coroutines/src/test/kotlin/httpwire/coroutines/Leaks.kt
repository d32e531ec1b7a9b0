package httpwire.coroutines

import httpwire.invariants.Held
import httpwire.invariants.leftSince
import kotlinx.coroutines.yield
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeSource

/** I3: Waits until no more is held than [before], which takes as long as the threads need that were cut. */
internal suspend fun awaitNoneLeft(before: Held) {
    val start = TimeSource.Monotonic.markNow()
    while (true) {
        val left = leftSince(before)
        if (left.isNothing) return
        check(start.elapsedNow() < 5.seconds) { "I3: left behind: $left" }
        yield()
    }
}
