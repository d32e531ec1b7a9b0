package httpwire.coroutines

import httpwire.Headers
import httpwire.Limits
import httpwire.RequestBody
import httpwire.connection.HttpConnection
import httpwire.connection.HttpResponse
import httpwire.coroutines.internal.Bridge
import httpwire.coroutines.internal.Turn
import httpwire.coroutines.internal.canCloseNow
import httpwire.coroutines.internal.defaultDispatcher
import kotlinx.coroutines.CoroutineDispatcher

/**
 * Makes blocking calls of a connection in a thread of [dispatcher] and suspends meanwhile, or in the calling
 * thread if that may block, as in [http]: `connection.await { connect() }`. Concurrent calls on one
 * connection, through any function of this module, wait for each other; an exchange keeps its turn until the
 * head of its response has been read.
 *
 * Cancelling cuts the connection at once and does not wait for the thread that was blocked on it. The
 * connection is then closed, and so is a response that came too late to be returned; the next request
 * opens the connection again. An exception that [calls] throws is thrown unchanged.
 *
 * @param dispatcher as in [http]
 * @sample httpwire.examples.samples.coroutines.awaitCalls
 */
public suspend fun <T> HttpConnection.await(
    dispatcher: CoroutineDispatcher = defaultDispatcher,
    calls: HttpConnection.() -> T,
): T {
    var late: HttpResponse? = null
    val close: () -> Unit = { use { late?.close() } }
    val bridge = bridge(dispatcher)
    return bridge.turn.exchange {
        bridge.call(::cancel, close) { calls().also { if (it is HttpResponse) late = it } }
    }
}

/**
 * Sends a request like [HttpConnection.request], suspending like [await].
 *
 * @sample httpwire.examples.samples.coroutines.awaitRequestAndResponse
 */
public suspend fun HttpConnection.awaitRequest(
    method: String,
    target: String,
    headers: Headers = Headers.EMPTY,
    body: RequestBody? = null,
    dispatcher: CoroutineDispatcher = defaultDispatcher,
): Unit = await(dispatcher) { request(method, target, headers, body) }

/**
 * Reads the head of the response like [HttpConnection.readResponse], suspending like [await]. The caller
 * must read the response to its end or close it.
 *
 * @sample httpwire.examples.samples.coroutines.awaitRequestAndResponse
 */
public suspend fun HttpConnection.awaitResponse(
    dispatcher: CoroutineDispatcher = defaultDispatcher,
): SuspendHttpResponse = suspending(await(dispatcher) { readResponse() }, dispatcher)

/**
 * Sends a request and reads the head of its response like [HttpConnection.exchange], suspending like
 * [await]. The caller must read the response to its end or close it.
 *
 * @sample httpwire.examples.samples.coroutines.awaitExchange
 */
public suspend fun HttpConnection.awaitExchange(
    method: String,
    target: String,
    headers: Headers = Headers.EMPTY,
    body: RequestBody? = null,
    dispatcher: CoroutineDispatcher = defaultDispatcher,
): SuspendHttpResponse = suspending(await(dispatcher) { exchange(method, target, headers, body) }, dispatcher)

/**
 * Closes the connection, also in a cancelled coroutine; cuts it if another call is running.
 *
 * @sample httpwire.examples.samples.coroutines.awaitCalls
 */
public suspend fun HttpConnection.awaitClose(dispatcher: CoroutineDispatcher = defaultDispatcher): Unit =
    bridge(dispatcher).end(::cancel, ::close, ::canCloseNow)

private fun HttpConnection.bridge(dispatcher: CoroutineDispatcher) = Bridge(dispatcher, Turn.of(this))

private fun HttpConnection.suspending(response: HttpResponse, dispatcher: CoroutineDispatcher) =
    SuspendHttpResponse(response, bridge(dispatcher), Limits.DEFAULT.maxBufferedBodyBytes())
