package httpwire.examples.recipes

import httpwire.Request
import httpwire.RequestBody
import httpwire.coroutines.SuspendHttpClient
import httpwire.dsl.eventOptions
import httpwire.sse.EventOptions
import kotlinx.coroutines.flow.first
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/**
 * How do I call a tool of a Model Context Protocol server, also when that is restarted? The POST goes out once; what
 * resumes it is a GET, also when the server ends its stream to be asked again.
 */
internal suspend fun callTool(
    client: SuspendHttpClient,
    url: String,
    call: String,
    pause: Duration = 1.seconds,
): String {
    // region resumed-post
    val request = Request.builder("POST", url).body(RequestBody.of(call)).setHeader("Content-Type", "application/json")
        .header("Accept", "application/json, text/event-stream").build()
    val response = client.send(request).orThrow()
    if (response.headers.contentType() != "text/event-stream") return response.text()
    val options: EventOptions = eventOptions {
        delay = pause
        resumeWith(Request.get(url))
    }
    return client.events(response, request, options).first { "\"result\"" in it.data }.data
    // endregion
}
