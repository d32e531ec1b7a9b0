package httpwire.dsl

import httpwire.connection.HttpConnection
import httpwire.connection.HttpResponse

/**
 * One connection, used by one thread: requests one after the other, each response read to its end
 * before the next is asked for. Whoever does not read one closes it, and with it the connection; the
 * next request opens it again.
 *
 * Every verb sends when its block ends, waits, and returns the response with its body unread. It
 * throws [httpwire.HttpException] for what goes wrong on the way, [IllegalArgumentException] for a
 * request that cannot be sent, and [IllegalStateException] behind the end of the `http` block.
 * Nothing is resent, redirected or decoded.
 */
@HttpDsl
public interface HttpScope : OptionsScope {
    /**
     * The connection itself, made now if it was not: for its state and transport, or to go step by
     * step. Responses read from it directly are the caller's to close.
     */
    public val connection: HttpConnection

    /** Sends GET. [target] is a path with its query, sent as it is; so with all verbs. */
    public fun get(target: String, block: RequestScope.() -> Unit = {}): HttpResponse = request("GET", target, block)

    /** Sends HEAD; the response has no body. */
    public fun head(target: String, block: RequestScope.() -> Unit = {}): HttpResponse = request("HEAD", target, block)

    /** Sends POST. */
    public fun post(target: String, block: RequestScope.() -> Unit = {}): HttpResponse = request("POST", target, block)

    /** Sends PUT. */
    public fun put(target: String, block: RequestScope.() -> Unit = {}): HttpResponse = request("PUT", target, block)

    /** Sends PATCH. */
    public fun patch(target: String, block: RequestScope.() -> Unit = {}): HttpResponse =
        request("PATCH", target, block)

    /** Sends DELETE. */
    public fun delete(target: String, block: RequestScope.() -> Unit = {}): HttpResponse =
        request("DELETE", target, block)

    /** Sends OPTIONS; `*` asks for the server itself. */
    public fun options(target: String, block: RequestScope.() -> Unit = {}): HttpResponse =
        request("OPTIONS", target, block)

    /** Sends any [method], as it is spelt. */
    public fun request(method: String, target: String, block: RequestScope.() -> Unit = {}): HttpResponse

    /**
     * A request step by step: its head, then its body in pieces as they come. The response is read
     * when the block ends. A block that throws closes the connection, as half a request is none.
     *
     * @param skipHost leaves out the automatic Host
     * @param skipAcceptEncoding leaves out the automatic `Accept-Encoding: identity`
     */
    public fun exchange(
        method: String,
        target: String,
        skipHost: Boolean = false,
        skipAcceptEncoding: Boolean = false,
        block: StepScope.() -> Unit,
    ): HttpResponse
}
