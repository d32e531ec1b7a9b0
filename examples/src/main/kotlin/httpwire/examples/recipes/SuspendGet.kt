package httpwire.examples.recipes

import httpwire.coroutines.http
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope

// region suspending
suspend fun load(host: String): String = http(host) { get("/").text() }
// endregion

/** How do I ask several servers at once? Each call has its connection; if one fails, the others are cut. */
internal suspend fun loadAll(hosts: List<String>): List<String> = coroutineScope {
    hosts.map { async { load(it) } }.awaitAll()
}
