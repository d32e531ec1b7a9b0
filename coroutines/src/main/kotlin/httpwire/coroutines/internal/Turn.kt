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
 * Whose turn it is on a connection. It belongs to the thread that works the connection, not to the
 * coroutine that waits for it: after a cancellation the thread keeps it until it is out, so that no
 * two ever work the connection.
 */
@OptIn(HttpwireInternal::class)
internal class Turn {
    private val mutex = Mutex()

    /** What is to be closed by the next one that has the turn. */
    private val abandoned = ConcurrentLinkedQueue<() -> Unit>()

    /** Held by one exchange at a time from its first call to its response's head, between its calls too. */
    private val exchanges = Mutex()

    suspend fun take(): Unit = mutex.lock()

    fun tryTake(): Boolean = mutex.tryLock()

    /**
     * Runs the calls of an exchange after the exchange that is under way, unless they are made by a
     * [within] block of that one: it can't wait for its own end, and core refuses what is out of turn.
     */
    suspend fun <T> exchange(calls: suspend () -> T): T {
        if (currentCoroutineContext()[Within]?.turn === this) return calls()
        return exchanges.withLock { calls() }
    }

    /** Runs a block of the caller's in the middle of an exchange. */
    suspend fun within(block: suspend () -> Unit): Unit = withContext(Within(this)) { block() }

    /** Calls [cut] here and now; [close] follows as soon as nobody has the turn. */
    fun abandon(cut: () -> Unit, close: () -> Unit) {
        try {
            cut()
        } finally {
            abandoned += close
            if (mutex.tryLock()) release()
        }
    }

    /**
     * Closes what was abandoned, then gives the turn to the next.
     *
     * @throws Throwable what closing threw; the turn is given all the same
     */
    fun release() {
        var failure: Throwable? = null
        do {
            failure = closeAbandoned(failure)
            mutex.unlock()
            // What came between the two lines above found the turn taken.
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

    /** Marks the coroutines of an exchange that has begun on [turn]. */
    private class Within(
        val turn: Turn,
    ) : AbstractCoroutineContextElement(Within) {
        companion object Key : CoroutineContext.Key<Within>
    }

    companion object {
        /** Beside the connections, which know nothing of coroutines; goes when they go. */
        private val turns = WeakHashMap<HttpConnection, Turn>()

        /** The turn of [connection], the same for all who ask. */
        fun of(connection: HttpConnection): Turn = of(connection) { Turn() }

        /** As the other `of`; the first one decides which that is. */
        inline fun of(connection: HttpConnection, make: () -> Turn): Turn =
            synchronized(turns) { turns.getOrPut(connection, make) }
    }
}
