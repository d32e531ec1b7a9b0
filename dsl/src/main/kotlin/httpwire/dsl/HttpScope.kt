@file:OptIn(ExperimentalContracts::class)

package httpwire.dsl

import httpwire.Request
import httpwire.connection.HttpConnection
import httpwire.connection.HttpResponse
import httpwire.connection.Pipeline
import kotlin.contracts.ExperimentalContracts
import kotlin.contracts.contract

/**
 * One connection for one thread. Requests are sent one after the other, and each response is read to
 * its end or closed before the next request. Closing a response early closes the connection, and the
 * next request opens it again.
 *
 * Every verb sends its request when its block ends, waits for the head of the response, and returns the
 * response with its body unread. It throws [httpwire.HttpException] if the exchange fails,
 * [IllegalArgumentException] for a request that cannot be sent, and [IllegalStateException] after the
 * end of the `http` block. While a response is unread it throws
 * [httpwire.HttpException.CannotSendRequest] before anything is sent. Nothing is resent, redirected or
 * decoded.
 *
 * After the first verb the compiler treats the scope as a [ConnectedScope], whose options can be read
 * but no longer set. For that reason the verbs are member extensions: code outside the block calls
 * them as in `with(scope) { get("/") }`.
 */
@HttpDsl
public abstract class HttpScope internal constructor() : OptionsScope {
    /**
     * The connection, created now if there was none: for its state and transport, or for requests step
     * by step. When the block ends, responses that were read from it are closed like those of the verbs.
     *
     * @sample httpwire.examples.samples.dsl.connection
     */
    public abstract val connection: HttpConnection

    /**
     * Sends GET. [target] is a path with its query and is sent as it is, as with every verb.
     *
     * @sample httpwire.examples.samples.dsl.get
     */
    public fun HttpScope.get(target: String, block: RequestScope.() -> Unit = {}): HttpResponse {
        contract { returns() implies (this@get is ConnectedScope) }
        return send("GET", target, block)
    }

    /**
     * Sends HEAD; the response has no body.
     *
     * @sample httpwire.examples.samples.dsl.head
     */
    public fun HttpScope.head(target: String, block: RequestScope.() -> Unit = {}): HttpResponse {
        contract { returns() implies (this@head is ConnectedScope) }
        return send("HEAD", target, block)
    }

    /**
     * Sends POST.
     *
     * @sample httpwire.examples.samples.dsl.post
     */
    public fun HttpScope.post(target: String, block: RequestScope.() -> Unit = {}): HttpResponse {
        contract { returns() implies (this@post is ConnectedScope) }
        return send("POST", target, block)
    }

    /**
     * Sends PUT.
     *
     * @sample httpwire.examples.samples.dsl.put
     */
    public fun HttpScope.put(target: String, block: RequestScope.() -> Unit = {}): HttpResponse {
        contract { returns() implies (this@put is ConnectedScope) }
        return send("PUT", target, block)
    }

    /**
     * Sends PATCH.
     *
     * @sample httpwire.examples.samples.dsl.patch
     */
    public fun HttpScope.patch(target: String, block: RequestScope.() -> Unit = {}): HttpResponse {
        contract { returns() implies (this@patch is ConnectedScope) }
        return send("PATCH", target, block)
    }

    /**
     * Sends DELETE.
     *
     * @sample httpwire.examples.samples.dsl.delete
     */
    public fun HttpScope.delete(target: String, block: RequestScope.() -> Unit = {}): HttpResponse {
        contract { returns() implies (this@delete is ConnectedScope) }
        return send("DELETE", target, block)
    }

    /**
     * Sends OPTIONS; the target `*` stands for the server itself.
     *
     * @sample httpwire.examples.samples.dsl.options
     */
    public fun HttpScope.options(target: String, block: RequestScope.() -> Unit = {}): HttpResponse {
        contract { returns() implies (this@options is ConnectedScope) }
        return send("OPTIONS", target, block)
    }

    /**
     * Sends QUERY, a safe request with a body (RFC 10008).
     *
     * @sample httpwire.examples.samples.dsl.queryVerb
     */
    public fun HttpScope.query(target: String, block: RequestScope.() -> Unit = {}): HttpResponse {
        contract { returns() implies (this@query is ConnectedScope) }
        return send("QUERY", target, block)
    }

    /**
     * Sends [request], whose target is a path with its query.
     *
     * @sample httpwire.examples.samples.dsl.sendRequest
     */
    public fun HttpScope.send(request: Request): HttpResponse {
        contract { returns() implies (this@send is ConnectedScope) }
        return sendRequest(request)
    }

    /**
     * Sends a request with any [method], which is sent as it is spelt.
     *
     * @sample httpwire.examples.samples.dsl.request
     */
    public fun HttpScope.request(method: String, target: String, block: RequestScope.() -> Unit = {}): HttpResponse {
        contract { returns() implies (this@request is ConnectedScope) }
        return send(method, target, block)
    }

    /**
     * Sends a request step by step: the head when the block [head] ends, then each piece of the body as
     * the block [body] sends it. Reads the head of the response when [body] ends. If a block throws, the
     * connection is closed, because half a request can't be completed.
     *
     * @param skipHost leaves out the automatic Host
     * @param skipAcceptEncoding leaves out the automatic `Accept-Encoding: identity`
     * @sample httpwire.examples.samples.dsl.exchange
     */
    public fun HttpScope.exchange(
        method: String,
        target: String,
        skipHost: Boolean = false,
        skipAcceptEncoding: Boolean = false,
        head: HeadScope.() -> Unit = {},
        body: SendScope.() -> Unit = {},
    ): HttpResponse {
        contract { returns() implies (this@exchange is ConnectedScope) }
        return sendSteps(method, target, skipHost, skipAcceptEncoding, head, body)
    }

    /**
     * Sends several requests before the first is answered; see [Pipeline] for what is refused, and for reading the
     * responses. They are read within the block.
     *
     * @sample httpwire.examples.samples.dsl.pipeline
     */
    public fun HttpScope.pipeline(requests: List<Request>): Pipeline {
        contract { returns() implies (this@pipeline is ConnectedScope) }
        return connection.pipeline(requests)
    }

    internal abstract fun send(method: String, target: String, block: RequestScope.() -> Unit): HttpResponse

    internal abstract fun sendRequest(request: Request): HttpResponse

    internal abstract fun sendSteps(
        method: String,
        target: String,
        skipHost: Boolean,
        skipAcceptEncoding: Boolean,
        head: HeadScope.() -> Unit,
        body: SendScope.() -> Unit,
    ): HttpResponse
}
