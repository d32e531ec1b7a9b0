@file:OptIn(ExperimentalContracts::class)

package httpwire.coroutines

import httpwire.Headers
import httpwire.Request
import httpwire.connection.HttpConnection
import httpwire.connection.Pipeline
import httpwire.dsl.ConnectedScope
import httpwire.dsl.HeadScope
import httpwire.dsl.HttpDsl
import httpwire.dsl.OptionsScope
import kotlin.contracts.ExperimentalContracts
import kotlin.contracts.contract

/**
 * One connection for one coroutine at a time. Requests are sent one after the other, and each response is
 * read to its end before the next request. Concurrent calls wait for each other, but not for a response to
 * be read: while one is unread, a verb throws [httpwire.HttpException.CannotSendRequest] before anything
 * is sent. Cancelling a call cuts the connection for all coroutines.
 *
 * Every verb runs its block in the calling coroutine, sends its request in a thread that may block, and
 * returns the response with its body unread. It throws what the verbs of [httpwire.dsl.HttpScope] throw.
 * After a call was cancelled, by `withTimeoutOrNull` for instance, the next request opens the connection
 * again.
 *
 * After the first verb the compiler treats the scope as a [ConnectedScope], whose options can be read
 * but no longer set. For that reason the verbs are member extensions: code outside the block calls
 * them as in `with(scope) { get("/") }`.
 */
@HttpDsl
public abstract class SuspendHttpScope internal constructor() : OptionsScope {
    /**
     * The connection, created now if there was none: for its state and transport, or for requests step by
     * step with [await] and the similar functions, which wait for the calls of this scope. When the block
     * ends, responses that were read from it are closed like those of the verbs.
     *
     * @sample httpwire.examples.samples.coroutines.connectionOfBlock
     */
    public abstract val connection: HttpConnection

    /**
     * The fields of the proxy's latest response to CONNECT, even if it refused; null before the first. To be
     * read while no call is running.
     */
    public abstract val proxyResponseHeaders: Headers?

    /**
     * Sends GET. [target] is a path with its query and is sent as it is, as with every verb.
     *
     * @sample httpwire.examples.samples.coroutines.verbs
     */
    public suspend fun SuspendHttpScope.get(
        target: String,
        block: SuspendRequestScope.() -> Unit = {},
    ): SuspendHttpResponse {
        contract { returns() implies (this@get is ConnectedScope) }
        return send("GET", target, block)
    }

    /**
     * Sends HEAD; the response has no body.
     *
     * @sample httpwire.examples.samples.coroutines.verbs
     */
    public suspend fun SuspendHttpScope.head(
        target: String,
        block: SuspendRequestScope.() -> Unit = {},
    ): SuspendHttpResponse {
        contract { returns() implies (this@head is ConnectedScope) }
        return send("HEAD", target, block)
    }

    /**
     * Sends POST.
     *
     * @sample httpwire.examples.samples.coroutines.verbs
     */
    public suspend fun SuspendHttpScope.post(
        target: String,
        block: SuspendRequestScope.() -> Unit = {},
    ): SuspendHttpResponse {
        contract { returns() implies (this@post is ConnectedScope) }
        return send("POST", target, block)
    }

    /**
     * Sends PUT.
     *
     * @sample httpwire.examples.samples.coroutines.verbs
     */
    public suspend fun SuspendHttpScope.put(
        target: String,
        block: SuspendRequestScope.() -> Unit = {},
    ): SuspendHttpResponse {
        contract { returns() implies (this@put is ConnectedScope) }
        return send("PUT", target, block)
    }

    /**
     * Sends PATCH.
     *
     * @sample httpwire.examples.samples.coroutines.verbs
     */
    public suspend fun SuspendHttpScope.patch(
        target: String,
        block: SuspendRequestScope.() -> Unit = {},
    ): SuspendHttpResponse {
        contract { returns() implies (this@patch is ConnectedScope) }
        return send("PATCH", target, block)
    }

