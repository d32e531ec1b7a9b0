package httpwire.coroutines.internal

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.isActive
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.withContext
import java.util.concurrent.ConcurrentLinkedQueue
import kotlin.coroutines.CoroutineContext

/**
 * Takes the blocking calls of one connection to a dispatcher, one at a time. The only place where
 * a coroutine waits for a thread.
 *
 * The turn belongs to the thread that works the connection, not to the coroutine that waits for it:
 * after a cancellation the thread keeps it until it is out, so that no two ever work the connection.
 */
internal class Bridge(
    private val dispatcher: CoroutineDispatcher,
) {
    private val turn = Mutex()

    /** What is to be closed by the next one that has the turn. */
    private val abandoned = ConcurrentLinkedQueue<() -> Unit>()

    /**
     * Runs [work] in a thread of the dispatcher, or not at all if it is cancelled before it has one.
     *
     * @param cut called by the cancelling thread: makes [work] fail at once. Also called if [work] is
     *     done already but nobody will ever see its result
     * @param close called after [cut] by whoever has the turn then
     */
    suspend fun <T> call(cut: () -> Unit, close: () -> Unit, work: () -> T): T {
        turn.lock()
        return callInTurn(cut, close, work)
    }

    /** Closes; waits for that unless the caller is cancelled, or another call is under way: that is cut. */
    suspend fun end(cut: () -> Unit, close: () -> Unit) {
        if (currentCoroutineContext().isActive && turn.tryLock()) {
            withContext(NonCancellable) { callInTurn({}, {}, close) }
        } else {
            abandon(cut, close)
        }
    }

    private suspend fun <T> callInTurn(cut: () -> Unit, close: () -> Unit, work: () -> T): T =
        suspendCancellableCoroutine { continuation ->
            continuation.invokeOnCancellation { abandon(cut, close) }
            start(continuation.context) {
                val outcome = if (continuation.isActive) runCatching(work) else null
                release()
                if (outcome != null) continuation.resumeWith(outcome)
            }
        }

    private fun start(context: CoroutineContext, work: Runnable) {
        if (!dispatcher.isDispatchNeeded(context)) return work.run()
        try {
            dispatcher.dispatch(context, work)
        } catch (refused: Throwable) {
            release()
            throw refused
        }
    }

    private fun abandon(cut: () -> Unit, close: () -> Unit) {
        cut()
        abandoned += close
        if (turn.tryLock()) release()
    }

    private fun release() {
        do {
            closeAbandoned()
            turn.unlock()
            // What came between the two lines above found the turn taken.
        } while (abandoned.isNotEmpty() && turn.tryLock())
    }

    private fun closeAbandoned() {
        while (true) {
            val close = abandoned.poll() ?: return
            close()
        }
    }
}
