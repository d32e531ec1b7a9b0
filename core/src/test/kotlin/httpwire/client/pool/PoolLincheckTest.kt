package httpwire.client.pool

import httpwire.client.pool.PoolState.Changes
import httpwire.client.pool.PoolState.Ticket
import httpwire.process.TestJvm
import io.kotest.core.spec.style.FunSpec
import kotlinx.coroutines.CancellableContinuation
import kotlinx.coroutines.suspendCancellableCoroutine
import org.jetbrains.lincheck.datastructures.Operation
import org.jetbrains.lincheck.datastructures.StressOptions

/**
 * A pool with one place, whose callers suspend: the decisions under a lock, what they decided outside of it. Each call
 * can be cancelled wherever it waits, also when it has been served already and has not noticed; only who has noticed
 * gives back.
 */
class SinglePlacePool {
    private val state = PoolState<String, Int>(1, 1, Int.MAX_VALUE, 1, PoolState.NEVER)

    /** Those that have a place and know it; guarded by the lock, as the state is. */
    private val holders = ArrayDeque<Caller>()

    private class Caller {
        var ticket: Ticket<String, Int>? = null
        var waiting: CancellableContinuation<Int>? = null
        var isHolder = false
    }

    @Operation(cancellableOnSuspension = true)
    suspend fun acquire(): Int {
        val caller = Caller()
        val given = suspendCancellableCoroutine<Int> { continuation ->
            caller.waiting = continuation
            val isServed = decide { changes ->
                val ticket = checkNotNull(state.acquire("key", caller, 0, changes))
                caller.ticket = ticket
                (ticket.slot() != null).also { if (it) hold(caller) }
            }
            if (isServed) resume(caller)
            continuation.invokeOnCancellation { cancel(caller) }
        }
        decide { if (!caller.isHolder) hold(caller) }
        return given
    }

    private fun hold(caller: Caller) {
        caller.isHolder = true
        holders += caller
    }

    /** Called twice if the caller gives up while it is being told that it was served. */
    private fun cancel(caller: Caller) = decide { changes ->
        caller.ticket?.let { state.cancel(it, 0, changes) }
        caller.ticket = null
    }

    @Operation
    fun release(): Boolean = decide { changes ->
        val caller = holders.removeFirstOrNull()
        if (caller != null) state.remove(caller.ticket!!.slot()!!, 0, changes)
        caller != null
    }

    @Operation
    fun waitingCount(): Int = decide { state.waitingCount() }

    private fun <T> decide(decision: (Changes<String, Int>) -> T): T {
        val changes = Changes<String, Int>()
        val decided = synchronized(this) { decision(changes) }
        changes.completed().forEach { resume(it.owner() as Caller) }
        return decided
    }

    private fun resume(caller: Caller) {
        caller.waiting!!.resume(1) { _, _, _ -> cancel(caller) }
    }
}

/** What [SinglePlacePool] is to do, without a pool: one place, and a queue. */
class OnePlace {
    private val waiting = ArrayDeque<CancellableContinuation<Int>>()
    private var isGiven = false
    private var isHeld = false

    suspend fun acquire(): Int {
        if (isGiven) suspendCancellableCoroutine { waiting += it }
        isGiven = true
        isHeld = true
        return 1
    }

    fun release(): Boolean = isHeld.also { if (isHeld) pass() }

    private fun pass() {
        isHeld = false
        isGiven = false
        generateSequence { waiting.removeFirstOrNull() }.firstOrNull { it.isActive }?.let { give(it) }
    }

    private fun give(next: CancellableContinuation<Int>) {
        isGiven = true
        next.resume(1) { _, _, _ -> pass() }
    }

    fun waitingCount(): Int = waiting.count { it.isActive }
}

/** In a process of its own: Lincheck instruments each class that is loaded, which takes minutes among other tests. */
internal object PoolLincheck {
    @JvmStatic
    fun main(args: Array<String>) {
        StressOptions().iterations(30).invocationsPerIteration(150).threads(3).actorsPerThread(2)
            .actorsBefore(1).actorsAfter(1)
            .sequentialSpecification(OnePlace::class.java)
            .check(SinglePlacePool::class.java)
    }
}

class PoolLincheckTest : FunSpec({
    test("F55: callers that wait, give up and give back at once behave as if one after the other") {
        TestJvm.run(PoolLincheck::class.java)
    }
})
