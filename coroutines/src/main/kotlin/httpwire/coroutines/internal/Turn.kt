package httpwire.coroutines.internal

import httpwire.connection.HttpConnection
import kotlinx.coroutines.sync.Mutex
import java.util.WeakHashMap
import java.util.concurrent.ConcurrentLinkedQueue

/**
 * Whose turn it is on a connection. It belongs to the thread that works the connection, not to the
 * coroutine that waits for it: after a cancellation the thread keeps it until it is out, so that no
 * two ever work the connection.
 */
internal class Turn {
    private val mutex = Mutex()

    /** What is to be closed by the next one that has the turn. */
    private val abandoned = ConcurrentLinkedQueue<() -> Unit>()

    suspend fun take(): Unit = mutex.lock()

    fun tryTake(): Boolean = mutex.tryLock()

    /** Calls [cut] here and now; [close] follows as soon as nobody has the turn. */
    fun abandon(cut: () -> Unit, close: () -> Unit) {
        cut()
        abandoned += close
        if (mutex.tryLock()) release()
    }

    fun release() {
        do {
            closeAbandoned()
            mutex.unlock()
            // What came between the two lines above found the turn taken.
        } while (abandoned.isNotEmpty() && mutex.tryLock())
    }

    private fun closeAbandoned() {
        while (true) {
            val close = abandoned.poll() ?: return
            close()
        }
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
