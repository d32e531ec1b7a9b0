package httpwire.coroutines.internal

import httpwire.connection.HttpConnection
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.isActive
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.coroutines.withContext
import kotlin.coroutines.CoroutineContext

/**
 * Runs the calls of one connection, one at a time: in the calling thread if the call needs nothing from the
 * network or the thread may block, else in a thread of a dispatcher. The only place where a coroutine waits
 * for a thread.
 */
internal class Bridge(
    private val dispatcher: CoroutineDispatcher,
    val turn: Turn,
) {
    /**
     * Runs [work], or not at all if the caller is cancelled before it has a thread.
     *
     * @param cut called by the cancelling thread to make [work] fail at once. Also called if [work] has
     *     already ended but its result will not be returned
     * @param close called after [cut] by the next holder of the turn
     * @param isReady whether [work] returns without waiting; asked when the caller has the turn
     */
    suspend fun <T> call(cut: () -> Unit, close: () -> Unit, isReady: () -> Boolean = never, work: () -> T): T {
        turn.take()
        return callInTurn(cut, close, asked(isReady), work)
    }

    /**
     * Starts [work], which must not throw, and does not wait for its end unless it runs in the calling
     * thread.
     *
     * @param cut called by the cancelling thread to end [work] at once; the caller may be anywhere by then
     * @param close called after [cut] by the next holder of the turn
     * @param isWanted whether there is still something to do when the caller has the turn
     * @param then called after [work], when the turn is free
     */
    suspend fun launch(
        cut: () -> Unit,
        close: () -> Unit,
        isWanted: () -> Boolean,
        work: () -> Unit,
        then: () -> Unit,
    ) {
        turn.take()
        if (!isWanted()) return turn.release()
        val context = currentCoroutineContext()
        // A child that does nothing is cancelled in the thread that cancels its parent.
        val running = Job(context[Job])
        running.invokeOnCompletion { if (it != null) reporting { turn.abandon(cut, close) } }
        try {
            start(context) {
                work()
                reporting(turn::release)
                running.complete()
                then()
            }
        } catch (refused: Throwable) {
            running.complete()
            throw refused
        }
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

    /**
     * Closes and waits for that. If the caller is cancelled or another call is running, cuts and does not
     * wait.
     *
     * @param isReady whether [close] returns without waiting
     */
    suspend fun end(cut: () -> Unit, close: () -> Unit, isReady: () -> Boolean) {
        if (currentCoroutineContext().isActive && turn.tryTake()) {
            if (asked(isReady)) closeHere(close) else withContext(NonCancellable) { callInTurn({}, {}, false, close) }
        } else {
            turn.abandon(cut, close)
        }
    }

    /** The answer of [isReady], which is asked in the turn; if it throws, the turn is free again. */
    private fun asked(isReady: () -> Boolean): Boolean = try {
        isReady()
    } catch (e: Throwable) {
        turn.release()
        throw e
    }

    private fun closeHere(close: () -> Unit) {
        try {
            close()
        } finally {
            turn.release()
        }
    }

    private suspend fun <T> callInTurn(cut: () -> Unit, close: () -> Unit, isReady: Boolean, work: () -> T): T =
        suspendCancellableCoroutine { continuation ->
            continuation.invokeOnCancellation { reporting { turn.abandon(cut, close) } }
            val run =
                Runnable {
                    val outcome = if (continuation.isActive) runCatching(work) else null
                    reporting(turn::release)
                    if (outcome != null) continuation.resumeWith(outcome)
                }
            if (isReady) run.run() else start(continuation.context, run)
        }

    private fun start(context: CoroutineContext, run: Runnable) {
        if (turn.mayStay() && BlockingThreads.runHere(context, dispatcher, run)) return
        turn.leaves()
        if (!dispatcher.isDispatchNeeded(context)) return run.run()
        try {
            BlockingThreads.dispatch(context, dispatcher, run)
        } catch (refused: Throwable) {
            reporting(turn::release)
            throw refused
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

    private companion object {
        val never = { false }
    }
}

/** Whether [HttpConnection.close] returns without waiting. */
internal fun HttpConnection.canCloseNow(): Boolean = transport?.canCloseNow() ?: true