    /**
     * Sends DELETE.
     *
     * @sample httpwire.examples.samples.coroutines.verbs
     */
    public suspend fun SuspendHttpScope.delete(
        target: String,
        block: SuspendRequestScope.() -> Unit = {},
    ): SuspendHttpResponse {
        contract { returns() implies (this@delete is ConnectedScope) }
        return send("DELETE", target, block)
    }

    /**
     * Sends OPTIONS; the target `*` stands for the server itself.
     *
     * @sample httpwire.examples.samples.coroutines.hostInside
     */
    public suspend fun SuspendHttpScope.options(
        target: String,
        block: SuspendRequestScope.() -> Unit = {},
    ): SuspendHttpResponse {
        contract { returns() implies (this@options is ConnectedScope) }
        return send("OPTIONS", target, block)
    }

    /**
     * Sends QUERY, a safe request with a body (RFC 10008).
     *
     * @sample httpwire.examples.samples.coroutines.verbs
     */
    public suspend fun SuspendHttpScope.query(
        target: String,
        block: SuspendRequestScope.() -> Unit = {},
    ): SuspendHttpResponse {
        contract { returns() implies (this@query is ConnectedScope) }
        return send("QUERY", target, block)
    }

    /**
     * Sends [request], whose target is a path with its query.
     *
     * @sample httpwire.examples.samples.coroutines.verbs
     */
    public suspend fun SuspendHttpScope.send(request: Request): SuspendHttpResponse {
        contract { returns() implies (this@send is ConnectedScope) }
        return sendRequest(request)
    }

    /**
     * Sends a request with any [method], which is sent as it is spelt.
     *
     * @sample httpwire.examples.samples.coroutines.verbs
     */
    public suspend fun SuspendHttpScope.request(
        method: String,
        target: String,
        block: SuspendRequestScope.() -> Unit = {},
    ): SuspendHttpResponse {
        contract { returns() implies (this@request is ConnectedScope) }
        return send(method, target, block)
    }

    /**
     * Sends a request step by step: the head when the block [head] ends, then each piece of the body as the
     * block [body] sends it. Both blocks run in the calling coroutine. It waits for a running call, and no
     * other call runs until it has read the head of the response. If a block throws, the connection is
     * closed.
     *
     * @param skipHost leaves out the automatic Host
     * @param skipAcceptEncoding leaves out the automatic `Accept-Encoding: identity`
     * @sample httpwire.examples.samples.coroutines.stepByStep
     */
    public suspend fun SuspendHttpScope.exchange(
        method: String,
        target: String,
        skipHost: Boolean = false,
        skipAcceptEncoding: Boolean = false,
        head: HeadScope.() -> Unit = {},
        body: suspend SuspendSendScope.() -> Unit = {},
    ): SuspendHttpResponse {
        contract { returns() implies (this@exchange is ConnectedScope) }
        return sendSteps(method, target, skipHost, skipAcceptEncoding, head, body)
    }

    /**
     * Sends several requests before the first is answered; see [Pipeline] for what is refused, and for reading the
     * responses. They are read within the block.
     *
     * @sample httpwire.examples.samples.coroutines.pipeline
     */
    public suspend fun SuspendHttpScope.pipeline(requests: List<Request>): SuspendPipeline {
        contract { returns() implies (this@pipeline is ConnectedScope) }
        return sendPipeline(requests)
    }

    internal abstract suspend fun sendPipeline(requests: List<Request>): SuspendPipeline

    internal abstract suspend fun send(
        method: String,
        target: String,
        block: SuspendRequestScope.() -> Unit,
    ): SuspendHttpResponse

    internal abstract suspend fun sendRequest(request: Request): SuspendHttpResponse

    internal abstract suspend fun sendSteps(
        method: String,
        target: String,
        skipHost: Boolean,
        skipAcceptEncoding: Boolean,
        head: HeadScope.() -> Unit,
        body: suspend SuspendSendScope.() -> Unit,
    ): SuspendHttpResponse
}
