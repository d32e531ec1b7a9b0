package httpwire.coroutines

import httpwire.HttpUrl
import httpwire.Request
import httpwire.coroutines.internal.defaultDispatcher
import httpwire.coroutines.internal.eventStream
import httpwire.dsl.HeadersScope
import httpwire.dsl.HttpwireInternal
import httpwire.sse.EventOptions
import httpwire.sse.EventSession
import httpwire.sse.Reconnection
import httpwire.sse.ServerSentEvent
import httpwire.sse.ServerSentEventReader
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.flow.Flow

/**
 * The events of the stream at [url], for as long as they are collected. Whenever the connection is lost,
 * or the server ends the stream, it connects again and asks in `Last-Event-ID` for the events after the
 * last one (HTML standard, 9.2), as [httpwire.sse.EventSession] says. A stream that stays silent for longer
 * than the read timeout counts as lost.
 *
 * The flow is cold: each collector has its own connection. An event is taken from the network only when
 * the previous one has been collected. Cancelling the collector cuts the connection at once. The flow
 * ends when the server answers 204. It fails with [httpwire.HttpException.UnexpectedResponse] if the
 * response is not 200 with the type `text/event-stream` (redirects are not followed), unless its status is
 * one after which it reconnects, and with any other [httpwire.HttpException] that a new connection would not
 * remedy. [SuspendHttpClient.events] reads a stream with all layers of a client.
 *
 * @param lastEventId the ID of the last event of an earlier run, to go on after it; empty to begin anew
 * @param maxEventBytes the most bytes of a line, and of the data of an event; if one is longer, the flow
 *     fails with [httpwire.HttpException.LimitExceeded]
 * @param dispatcher as in [http]
 * @param block adds to each request, which already has Accept, Cache-Control and Last-Event-ID
 * @throws httpwire.HttpException.InvalidUrl from this call, not from the flow, if [url] is not an http or
 *     https URL
 * @sample httpwire.examples.samples.coroutines.events
 */
public fun serverSentEvents(
    url: String,
    reconnection: Reconnection = Reconnection(),
    lastEventId: String = "",
    maxEventBytes: Long = ServerSentEventReader.DEFAULT_MAX_EVENT_BYTES,
    dispatcher: CoroutineDispatcher = defaultDispatcher,
    block: SuspendRequestScope.() -> Unit = {},
): Flow<ServerSentEvent> {
    val parsed = HttpUrl.parse(url)
    return serverSentEvents(reconnection, lastEventId, maxEventBytes, dispatcher) {
        host = parsed.origin.host
        port = parsed.origin.port
        if (parsed.origin.isSecure) tls = tls
        get(parsed.target, block)
    }
}

/**
 * Like `serverSentEvents(url)`, for streams that need more than a GET. [ask] is the block of an [http] and
 * is run anew for each connection: it sets the host and other options, sends one request or several, and
 * returns the response whose events are wanted.
 *
 * @sample httpwire.examples.samples.coroutines.eventsFromPost
 */
@OptIn(HttpwireInternal::class)
public fun serverSentEvents(
    reconnection: Reconnection = Reconnection(),
    lastEventId: String = "",
    maxEventBytes: Long = ServerSentEventReader.DEFAULT_MAX_EVENT_BYTES,
    dispatcher: CoroutineDispatcher = defaultDispatcher,
    ask: suspend SuspendHttpScope.() -> SuspendHttpResponse,
): Flow<ServerSentEvent> {
    val options = EventOptions.DEFAULT.withReconnection(reconnection).withLastEventId(lastEventId)
        .withMaxEventBytes(maxEventBytes)
    // The block asks in whatever way it likes; what a new connection needs of a request are its fields.
    val begin = { EventSession(Request.get("/"), options) }
    return eventStream(begin) { request, read ->
        val fields: HeadersScope.() -> Unit = { for ((name, value) in request.headers) header(name, value) }
        runOver(suspendingSession("", isSecure = false), dispatcher, fields) { read(ask()) }
    }
}
