package httpwire.dsl.internal

import httpwire.Headers
import httpwire.connection.HttpConnection
import httpwire.connection.HttpResponse
import httpwire.dsl.HeadScope
import httpwire.dsl.HttpwireInternal
import httpwire.dsl.OptionsScope
import httpwire.dsl.RequestScope
import httpwire.dsl.SendScope
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
 */
@HttpwireInternal
public class HttpSession private constructor(
    private val options: Options,
) : OptionsScope by options {
    private val made = lazy { options.build() }

    /** Responses that took their connection along: nobody else closes it. */
    private val owners = CopyOnWriteArrayList<HttpResponse>()
    private var latest: HttpResponse? = null
    private var kept: HttpResponse? = null

    @Volatile
    private var isEnded = false

    public constructor(host: String, isSecure: Boolean) : this(Options(host, isSecure))

    /** Made with the options as they are at the first call. */
    public val connection: HttpConnection
        get() {
            check(!isEnded) { "the http block has ended, and its connection with it" }
            return made.value
        }

    /** The fields of the proxy's last answer to CONNECT; null before. */
    public val proxyResponseHeaders: Headers?
        get() = if (made.isInitialized()) made.value.proxyResponseHeaders else null

    /** Runs the block; the result sends the request and reads the head of its answer. */
    public fun prepare(method: String, target: String, block: RequestScope.() -> Unit): () -> HttpResponse {
        val draft = RequestDraft(method, target).apply(block)
        return { track(draft.exchangeOver(connection)) }
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
        connection.putRequest(method, target, skipHost, skipAcceptEncoding)
        return track(Steps(connection).run(head, body))
    }

    /** [response] is one of the block's. */
    public fun track(response: HttpResponse): HttpResponse {
        latest = response
        owners.removeIf { it.isClosed }
        if (response.willClose()) owners += response
        return response
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

    /** Closes all that the block opened, except what it keeps. Any number of times. */
    public fun end() {
        isEnded = true
        owners.forEach { if (it !== kept) it.close() }
        if (!made.isInitialized()) return
        if (kept != null && kept === latest) made.value.closeWhenRead() else made.value.close()
    }
}
