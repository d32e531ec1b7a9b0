package httpwire.client.pool

import httpwire.client.pool.PoolState.Changes
import httpwire.client.pool.PoolState.Ticket
import httpwire.cost.FreshJvm
import io.kotest.core.spec.style.FunSpec
import kotlinx.coroutines.CancellableContinuation
import kotlinx.coroutines.suspendCancellableCoroutine
import org.jetbrains.lincheck.datastructures.Operation
import org.jetbrains.lincheck.datastructures.StressOptions

/**
 * A pool with one place, whose callers suspend: the decisions under a lock, what they decided outside of it. Each call
 * can be cancelled wherever it waits, also when it has been served already and has not noticed.
 */
class SinglePlacePool {
    private val state = PoolState<String, Int>(1, 1, Int.MAX_VALUE, 1, PoolState.NEVER)

    /** Those that were served, and have not given back; guarded by the lock, as the state is. */
    private val served = ArrayDeque<Caller>()

    private class Caller {
        var ticket: Ticket<String, Int>? = null
        var waiting: CancellableContinuation<Int>? = null
    }

    @Operation(cancellableOnSuspension = true)
    suspend fun acquire(): Int = suspendCancellableCoroutine { continuation ->
        val caller = Caller()
        caller.waiting = continuation
        decide { changes ->
            val ticket = checkNotNull(state.acquire("key", caller, 0, changes))
            caller.ticket = ticket
            if (ticket.slot() != null) served += caller
            ticket.slot() != null
        }.let { isServed -> if (isServed) resume(caller) }
        continuation.invokeOnCancellation { cancel(caller) }
    }

    private fun cancel(caller: Caller) {
        decide { changes ->
            val isUnused = served.remove(caller) || caller.ticket!!.slot() == null
            if (isUnused) state.cancel(caller.ticket!!, 0, changes)
        }
    }

    @Operation
    fun release(): Boolean = decide { changes ->
        val caller = served.removeFirstOrNull()
        if (caller != null) state.remove(caller.ticket!!.slot()!!, 0, changes)
        caller != null
    }

    @Operation
    fun waitingCount(): Int = decide { state.waitingCount() }

    private fun <T> decide(decision: (Changes<String, Int>) -> T): T {
        val changes = Changes<String, Int>()
        val decided = synchronized(this) {
            decision(changes).also { changes.completed().forEach { served += it.owner() as Caller } }
        }
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
    private var heldCount = 0

    suspend fun acquire(): Int = if (heldCount == 0) ++heldCount else suspendCancellableCoroutine { waiting += it }

    fun release(): Boolean {
        if (heldCount == 0) return false
        heldCount = 0
        val next = generateSequence { waiting.removeFirstOrNull() }.firstOrNull { it.isActive } ?: return true
        heldCount = 1
        next.resume(1) { _, _, _ -> release() }
        return true
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
        FreshJvm.withAllClasses(PoolLincheck::class.java)
    }
})
