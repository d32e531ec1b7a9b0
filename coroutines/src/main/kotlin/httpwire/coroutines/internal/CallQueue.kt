package httpwire.coroutines.internal

import httpwire.connection.HttpConnection
import kotlinx.coroutines.CancellableContinuation
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlin.coroutines.resume

/** The most bytes that wait while the network takes those before them. */
private const val MAX_QUEUED_BYTES = 256L shl 10

/**
 * The calls that send one request. They run in their order and one at a time while their caller goes on: a
 * piece of the body is made while the one before is sent, and one hand-over to another thread serves many
 * pieces. After a failure nothing runs any more, and whoever adds a call or waits gets it.
 */
internal class CallQueue(
    private val connection: HttpConnection,
    private val bridge: Bridge,
) {
    private class Call(val byteCount: Long, val run: HttpConnection.() -> Unit)

    private class Waiting(val maxByteCount: Long, val continuation: CancellableContinuation<Unit>)

    // Guarded by this.
    private val calls = ArrayDeque<Call>()
    private var queuedByteCount = 0L
    private var isRunning = false
    private val waiting = mutableListOf<Waiting>()

    /** What a call threw. */
    @Volatile
    var failure: Throwable? = null
        private set

    /** Starts [call], or queues it if others are queued. Waits while too many bytes are. */
    suspend fun add(byteCount: Long, call: HttpConnection.() -> Unit) {
        throwFailure()
        if (enqueue(Call(byteCount, call))) launch()
        if (hasMoreThan(MAX_QUEUED_BYTES)) awaitAtMost(MAX_QUEUED_BYTES / 2)
        throwFailure()
    }

    /** Waits until all calls have returned. */
    suspend fun join() {
        awaitAtMost(NOTHING)
        throwFailure()
    }

    private suspend fun launch() {
        try {
            bridge.launch(connection::cancel, connection::close, ::run, ::wake)
        } catch (e: Throwable) {
            fail(e)
            throw e
        }
    }

    private fun throwFailure() {
        failure?.let { throw it }
    }

    @Synchronized
    private fun enqueue(call: Call): Boolean {
        if (failure != null) return false
        calls += call
        queuedByteCount += call.byteCount
        return !isRunning.also { isRunning = true }
    }

    private fun run() {
        while (true) {
            val call = next() ?: return
            val thrown = runCatching { connection.run(call) }.exceptionOrNull()
            done(call, thrown)
        }
    }

    @Synchronized
    private fun next(): Call? = calls.removeFirstOrNull().also { isRunning = it != null }

    private fun HttpConnection.run(call: Call) = call.run(this)

    private fun done(call: Call, thrown: Throwable?) {
        synchronized(this) { queuedByteCount -= call.byteCount }
        if (thrown != null) fail(thrown)
        wake()
    }

    @Synchronized
    private fun fail(thrown: Throwable) {
        failure = thrown
        calls.clear()
    }

    @Synchronized
    private fun hasMoreThan(byteCount: Long): Boolean = isRunning && queuedByteCount > byteCount

    private suspend fun awaitAtMost(byteCount: Long): Unit = suspendCancellableCoroutine {
        synchronized(this) { waiting += Waiting(byteCount, it) }
        wake()
    }

    /** Resumes the callers for whom the queue is short enough. */
    private fun wake() {
        val ready =
            synchronized(this) {
                if (waiting.isEmpty()) return
                waiting.filter { !hasMoreThan(it.maxByteCount) }.also { waiting -= it.toSet() }
            }
        for (caller in ready) caller.continuation.resume(Unit)
    }

    private companion object {
        /** Less than a call without bytes. */
        const val NOTHING = -1L
    }
}
