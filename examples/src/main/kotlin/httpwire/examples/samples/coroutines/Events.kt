package httpwire.examples.samples.coroutines

import httpwire.coroutines.Reconnection
import httpwire.coroutines.serverSentEvents
import httpwire.sse.ServerSentEvent
import kotlinx.coroutines.flow.Flow
import kotlin.time.Duration.Companion.seconds

internal fun events(url: String): Flow<ServerSentEvent> = serverSentEvents(url)

internal fun eventsFromPost(address: String): Flow<ServerSentEvent> =
    serverSentEvents(reconnection = Reconnection(delay = 1.seconds, maxFailures = 5)) {
        host = address
        post("/events") { body("topic=prices") }
    }
