package httpwire.coroutines.internal

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.isActive
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.coroutines.withContext
import kotlin.coroutines.CoroutineContext

/**
 * Takes the blocking calls of one connection to a dispatcher, one at a time. The only place where
 * a coroutine waits for a thread.
 */
internal class Bridge(
    private val dispatcher: CoroutineDispatcher,
    val turn: Turn,
) {
    /**
     * Runs [work] in a thread of the dispatcher, or not at all if it is cancelled before it has one.
     *
     * @param cut called by the cancelling thread: makes [work] fail at once. Also called if [work] is
     *     done already but nobody will ever see its result
     * @param close called after [cut] by whoever has the turn then
     */
    suspend fun <T> call(cut: () -> Unit, close: () -> Unit, work: () -> T): T {
        turn.take()
        return callInTurn(cut, close, work)
    }

    /** Runs [work] in the caller's thread, in turn; for what does not block. */
    suspend fun here(work: () -> Unit) {
        turn.take()
        try {
            work()
        } finally {
            turn.release()
        }
    }

    /** Closes; waits for that unless the caller is cancelled, or another call is under way: that is cut. */
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

    /** What closing after a cancelled call throws is nobody's result: the thread's handler gets it. */
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
