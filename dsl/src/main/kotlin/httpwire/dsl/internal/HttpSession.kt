package httpwire.dsl.internal

import httpwire.Headers
import httpwire.HttpException
import httpwire.Request
import httpwire.connection.HttpConnection
import httpwire.connection.HttpResponse
import httpwire.dsl.HeadScope
import httpwire.dsl.HttpwireInternal
import httpwire.dsl.OptionsScope
import httpwire.dsl.RequestScope
import httpwire.dsl.SendScope
import httpwire.state.ConnectionEvent.PUT_REQUEST
import java.util.concurrent.CopyOnWriteArrayList

/**
 * What stands behind a block, blocking or suspending: its options, the connection made of them, and
 * the responses that may still hold one when it ends.
 *
 * 1. options are set
 * 2. [connection] is made, by the first request
 * 3. [keep] takes out the response that is the block's value
 * 4. [end] closes all the rest
 *
 * One thread at a time, but [connection] and [cancel] are for any.
 *
 * @param remedy what a caller can do whose request is refused because a response is unread
 */
@HttpwireInternal
public class HttpSession private constructor(
    private val options: Options,
    private val remedy: String,
) : OptionsScope by options {
    private val made = lazy { options.build().apply { setResponseFollower(::track) } }

    /** Responses that took their connection along: nobody else closes it. */
    private val owners = CopyOnWriteArrayList<HttpResponse>()
    private var latest: HttpResponse? = null
    private var kept: HttpResponse? = null

    @Volatile
    private var isEnded = false

    public constructor(host: String, isSecure: Boolean, remedy: String = "read it to its end or close it") :
        this(Options(host, isSecure), remedy)

    /** Made with the options as they are at the first call. */
    public val connection: HttpConnection
        get() {
            check(!isEnded) { "the http block has ended, and its connection with it" }
            return made.value
        }

    /** The fields of the proxy's last answer to CONNECT; null before. */
    public val proxyResponseHeaders: Headers?
        get() = if (made.isInitialized()) made.value.proxyResponseHeaders else null

    /** Runs the block, and makes the connection; nothing is sent. */
    public fun prepare(method: String, target: String, block: RequestScope.() -> Unit): Request {
        val request = RequestDraft(method, target).apply(block).build()
        connection
        return request
    }

    /** Sends the request, and reads the head of its answer. */
    public fun exchange(request: Request): HttpResponse {
        requireReady(request.method, request.target)
        return connection.exchange(request)
    }

    /** Goes through the blocks' steps on the wire, reads the head of the answer. */
    public fun exchange(
        method: String,
        target: String,
        skipHost: Boolean,
        skipAcceptEncoding: Boolean,
        head: HeadScope.() -> Unit,
        body: SendScope.() -> Unit,
    ): HttpResponse {
        begin(method, target, skipHost, skipAcceptEncoding)
        return Steps(connection).run(head, body)
    }

    /** Starts a request of which nothing goes out yet; refused while a response is unread. */
    public fun begin(method: String, target: String, skipHost: Boolean, skipAcceptEncoding: Boolean) {
        requireReady(method, target)
        connection.putRequest(method, target, skipHost, skipAcceptEncoding)
    }

    private fun requireReady(method: String, target: String) {
        val state = connection.state
        val why = when {
            state.hasUnreadResponse() -> "the response before it is not read to its end: $remedy"
            state.allows(PUT_REQUEST) -> return
            else -> "the request before it is still being sent: it ends with its block, or with readResponse()"
        }
        throw HttpException.CannotSendRequest("$method $target was not sent, because $why")
    }

    /** [response] is one of the block's, of a verb or read from the connection. */
    private fun track(response: HttpResponse) {
        latest = response
        owners.removeIf { it.isClosed }
        if (response.willClose()) owners += response
    }

    /** [response] leaves the block. */
    public fun keep(response: HttpResponse) {
        kept = response.takeIf { !it.isClosed }
    }

    /** Cuts all connections of the block at once; [end] is still to be called. */
    public fun cancel() {
        if (made.isInitialized()) made.value.cancel()
        owners.forEach { it.cancel() }
    }

    /**
     * Closes all that the block opened, except what it keeps; reads of anything else throw
     * [HttpException.Cancelled] from now on, which says so. Any number of times. If a listener throws, the rest is
     * closed all the same.
     */
    public fun end() {
        isEnded = true
        val left = (owners + listOfNotNull(latest)).distinct().filter { it !== kept }
        val closing = left.map { { it.takeAway(HttpException.Cancelled(LEFT_BEHIND, null)) } } + ::endConnection
        closing.mapNotNull { runCatching(it).exceptionOrNull() }.reduceOrNull(::suppressing)?.let { throw it }
    }

    private fun endConnection() {
        if (!made.isInitialized()) return
        if (kept != null && kept === latest) made.value.closeWhenRead() else made.value.close()
    }
}

private const val LEFT_BEHIND =
    "the http block of this response has ended: read it within the block, or make the response the block's value"

/** [first], with [other] among what it suppresses. */
@HttpwireInternal
public fun suppressing(first: Throwable, other: Throwable): Throwable {
    if (other !== first) first.addSuppressed(other)
    return first
}
