package httpwire.coroutines.internal

import httpwire.HttpException
import httpwire.Request
import httpwire.client.ClientCall
import httpwire.client.HttpClient
import httpwire.connection.HttpConnection
import httpwire.connection.HttpResponse
import httpwire.coroutines.SuspendHttpResponse
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.delay
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.coroutines.withTimeoutOrNull
import kotlin.coroutines.resume
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.nanoseconds
import kotlin.time.toKotlinDuration

/** How often a call that waits for a connection looks for lost ones. */
private val LOOK = 1000.milliseconds

/**
 * One call of a client: the suspending loop over the same layers that `HttpClient.send` drives. Only
 * exchanges are made in a thread that may block; waiting is done without one.
 */
internal class SuspendingCall(
    private val client: HttpClient,
    private val request: Request,
    dispatcher: CoroutineDispatcher,
) {
    private val bridge = Bridge(dispatcher, Turn())

    suspend fun run(): SuspendHttpResponse =
        SuspendHttpResponse(if (client.isBlocking) whole() else steps(), bridge, client.limits.maxBufferedBodyBytes())

    /** With interceptors, which block. */
    private suspend fun whole(): HttpResponse {
        val thread = Interruptible()
        return bridge.call(thread::interrupt, thread::close) { thread.run { client.send(request) } }
    }

    private suspend fun steps(): HttpResponse {
        val call = newCall()
        var isTaken = false
        try {
            while (!call.isDone) {
                if (!call.delay.isZero) delay(call.delay.toKotlinDuration())
                call.acquire()
                if (!call.isReady) awaitPlace(call)
                exchange(call)
            }
            isTaken = true
            return call.response
        } finally {
            if (!isTaken) bridge.end(call::cancel, call::abandon) { false }
        }
    }

    /** The layers before the first exchange may run code of the user's, and block if that does, or read files. */
    private suspend fun newCall(): ClientCall {
        if (!client.readsFiles()) return client.newCall(request)
        var late: ClientCall? = null
        return bridge.call({ late?.cancel() }, { late?.abandon() }) { client.newCall(request).also { late = it } }
    }

    private suspend fun awaitPlace(call: ClientCall) {
        val until = System.nanoTime() + call.waitNanos
        var isAsked = false
        val isReady = Ready()
        while (!call.isReady) {
            val left = until - System.nanoTime()
            if (left <= 0) throw call.gaveUp()
            if (!isAsked) call.whenReady(isReady)
            isAsked = true
            withTimeoutOrNull(minOf(left.nanoseconds, LOOK)) { isReady.await() }
            if (!call.isReady) call.look()
        }
    }

    private suspend fun exchange(call: ClientCall) {
        val body = call.request.body?.written()
        if (body != null) return write(call, WrittenRequest(call.request, body))
        bridge.call({ call.cancel() }, { call.abandon() }) { call.exchange() }
    }

    /** The body is sent by the coroutine itself, so that no thread waits for its next piece. */
    private suspend fun write(call: ClientCall, written: WrittenRequest) {
        val connection = bridge.call(call::cancel, call::abandon) { call.begin() } ?: return
        val lost = send(connection, written)
        bridge.call(call::cancel, call::abandon) { call.finish(lost) }
    }

    private suspend fun send(connection: HttpConnection, written: WrittenRequest): HttpException.ConnectionLost? =
        SuspendSteps(connection, bridge).sendAfterHead { written.sendOver(this) }
}

/** Resumes one coroutine, now or later. */
private class Ready : Runnable {
    private var isReady = false
    private var resume: (() -> Unit)? = null

    override fun run() {
        val waiting = synchronized(this) {
            isReady = true
            resume.also { resume = null }
        }
        waiting?.invoke()
    }

    suspend fun await(): Unit = suspendCancellableCoroutine { continuation ->
        val isNow = synchronized(this) {
            if (!isReady) resume = { continuation.resume(Unit) }
            isReady
        }
        if (isNow) continuation.resume(Unit)
    }
}

/** A call that blocks as a whole, and is cut by interrupting its thread. */
private class Interruptible {
    private var thread: Thread? = null
    private var isInterrupted = false
    private var late: HttpResponse? = null

    fun run(call: () -> HttpResponse): HttpResponse {
        synchronized(this) {
            if (isInterrupted) throw HttpException.Cancelled("cancelled before the call began", null)
            thread = Thread.currentThread()
        }
        try {
            return call().also { late = it }
        } finally {
            synchronized(this) {
                thread = null
                // The interrupt was for this call, and not for whatever its thread does next.
                if (isInterrupted) Thread.interrupted()
            }
        }
    }

    @Synchronized
    fun interrupt() {
        isInterrupted = true
        thread?.interrupt()
        late?.cancel()
    }

    fun close() {
        late?.close()
    }
}
