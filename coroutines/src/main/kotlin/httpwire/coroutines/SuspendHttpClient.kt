package httpwire.coroutines

import httpwire.Request
import httpwire.client.HttpClient
import httpwire.client.pool.PoolStatistics
import httpwire.coroutines.internal.FlowRequest
import httpwire.coroutines.internal.SuspendingCall
import httpwire.coroutines.internal.SuspendingDownload
import httpwire.coroutines.internal.defaultDispatcher
import httpwire.coroutines.internal.eventStream
import httpwire.download.DownloadOptions
import httpwire.download.Downloaded
import httpwire.dsl.ClientScope
import httpwire.dsl.HttpwireInternal
import httpwire.dsl.internal.prepareRequest
import httpwire.sse.EventOptions
import httpwire.sse.EventSession
import httpwire.sse.ServerSentEvent
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.flow.Flow
import okio.Path
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicReference

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

    /**
     * The events of a stream (HTML standard, 9.2), for as long as they are collected. Whenever the connection is
     * lost, [request] is sent again with `Last-Event-ID`, through all layers of the client, as
     * [HttpClient.events] and [EventSession] say.
     *
     * The flow is cold: each collector has its own connection. An event is taken from the network only when the
     * previous one has been collected. Cancelling the collector, in whatever phase it is, cuts its connection at
     * once. Waiting before a new connection suspends, by the collector's clock.
     *
     * @sample httpwire.examples.samples.coroutines.clientEventsOfRequest
     */
    public fun events(request: Request, options: EventOptions = EventOptions.DEFAULT): Flow<ServerSentEvent> =
        eventStream({ EventSession(request, options) }) { asked, read -> read(send(asked)) }

    /**
     * Like `events(request)`, for a request with [block], which runs now.
     *
     * @sample httpwire.examples.samples.coroutines.clientEvents
     */
    @OptIn(HttpwireInternal::class)
    public fun events(
        url: String,
        options: EventOptions = EventOptions.DEFAULT,
        method: String = "GET",
        block: SuspendRequestScope.() -> Unit = {},
    ): Flow<ServerSentEvent> = events(prepareRequest(method, url, client.codec) { FlowRequest(this).block() }, options)

    /**
     * The events of [response], whose body has not been read, and after that those of new connections, as
     * `events(request)` has them. For a server that answers the same request with an event stream or with something
     * else. Can be collected once.
     *
     * @param request what [response] answers, as it was given to the client
     * @sample httpwire.examples.samples.coroutines.clientEventsOfResponse
     */
    public fun events(
        response: SuspendHttpResponse,
        request: Request,
        options: EventOptions = EventOptions.DEFAULT,
    ): Flow<ServerSentEvent> {
        val first = AtomicReference<SuspendHttpResponse?>(response)
        val isCollected = AtomicBoolean()
        val begin = {
            check(!isCollected.getAndSet(true)) { "the events of a response can be collected once" }
            EventSession(request, options)
        }
        return eventStream(begin) { asked, read -> read(first.getAndSet(null) ?: send(asked)) }
    }

    /**
     * Downloads what [request] asks for into [target], as [HttpClient.download] does, and suspends until the file is
     * whole. Cancelling cuts the connection at once, and keeps what there is for a later call; the coroutine ends when
     * nobody writes any more.
     *
     * @sample httpwire.examples.samples.coroutines.clientDownloadOfRequest
     */
    public suspend fun download(
        request: Request,
        target: Path,
        options: DownloadOptions = DownloadOptions.DEFAULT,
    ): Downloaded = SuspendingDownload(dispatcher, ::send).run(request, target, options)

    /**
     * Like `download(request, target)`, for a GET with [block].
     *
     * @sample httpwire.examples.samples.coroutines.clientDownload
     */
    @OptIn(HttpwireInternal::class)
    public suspend fun download(
        url: String,
        target: Path,
        options: DownloadOptions = DownloadOptions.DEFAULT,
        block: SuspendRequestScope.() -> Unit = {},
    ): Downloaded = download(prepareRequest("GET", url, client.codec) { FlowRequest(this).block() }, target, options)

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
