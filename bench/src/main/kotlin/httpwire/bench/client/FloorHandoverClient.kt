package httpwire.bench.client

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.EmptyCoroutineContext

/**
 * The floor for coroutines: each exchange of [FloorClient] runs in `Dispatchers.IO`, one hand-over there and
 * back, and the caller suspends meanwhile.
 *
 * @param callerContext where the caller's coroutine runs; empty for the event loop of `runBlocking`
 */
open class FloorHandoverClient(setup: Setup, private val callerContext: CoroutineContext) : BenchClient {
    private val floor = FloorClient(setup)

    constructor(setup: Setup) : this(setup, EmptyCoroutineContext)

    override fun run(exchange: Exchange, pace: Pace, check: Check) = runBlocking(callerContext) {
        while (pace.goesOn()) withContext(Dispatchers.IO) { floor.once(exchange, check) }
    }

    override fun close() = floor.close()
}

/** The caller's coroutine runs in `Dispatchers.Default`. */
class FloorHandoverDefaultClient(setup: Setup) : FloorHandoverClient(setup, Dispatchers.Default)
