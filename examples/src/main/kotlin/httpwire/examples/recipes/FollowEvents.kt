package httpwire.examples.recipes

import httpwire.coroutines.Reconnection
import httpwire.coroutines.serverSentEvents
import httpwire.sse.ServerSentEvent
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.map
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/**
 * How do I follow a stream of events, also when its server is restarted? Whenever the connection is lost a new one asks
 * to go on after the last event.
 */
internal fun prices(url: String, pause: Duration = 3.seconds): Flow<String> {
    // region server-sent-events
    val events: Flow<ServerSentEvent> = serverSentEvents(url, reconnection = Reconnection(delay = pause)) {
        header("Authorization", basic("user", "secret"))
    }
    return events.filter { it.type == "price" }.map { it.data }
    // endregion
}
