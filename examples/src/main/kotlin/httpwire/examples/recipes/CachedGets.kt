package httpwire.examples.recipes

import httpwire.CacheOutcome
import httpwire.client.cache.Cache
import httpwire.dsl.httpClient
import okio.Path

// How do I ask a server for a large document again and again, and get it only when it has changed? With a cache in a
// folder the next run of the program has it too.

// region cached-gets
fun cachedGets(url: String, folder: Path, count: Int): List<Pair<CacheOutcome?, String>> =
    Cache.directory(folder, 64L shl 20).use { stored ->
        httpClient { cache = stored }.use { client ->
            List(count) { client.get(url).use { it.cacheOutcome to it.text() } }
        }
    }
// endregion
