package httpwire.dsl.internal

import httpwire.Headers
import httpwire.HttpException
import httpwire.HttpUrl
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
import java.util.function.Consumer

/**
 * The state of a block, blocking or suspending: its options, the connection created from them, and the
 * responses that own a transport of their own.
 *
 * 1. the block sets options
 * 2. the first request creates [connection]
 * 3. [keep] takes note of the response that is the value of the block
 * 4. [end] closes everything else
 *
 * For one thread at a time, except that [connection] and [cancel] may be called by any thread.
 *
 * @param remedy the advice in the message when a request is refused because a response is unread
 */
@HttpwireInternal
public class HttpSession private constructor(
    private val options: Options,
    private val remedy: String,
    private val isForOneRequest: Boolean,
) : OptionsScope by options {
    /** Not `lazy`, for which Kotlin loads nine classes on the way to the first response. */
    @Volatile
    private var made: HttpConnection? = null

    /** Responses that were detached with their transport: only closing them closes it. */
    private val owners = CopyOnWriteArrayList<HttpResponse>()
    private var latest: HttpResponse? = null
    private var kept: HttpResponse? = null

    @Volatile
    private var isEnded = false

    public constructor(host: String, isSecure: Boolean, remedy: String = REMEDY) :
        this(Options(host, isSecure), remedy, false)

    /** For one request to [url], which says that its connection is not used again. */
    public constructor(url: HttpUrl) : this(Options(url.origin), REMEDY, true)

    /** Created with the options as they are at the first call. */
    public val connection: HttpConnection
        get() {
            check(!isEnded) { "the http block has ended, and its connection with it" }
            return made ?: make()
        }

    /** The fields of the proxy's latest response to CONNECT; null before the first. */
    public val proxyResponseHeaders: Headers?
        get() = made?.proxyResponseHeaders

    @Synchronized
    private fun make(): HttpConnection = made ?: options.build().also {
        it.setResponseFollower(Follower())
        made = it
    }

    /** Runs the block and creates the connection; nothing is sent. */
    public fun prepare(method: String, target: String, block: RequestScope.() -> Unit): Request =
        prepare(prepareRequest(method, target, block = block))

    /** Creates the connection, and returns [request] as it will be sent; nothing is sent. */
    public fun prepare(request: Request): Request {
        connection
        return if (isForOneRequest) closing(request) else request
    }

    /** The connection is not used again, which the request says (RFC 9112 §9.6) unless it says something else. */
    private fun closing(request: Request): Request {
        if (request.isHeaderSkipped(CONNECTION) || request.headers.contains(CONNECTION)) return request
        return request.newBuilder().header(CONNECTION, "close").build()
    }

    /** Sends the request and reads the head of its response. */
    public fun exchange(request: Request): HttpResponse {
        requireReady(request.method, request.target)
        return connection.exchange(request)
    }

    /** Sends a request step by step and reads the head of its response. */
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

    /** Starts a request without sending anything yet; refused while a response is unread. */
    public fun begin(method: String, target: String, skipHost: Boolean, skipAcceptEncoding: Boolean) {
        requireReady(method, target)
        connection.putRequest(method, target, skipHost, skipAcceptEncoding)
    }

    /** Starts [request] without sending anything yet; its fields and its body are not taken. */
    public fun begin(request: Request) {
        requireReady(request.method, request.target)
        connection.putRequest(request)
    }

    private fun requireReady(method: String, target: String) {
        val state = connection.state
        val why = when {
            state.hasUnreadResponse() -> "the previous response has not been read to its end: $remedy"
            state.allows(PUT_REQUEST) -> return
            else -> "the previous request is still being sent: it ends with its block, or with readResponse()"
        }
        throw HttpException.CannotSendRequest("$method $target was not sent, because $why")
    }

    /** Takes note of a response that the block has received, from a verb or from its connection. */
    private fun track(response: HttpResponse) {
        latest = response
        for (owner in owners) if (owner.isClosed) owners.remove(owner)
        if (response.willClose()) owners.add(response)
    }

    /** A class, because Kotlin's reference to a function loads a dozen of the library's. */
    private inner class Follower : Consumer<HttpResponse> {
        override fun accept(response: HttpResponse) = track(response)
    }

    /** Takes note that [response] is the value of the block, and stays open if it is unread. */
    public fun keep(response: HttpResponse) {
        kept = response.takeIf { !it.isClosed }
    }

    /** Whether [end] returns without waiting for the network. */
    public fun canEndNow(): Boolean {
        for (owner in owners) if (!owner.canCloseNow()) return false
        return made?.transport?.canCloseNow() ?: true
    }

    /** Cuts all connections of the block at once; [end] must still be called. */
    public fun cancel() {
        made?.cancel()
        owners.forEach { it.cancel() }
    }

    /**
     * Closes everything that the block has opened, except the response that it keeps; reading any other
     * response throws [HttpException.Cancelled] from now on. May be called any number of times. If a
     * listener throws, the rest is closed nevertheless.
     */
    public fun end() {
        isEnded = true
        var failure: Throwable? = null
        for (owner in owners) failure = after(failure) { takeAway(owner) }
        failure = after(failure) { latest?.let { takeAway(it) } }
        failure = after(failure) { endConnection() }
        if (failure == null) return
        // The block fails, and nobody gets the response that was its value.
        after(failure) { kept?.close() }
        throw failure
    }

    /** Runs [close], and returns the first failure: [before], or what it throws. */
    private inline fun after(before: Throwable?, close: () -> Unit): Throwable? = try {
        close()
        before
    } catch (e: Throwable) {
        if (before == null) e else suppressing(before, e)
    }

    private fun takeAway(response: HttpResponse) {
        if (response !== kept) response.takeAway(HttpException.Cancelled(LEFT_BEHIND, null))
    }

    private fun endConnection() {
        if (kept != null && kept === latest) made?.closeWhenRead() else made?.close()
    }
}

private const val CONNECTION = "Connection"
private const val REMEDY = "read it to its end or close it"
private const val LEFT_BEHIND =
    "the http block of this response has ended: read it within the block, or make the response the block's value"

/** Adds [other] to [first] as suppressed, and returns [first]. */
@HttpwireInternal
public fun suppressing(first: Throwable, other: Throwable): Throwable {
    if (other !== first) first.addSuppressed(other)
    return first
}
