package httpwire.examples.tour

import java.util.concurrent.ConcurrentLinkedQueue

/** What was seen by the servers' threads and is not checked yet. A server records before it answers. */
internal class Records<T : Any> {
    private val queue = ConcurrentLinkedQueue<T>()

    fun add(record: T) {
        queue.add(record)
    }

    /** The oldest, or null if there is none. */
    fun take(): T? = queue.poll()

    /** All that are left. */
    fun takeAll(): List<T> = generateSequence(queue::poll).toList()
}
