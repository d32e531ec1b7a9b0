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

    /** What a call threw whose thread may still have the connection. */
    private var thrown: Throwable? = null

    /** What a call threw. Known only when its thread has let go of the connection, which its caller may need. */
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

    /**
     * Makes [call], which must not block, when no other one runs. Its caller may be cancelled meanwhile, and the
     * connection goes on.
     */
    suspend fun between(call: HttpConnection.() -> Unit): Unit = bridge.call({}, {}) {
        try {
            if (!hasFailed()) connection.call()
        } catch (e: Throwable) {
            fail(e)
            left()
            throw e
        }
    }

    private suspend fun launch() {
        try {
            bridge.launch(connection::cancel, connection::close, { failure == null }, ::run, ::left)
        } catch (e: Throwable) {
            fail(e)
            left()
            throw e
        }
    }

    private fun throwFailure() {
        failure?.let { throw it }
    }

    @Synchronized
    private fun enqueue(call: Call): Boolean {
        if (thrown != null) return false
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
    private fun fail(failure: Throwable) {
        if (thrown == null) thrown = failure
        isRunning = false
        calls.clear()
    }

    @Synchronized
    private fun hasFailed(): Boolean = thrown != null

    /** The thread that ran the calls has let go of the connection. */
    private fun left() {
        publishFailure()
        wake()
    }

    @Synchronized
    private fun publishFailure() {
        failure = thrown
    }

    @Synchronized
    private fun hasMoreThan(byteCount: Long): Boolean {
        val isLeaving = thrown != null && failure == null
        return (isRunning || isLeaving) && queuedByteCount > byteCount
    }

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
