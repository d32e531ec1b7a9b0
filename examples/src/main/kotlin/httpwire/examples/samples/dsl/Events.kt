package httpwire.examples.samples.dsl

import httpwire.Request
import httpwire.client.HttpClient
import httpwire.client.ServerSentEvents
import httpwire.dsl.eventOptions
import httpwire.dsl.events
import httpwire.sse.EventOptions
import httpwire.sse.EventOptions.StreamEnd
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

internal fun events(client: HttpClient, url: String, show: (String) -> Unit) {
    // region client-events
    client.events(url) { header("X-Topic", "prices") }.use { events ->
        for (event in events) show(event.data)
    }
    // endregion
}

internal fun eventsWithOptions(): EventOptions {
    // region event-options
    val options = eventOptions {
        delay = 1.seconds
        maxDelay = 2.minutes
        maxFailures = 10
        lastEventId = "41" // Where an earlier run has stopped.
        maxEventBytes = 64L shl 10
        atEnd = StreamEnd.RECONNECT
        reconnectAfter(429, 500, 502, 503, 504)
    }
    // endregion
    return options
}

internal fun eventsResumed(client: HttpClient, url: String, session: String): ServerSentEvents {
    val resumption = Request.builder("GET", url).header("Mcp-Session-Id", session).build()
    return client.events(url, eventOptions { resumeWith(resumption) }, method = "POST") { body("{}") }
}
