package httpwire.dsl

import httpwire.Request
import httpwire.client.HttpClient
import httpwire.client.ServerSentEvents
import httpwire.dsl.internal.EventsDraft
import httpwire.dsl.internal.prepareRequest
import httpwire.sse.EventOptions
import kotlin.time.Duration

/** How a stream of events is read, as in [EventOptions], and how it reconnects. */
@HttpDsl
public interface EventsScope {
    /**
     * The shortest wait before it reconnects, if the server has not given another.
     *
     * @throws IllegalArgumentException if it is set to zero or less, or to more than [maxDelay]
     * @sample httpwire.examples.samples.dsl.eventsWithOptions
     */
    public var delay: Duration

    /**
     * The longest wait, whatever the server says.
     *
     * @throws IllegalArgumentException if it is set to less than [delay]
     * @sample httpwire.examples.samples.dsl.eventsWithOptions
     */
    public var maxDelay: Duration

    /**
     * After more than this many connections in a row that brought nothing, the last failure is thrown; null to go on
     * for ever.
     *
     * @throws IllegalArgumentException if it is set to less than 0
     * @sample httpwire.examples.samples.dsl.eventsWithOptions
     */
    public var maxFailures: Int?

    /**
     * The ID of the last event of an earlier run, to go on after it; empty to begin anew.
     *
     * @throws IllegalArgumentException if it is set to a text with CR, LF or NUL
     * @sample httpwire.examples.samples.dsl.eventsWithOptions
     */
    public var lastEventId: String

    /**
     * The most bytes of a line, and of the data of an event.
     *
     * @throws IllegalArgumentException if it is set to less than 1
     * @sample httpwire.examples.samples.dsl.eventsWithOptions
     */
    public var maxEventBytes: Long

    /**
     * What the end of a response means; null for what the request says, as in [EventOptions.atEnd].
     *
     * @sample httpwire.examples.samples.dsl.eventsWithOptions
     */
    public var atEnd: EventOptions.StreamEnd?

    /**
     * Reconnects after responses with these statuses, in place of those of [httpwire.sse.Reconnection.DEFAULT]; none
     * for what the HTML standard says.
     *
     * @sample httpwire.examples.samples.dsl.eventsWithOptions
     */
    public fun reconnectAfter(vararg statuses: Int)

    /**
     * Goes on after an event with an ID by sending [request] in place of the first request.
     *
     * @sample httpwire.examples.samples.dsl.eventsResumed
     */
    public fun resumeWith(request: Request)
}

/**
 * The options of a stream of events, for a client that blocks as for one that suspends.
 *
 * @sample httpwire.examples.samples.dsl.eventsWithOptions
 */
public fun eventOptions(block: EventsScope.() -> Unit): EventOptions = EventsDraft().apply(block).values

/**
 * The events of the stream that a request with [block] asks for, as [HttpClient.events] has them. The block runs
 * now, and its request is sent when the first event is asked for.
 *
 * @sample httpwire.examples.samples.dsl.events
 */
@OptIn(HttpwireInternal::class)
public fun HttpClient.events(
    url: String,
    options: EventOptions = EventOptions.DEFAULT,
    method: String = "GET",
    block: RequestScope.() -> Unit,
): ServerSentEvents = events(prepareRequest(method, url, codec, block), options)
