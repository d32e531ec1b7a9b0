package httpwire.coroutines

import httpwire.Headers
import httpwire.connection.HttpConnection
import httpwire.dsl.HeadScope
import httpwire.dsl.HttpDsl
import httpwire.dsl.OptionsScope

/**
 * One connection, for one coroutine at a time: requests one after the other, each response read to
 * its end before the next is asked for. Calls that meet wait for each other; cancelling one of them
 * cuts the connection for all.
 *
 * Every verb runs its block in the caller, sends in a thread of the dispatcher, and returns the
 * response with its body unread. It throws what the verbs of [httpwire.dsl.HttpScope] throw. After
 * a call that was cancelled, by a `withTimeoutOrNull` for instance, the next request opens the
 * connection again.
 */
@HttpDsl
public interface SuspendHttpScope : OptionsScope {
    /**
     * The connection itself, made now if it was not: for its state and transport, or to go step by
     * step with [await] and its kin, which take their turn with the calls of this scope. Responses
     * read from it directly are the caller's to close.
     *
     * @sample httpwire.examples.samples.coroutines.connectionOfBlock
     */
    public val connection: HttpConnection

    /**
     * The fields of the proxy's last answer to CONNECT, also of one that refused; null before. For
     * between the calls.
     */
    public val proxyResponseHeaders: Headers?

    /**
     * Sends GET. [target] is a path with its query, sent as it is; so with all verbs.
     *
     * @sample httpwire.examples.samples.coroutines.verbs
     */
    public suspend fun get(target: String, block: SuspendRequestScope.() -> Unit = {}): SuspendHttpResponse =
        request("GET", target, block)

    /**
     * Sends HEAD; the response has no body.
     *
     * @sample httpwire.examples.samples.coroutines.verbs
     */
    public suspend fun head(target: String, block: SuspendRequestScope.() -> Unit = {}): SuspendHttpResponse =
        request("HEAD", target, block)

    /**
     * Sends POST.
     *
     * @sample httpwire.examples.samples.coroutines.verbs
     */
    public suspend fun post(target: String, block: SuspendRequestScope.() -> Unit = {}): SuspendHttpResponse =
        request("POST", target, block)

    /**
     * Sends PUT.
     *
     * @sample httpwire.examples.samples.coroutines.verbs
     */
    public suspend fun put(target: String, block: SuspendRequestScope.() -> Unit = {}): SuspendHttpResponse =
        request("PUT", target, block)

    /**
     * Sends PATCH.
     *
     * @sample httpwire.examples.samples.coroutines.verbs
     */
    public suspend fun patch(target: String, block: SuspendRequestScope.() -> Unit = {}): SuspendHttpResponse =
        request("PATCH", target, block)

    /**
     * Sends DELETE.
     *
     * @sample httpwire.examples.samples.coroutines.verbs
     */
    public suspend fun delete(target: String, block: SuspendRequestScope.() -> Unit = {}): SuspendHttpResponse =
        request("DELETE", target, block)

    /**
     * Sends OPTIONS; `*` asks for the server itself.
     *
     * @sample httpwire.examples.samples.coroutines.hostInside
     */
    public suspend fun options(target: String, block: SuspendRequestScope.() -> Unit = {}): SuspendHttpResponse =
        request("OPTIONS", target, block)

    /**
     * Sends any [method], as it is spelt.
     *
     * @sample httpwire.examples.samples.coroutines.verbs
     */
    public suspend fun request(
        method: String,
        target: String,
        block: SuspendRequestScope.() -> Unit = {},
    ): SuspendHttpResponse

    /**
     * A request step by step: the fields of its [head], said in the caller, then its [body] in pieces
     * as they come. The response is read when [body] ends. A block that throws closes the connection,
     * as half a request is none.
     *
     * @param skipHost leaves out the automatic Host
     * @param skipAcceptEncoding leaves out the automatic `Accept-Encoding: identity`
     * @sample httpwire.examples.samples.coroutines.stepByStep
     */
    public suspend fun exchange(
        method: String,
        target: String,
        skipHost: Boolean = false,
        skipAcceptEncoding: Boolean = false,
        head: HeadScope.() -> Unit = {},
        body: suspend SuspendSendScope.() -> Unit = {},
    ): SuspendHttpResponse
}
