package httpwire.coroutines.internal

import httpwire.ContinueAnswer
import httpwire.Headers
import httpwire.HttpException
import httpwire.RequestBody
import httpwire.connection.HttpConnection
import httpwire.connection.HttpResponse
import httpwire.coroutines.SuspendSendScope
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import okio.ByteString
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.toJavaDuration

/** How long a body may be made before the server is looked at. */
private val LOOK_INTERVAL = 250.milliseconds

/** The steps of one request; those of [SuspendSendScope] return when they are done. */
internal class SuspendSteps(
    private val connection: HttpConnection,
    private val bridge: Bridge,
) : SuspendSendScope {
    private val queue = CallQueue(connection, bridge)

    /**
     * Goes through the steps when no other exchange is running, and reads the head of the response.
     *
     * @param begin starts the request; if it throws, the connection is left as it is
     * @param head adds the fields; like [begin], it runs in the calling thread. Returns whether each piece that is
     *     sent becomes a chunk
     */
    suspend fun run(
        begin: () -> Unit,
        head: HttpConnection.() -> Boolean,
        send: suspend SuspendSteps.() -> Unit,
    ): HttpResponse = bridge.turn.exchange {
        var isBegun = false
        var encodeChunked = false
        try {
            bridge.here {
                begin()
                isBegun = true
                encodeChunked = connection.head()
            }
            queue.add(0) { endHeaders(null, encodeChunked) }
            queue.join()
            bridge.turn.within { sendAll(send) }
            call { readResponse() }
        } catch (e: Throwable) {
            if (!isBegun) throw e
            // Only if this connection was lost: a block may throw the ConnectionLost of another one.
            if (e is HttpException.ConnectionLost && e === queue.failure) {
                return@exchange call { readEarlyResponse(e) }
            }
            bridge.end(connection::cancel, connection::close, connection::canCloseNow)
            throw e
        }
    }

    /**
     * Sends a body after its head.
     *
     * @return what was thrown if the connection was lost: the peer may have answered before that
     */
    suspend fun sendAfterHead(send: suspend SuspendSteps.() -> Unit): HttpException.ConnectionLost? = try {
        bridge.turn.within { sendAll(send) }
        null
    } catch (e: HttpException.ConnectionLost) {
        // Only if this connection was lost: a block may throw the ConnectionLost of another one.
        if (e !== queue.failure) throw e
        e
    }

    /** If [send] throws, the peer gets what was sent before that. */
    private suspend fun sendAll(send: suspend SuspendSteps.() -> Unit) {
        try {
            send()
        } catch (e: CancellationException) {
            throw e
        } catch (e: Throwable) {
            if (queue.failure == null) runCatching { queue.join() }
            throw e
        }
        queue.join()
    }

    /**
     * Runs [write], which sends a body and may take long to make it. If the server refuses the request meanwhile and
     * closes the connection, [write] is cancelled.
     */
    suspend fun whileWanted(write: suspend () -> Unit) {
        val outcome = try {
            coroutineScope {
                val watch = launch { watchForRefusal() }
                // If it fails the scope does not, since that would cut what is being sent.
                runCatching { write() }.also { watch.cancel() }
            }
        } catch (e: HttpException.ConnectionLost) {
            // Not the copy that a scope may make of it.
            throw queue.failure ?: e
        }
        outcome.getOrThrow()
    }

    private suspend fun watchForRefusal() {
        while (true) {
            delay(LOOK_INTERVAL)
            queue.between { requireWanted() }
        }
    }

    private fun HttpConnection.requireWanted() {
        try {
            if (responseArrived()) send(ByteString.EMPTY)
        } catch (_: HttpException.CannotSendRequest) {
            // The body is complete.
        }
    }

    /** Sends [piece] while the caller goes on; waits while too much is on its way. */
    suspend fun queue(byteCount: Int, piece: RequestBody): Unit = queue.add(byteCount.toLong()) { send(piece) }

    override suspend fun send(text: String): Unit = send(RequestBody.of(text))

    override suspend fun send(bytes: ByteString): Unit = send(RequestBody.of(bytes))

    override suspend fun send(body: RequestBody) {
        queue.add(0) { send(body) }
        queue.join()
    }

    override suspend fun endBody(trailers: Headers) {
        end(trailers)
        queue.join()
    }

    /** Ends the body while the caller goes on. */
    suspend fun end(trailers: Headers): Unit = queue.add(0) { endBody(trailers) }

    override suspend fun awaitContinue(atMost: Duration): ContinueAnswer {
        queue.join()
        return call { awaitContinue(atMost.toJavaDuration()) }
    }

    override suspend fun responseArrived(): Boolean {
        queue.join()
        return bridge.call(connection::cancel, connection::close, { true }) { connection.responseArrived() }
    }

    override suspend fun shutdownOutput() {
        queue.add(0) { shutdownOutput() }
        queue.join()
    }

    private suspend fun <T> call(work: HttpConnection.() -> T): T =
        bridge.call(connection::cancel, connection::close) { connection.work() }
}
