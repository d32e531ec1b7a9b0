package httpwire.coroutines.internal

import httpwire.connection.HttpConnection
import httpwire.dsl.HttpwireInternal
import httpwire.dsl.internal.suppressing
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext
import java.util.WeakHashMap
import java.util.concurrent.ConcurrentLinkedQueue
import kotlin.coroutines.AbstractCoroutineContextElement
import kotlin.coroutines.CoroutineContext

/**
 * Lets one thread at a time use a connection. The turn belongs to that thread, not to the coroutine that
 * waits for it: after a cancellation the thread keeps the turn until its call has returned, so that two
 * threads never use the connection at once.
 */
@OptIn(HttpwireInternal::class)
internal class Turn {
    private val mutex = Mutex()

    /** What the next holder of the turn must close. */
    private val abandoned = ConcurrentLinkedQueue<() -> Unit>()

    /** Held by one exchange at a time, from its first call until the head of its response was read. */
    private val exchanges = Mutex()

    /** How many calls in a row ran in the thread of their caller. For the holder of the turn. */
    private var callsInARow = 0

    /** Waits for the turn. A caller that is cancelled when it has just got it closes what was abandoned meanwhile. */
    suspend fun take() {
        try {
            mutex.lock()
        } catch (e: Throwable) {
            throw closeIfFree(e)
        }
    }

    /** [reason], with what closing threw. The mutex has freed itself by then, and closes nothing. */
    private fun closeIfFree(reason: Throwable): Throwable {
        if (abandoned.isEmpty() || !mutex.tryLock()) return reason
        val failure = runCatching(::release).exceptionOrNull()
        return if (failure == null) reason else suppressing(reason, failure)
    }

    fun tryTake(): Boolean = mutex.tryLock()

    /**
     * Runs the calls of an exchange when the current exchange has ended. Calls from a [within] block of the
     * current exchange run at once, because it can't wait for its own end; core refuses them if they are
     * not legal.
     */
    suspend fun <T> exchange(calls: suspend () -> T): T {
        if (currentCoroutineContext()[Within]?.turn === this) return calls()
        return exchanges.withLock { calls() }
    }

    /** Whether a call may run in its caller's thread once more; now and then others get to use that. */
    fun mayStay(): Boolean = ++callsInARow <= MAX_CALLS_IN_A_ROW

    /** Called when a call goes to another thread. */
    fun leaves() {
        callsInARow = 0
    }

    /** Runs the caller's block in the middle of an exchange. */
    suspend fun within(block: suspend () -> Unit): Unit = withContext(Within(this)) { block() }

    /** Calls [cut] at once, and [close] as soon as the turn is free. */
    fun abandon(cut: () -> Unit, close: () -> Unit) {
        try {
            cut()
        } finally {
            abandoned += close
            if (mutex.tryLock()) release()
        }
    }

    /**
     * Closes what was abandoned, then releases the turn.
     *
     * @throws Throwable what closing threw; the turn is released nevertheless
     */
    fun release() {
        var failure: Throwable? = null
        do {
            failure = closeAbandoned(failure)
            mutex.unlock()
            // What was abandoned between the two lines above could not take the turn.
        } while (abandoned.isNotEmpty() && mutex.tryLock())
        if (failure != null) throw failure
    }

    private fun closeAbandoned(before: Throwable?): Throwable? {
        var failure = before
        while (true) {
            val close = abandoned.poll() ?: return failure
            val thrown = runCatching(close).exceptionOrNull() ?: continue
            failure = failure?.let { suppressing(it, thrown) } ?: thrown
        }
    }

    /** Marks the coroutines that run within an exchange on [turn]. */
    private class Within(
        val turn: Turn,
    ) : AbstractCoroutineContextElement(Within) {
        companion object Key : CoroutineContext.Key<Within>
    }

    companion object {
        private const val MAX_CALLS_IN_A_ROW = 64

        /** Kept here because the connections of core have no place for it; an entry goes with its connection. */
        private val turns = WeakHashMap<HttpConnection, Turn>()

        /** The turn of [connection], the same for every caller. */
        fun of(connection: HttpConnection): Turn = of(connection) { Turn() }

        /** Like `of(connection)`, but the first call creates the turn with [make]. */
        inline fun of(connection: HttpConnection, make: () -> Turn): Turn =
            synchronized(turns) { turns.getOrPut(connection, make) }
    }
}
