package httpwire.coroutines

import httpwire.HttpUrl
import httpwire.coroutines.internal.EventStream
import httpwire.coroutines.internal.defaultDispatcher
import httpwire.sse.ServerSentEvent
import httpwire.sse.ServerSentEventReader
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.flow.Flow

/**
 * The events that [url] sends, for as long as they are collected: whenever the connection is lost, or
 * the server ends it, a new one is made and asks to go on after the last event, in `Last-Event-ID`
 * (HTML standard, 9.2). A stream that stays silent for longer than the read timeout counts as lost.
 *
 * Cold: each collector has a connection of its own. No event is taken from the network before the one
 * before it was collected. Cancelling the collector cuts the connection at once. The flow ends when
 * the server answers 204; it fails with [httpwire.HttpException.UnexpectedResponse] if that is
 * neither 200 nor of the type `text/event-stream` (redirects are not followed), and with any
 * other [httpwire.HttpException] that no reconnection can mend.
 *
 * @param lastEventId where to go on, from an earlier run; empty for the beginning
 * @param maxEventBytes for a line, and for the data of an event; a longer one fails the flow with
 *     [httpwire.HttpException.LimitExceeded]
 * @param dispatcher as in [http]
 * @param block what each request carries besides Accept, Cache-Control and Last-Event-ID
 * @throws httpwire.HttpException.InvalidUrl by the call itself if [url] is not an http or https URL
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
 * As the other `serverSentEvents`, for streams that need more than a GET: [ask] is the block of an
 * [http], run anew for each connection. It names the host, sets options, sends one request or several,
 * and its value is the response whose events are wanted.
 * @sample httpwire.examples.samples.coroutines.eventsFromPost
 */
public fun serverSentEvents(
    reconnection: Reconnection = Reconnection(),
    lastEventId: String = "",
    maxEventBytes: Long = ServerSentEventReader.DEFAULT_MAX_EVENT_BYTES,
    dispatcher: CoroutineDispatcher = defaultDispatcher,
    ask: suspend SuspendHttpScope.() -> SuspendHttpResponse,
): Flow<ServerSentEvent> = EventStream(reconnection, maxEventBytes, dispatcher, ask).events(lastEventId)
