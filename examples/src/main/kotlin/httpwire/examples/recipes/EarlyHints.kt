package httpwire.examples.recipes

import httpwire.Headers
import httpwire.dsl.http

// What will the page need, while its server is still making it? A 103 (RFC 8297) says so before the final answer.

// region early-hints-links
internal fun preloads(headers: Headers): List<String> =
    headers.links().filter { it.hasRel("preload") }.map { it.target() }
// endregion

/** Calls [load] for each link at once, in this thread: it should only start the loading. */
internal fun pageWithHints(host: String, load: (target: String) -> Unit): Pair<String, List<String>> {
    // region early-hints
    val page = http(host) {
        listener {
            interimReceived { status, _, headers -> if (status == 103) preloads(headers).forEach(load) }
        }
        val response = get("/")
        val hinted = response.interimResponses.flatMap { preloads(it.headers()) } // They are kept, too.
        response.text() to hinted
    }
    // endregion
    return page
}
