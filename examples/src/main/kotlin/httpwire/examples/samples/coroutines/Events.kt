package httpwire.examples.samples.coroutines

import httpwire.Request
import httpwire.RequestBody
import httpwire.coroutines.Reconnection
import httpwire.coroutines.SuspendHttpClient
import httpwire.coroutines.serverSentEvents
import httpwire.dsl.eventOptions
import httpwire.sse.ServerSentEvent
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.first
import kotlin.time.Duration.Companion.seconds

internal fun events(url: String): Flow<ServerSentEvent> = serverSentEvents(url)

internal fun eventsFromPost(address: String): Flow<ServerSentEvent> =
    serverSentEvents(reconnection = Reconnection(delay = 1.seconds, maxFailures = 5)) {
        host = address
        post("/events") { body("topic=prices") }
    }

internal suspend fun clientEvents(client: SuspendHttpClient, url: String, show: (String) -> Unit) {
    // region client-events-suspending
    client.events(url) { header("X-Topic", "prices") }.collect { show(it.data) }
    // endregion
}

internal fun clientEventsOfRequest(client: SuspendHttpClient, url: String): Flow<ServerSentEvent> {
    val request = Request.builder("POST", url).body(RequestBody.of("{}")).idempotencyKey("question-1").build()
    return client.events(request, eventOptions { delay = 1.seconds })
}

internal suspend fun clientEventsOfResponse(client: SuspendHttpClient, request: Request): String {
    val response = client.send(request)
    if (response.headers.contentType() != "text/event-stream") return response.text()
    return client.events(response, request).first().data
}
