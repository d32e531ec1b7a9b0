package httpwire.coroutines.internal

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.isActive
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.coroutines.withContext
import kotlin.coroutines.CoroutineContext

/**
 * Runs the blocking calls of one connection in a dispatcher, one at a time. The only place where a
 * coroutine waits for a thread.
 */
internal class Bridge(
    private val dispatcher: CoroutineDispatcher,
    val turn: Turn,
) {
    /**
     * Runs [work] in a thread of the dispatcher, or not at all if the caller is cancelled before it has one.
     *
     * @param cut called by the cancelling thread to make [work] fail at once. Also called if [work] has
     *     already ended but its result will not be returned
     * @param close called after [cut] by the next holder of the turn
     */
    suspend fun <T> call(cut: () -> Unit, close: () -> Unit, work: () -> T): T {
        turn.take()
        return callInTurn(cut, close, work)
    }

    /** Runs [work], which must not block, in the calling thread when it has the turn. */
    suspend fun here(work: () -> Unit) {
        turn.take()
        try {
            work()
        } finally {
            turn.release()
        }
    }

    /** Closes and waits for that. If the caller is cancelled or another call is running, cuts and does not wait. */
    suspend fun end(cut: () -> Unit, close: () -> Unit) {
        if (currentCoroutineContext().isActive && turn.tryTake()) {
            withContext(NonCancellable) { callInTurn({}, {}, close) }
        } else {
            turn.abandon(cut, close)
        }
    }

    private suspend fun <T> callInTurn(cut: () -> Unit, close: () -> Unit, work: () -> T): T =
        suspendCancellableCoroutine { continuation ->
            continuation.invokeOnCancellation { reporting { turn.abandon(cut, close) } }
            start(continuation.context) {
                val outcome = if (continuation.isActive) runCatching(work) else null
                reporting(turn::release)
                if (outcome != null) continuation.resumeWith(outcome)
            }
        }

    /** Passes a failure to close to the handler of the thread, because after a cancelled call no caller gets it. */
    private inline fun reporting(close: () -> Unit) {
        try {
            close()
        } catch (e: Throwable) {
            val thread = Thread.currentThread()
            thread.uncaughtExceptionHandler.uncaughtException(thread, e)
        }
    }

    private fun start(context: CoroutineContext, work: Runnable) {
        if (!dispatcher.isDispatchNeeded(context)) return work.run()
        try {
            dispatcher.dispatch(context, work)
        } catch (refused: Throwable) {
            reporting(turn::release)
            throw refused
        }
    }
}
