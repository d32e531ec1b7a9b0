package httpwire.coroutines

import httpwire.Request
import httpwire.client.HttpClient
import httpwire.client.pool.PoolStatistics
import httpwire.coroutines.internal.FlowRequest
import httpwire.coroutines.internal.SuspendingCall
import httpwire.coroutines.internal.WrittenBody
import httpwire.coroutines.internal.defaultDispatcher
import httpwire.dsl.ClientScope
import httpwire.dsl.HttpwireInternal
import httpwire.dsl.internal.prepareRequest
import kotlinx.coroutines.CoroutineDispatcher

/**
 * A client whose calls suspend: an [HttpClient] with the same options, layers and connections. Safe for use
 * by any number of coroutines, which should share one. The caller owns each response, and must read it to
 * its end or close it: until then its connection is in use.
 *
 * A call that waits for a connection suspends and holds no thread. Cancelling a call, in whatever phase it
 * is, cuts its connection at once, gives its place to whoever waits, and does not wait for the thread that
 * was blocked on it. Whatever a call throws is what [HttpClient.send] throws; the caller's
 * [kotlinx.coroutines.CancellationException] is thrown unchanged.
 */
public class SuspendHttpClient internal constructor(
    private val client: HttpClient,
    private val dispatcher: CoroutineDispatcher,
) : AutoCloseable {
    /**
     * Sends [request] and reads the head of the response.
     *
     * @sample httpwire.examples.samples.coroutines.clientSend
     */
    public suspend fun send(request: Request): SuspendHttpResponse = SuspendingCall(client, request, dispatcher).run()

    /**
     * Sends GET. [url] is absolute, or relative to the client's base URL, as with every verb.
     *
     * @sample httpwire.examples.samples.coroutines.client
     */
    public suspend fun get(url: String, block: SuspendRequestScope.() -> Unit = {}): SuspendHttpResponse =
        request("GET", url, block)

    /**
     * Sends HEAD; the response has no body.
     *
     * @sample httpwire.examples.samples.coroutines.clientVerbs
     */
    public suspend fun head(url: String, block: SuspendRequestScope.() -> Unit = {}): SuspendHttpResponse =
        request("HEAD", url, block)

    /**
     * Sends POST.
     *
     * @sample httpwire.examples.samples.coroutines.clientVerbs
     */
    public suspend fun post(url: String, block: SuspendRequestScope.() -> Unit = {}): SuspendHttpResponse =
        request("POST", url, block)

    /**
     * Sends PUT.
     *
     * @sample httpwire.examples.samples.coroutines.clientVerbs
     */
    public suspend fun put(url: String, block: SuspendRequestScope.() -> Unit = {}): SuspendHttpResponse =
        request("PUT", url, block)

    /**
     * Sends PATCH.
     *
     * @sample httpwire.examples.samples.coroutines.clientVerbs
     */
    public suspend fun patch(url: String, block: SuspendRequestScope.() -> Unit = {}): SuspendHttpResponse =
        request("PATCH", url, block)

    /**
     * Sends DELETE.
     *
     * @sample httpwire.examples.samples.coroutines.clientVerbs
     */
    public suspend fun delete(url: String, block: SuspendRequestScope.() -> Unit = {}): SuspendHttpResponse =
        request("DELETE", url, block)

    /**
     * Sends OPTIONS.
     *
     * @sample httpwire.examples.samples.coroutines.clientVerbs
     */
    public suspend fun options(url: String, block: SuspendRequestScope.() -> Unit = {}): SuspendHttpResponse =
        request("OPTIONS", url, block)

    /**
     * Sends QUERY, a safe request with a body (RFC 10008).
     *
     * @sample httpwire.examples.samples.coroutines.clientVerbs
     */
    public suspend fun query(url: String, block: SuspendRequestScope.() -> Unit = {}): SuspendHttpResponse =
        request("QUERY", url, block)

    /**
     * Sends a request with any [method], which is sent as it is spelt.
     *
     * @sample httpwire.examples.samples.coroutines.clientVerbs
     */
    @OptIn(HttpwireInternal::class)
    public suspend fun request(
        method: String,
        url: String,
        block: SuspendRequestScope.() -> Unit = {},
    ): SuspendHttpResponse = send(prepareRequest(method, url, client.codec) { FlowRequest(this).block() })

    /** What the connections of this client, and of those that share them, do now and have done. */
    public fun statistics(): PoolStatistics = client.statistics()

    /**
     * Cuts all connections that are in use, and sends away all callers who wait for one: their calls fail
     * with [httpwire.HttpException.Cancelled]. The client can be used on.
     */
    public fun cancelAll(): Unit = client.cancelAll()

    /**
     * No more calls can be made. Idle connections are closed now, and the others when their responses have
     * ended. May be called any number of times.
     */
    override fun close(): Unit = client.close()
}

/**
 * A client whose calls suspend, with the options of [block], which are those of `httpwire.dsl.httpClient`.
 *
 * @param dispatcher as in [http]
 * @sample httpwire.examples.samples.coroutines.client
 */
@OptIn(HttpwireInternal::class)
public fun httpClient(
    dispatcher: CoroutineDispatcher = defaultDispatcher,
    block: ClientScope.() -> Unit = {},
): SuspendHttpClient = httpwire.dsl.httpClient(block).suspending(dispatcher)

/**
 * This client with calls that suspend. Both share their connections, and closing one closes the other.
 *
 * @param dispatcher as in [http]
 * @sample httpwire.examples.samples.coroutines.clientOfJava
 */
public fun HttpClient.suspending(dispatcher: CoroutineDispatcher = defaultDispatcher): SuspendHttpClient =
    SuspendHttpClient(this, dispatcher)
