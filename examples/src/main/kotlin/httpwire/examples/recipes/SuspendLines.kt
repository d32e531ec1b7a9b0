package httpwire.examples.recipes

import httpwire.coroutines.http
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList

/** How do I take lines as they come, and stop in the middle? Who takes no more closes the connection. */
internal suspend fun firstLines(host: String, count: Int): List<String> = http(host) {
    get("/").textLines().take(count).toList()
}
