package httpwire.examples.samples.coroutines

import httpwire.Request
import httpwire.body.progress.Progress
import httpwire.call.BodyCodec
import httpwire.client.HttpClient
import httpwire.coroutines.SuspendHttpClient
import httpwire.coroutines.delete
import httpwire.coroutines.get
import httpwire.coroutines.head
import httpwire.coroutines.httpClient
import httpwire.coroutines.options
import httpwire.coroutines.patch
import httpwire.coroutines.post
import httpwire.coroutines.put
import httpwire.coroutines.query
import httpwire.coroutines.request
import httpwire.coroutines.send
import httpwire.coroutines.suspending
import httpwire.dsl.bodyOf
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.MutableStateFlow

internal suspend fun client(host: String): List<String> {
    // region client-suspending
    val pages = httpClient {
        baseUrl = "http://$host/v1/"
        defaults()
        pool { maxPerOrigin = 4 } // The others suspend until one of the four is free.
    }.use { client ->
        coroutineScope {
            (1..20).map { id -> async { client.get("users/$id") { header("Accept", "text/plain") }.text() } }.awaitAll()
        }
    }
    // endregion
    return pages
}

internal suspend fun clientVerbs(client: SuspendHttpClient, url: String): List<Int> = listOf(
    client.head(url),
    client.post(url) { body("hi") },
    client.put(url) { body("hi") },
    client.patch(url) { body("hi") },
    client.delete(url),
    client.options(url),
    client.query(url) { form("q" to "spam") },
    client.request("PROPFIND", url) { header("Depth", "0") },
).map { response -> response.status.also { response.close() } }

internal suspend fun clientSend(client: SuspendHttpClient, url: String): String {
    val request = Request.builder("GET", url).parameter("q", "spam").build()
    return client.send(request).text()
}

internal suspend fun clientOfJava(client: HttpClient, url: String): String {
    val suspending = client.suspending() // Both share their connections.
    return suspending.get(url).text()
}

internal suspend fun getUrl(host: String): String {
    // region url-get-suspending
    val page = get("http://$host/").text() // From httpwire.coroutines.
    // endregion
    return page
}

internal suspend fun urlVerbs(url: String): List<Int> = listOf(
    head(url),
    post(url) { body("hi") },
    put(url) { body("hi") },
    patch(url) { body("hi") },
    delete(url),
    options(url),
    query(url) { form("q" to "spam") },
    send(Request.get(url)),
    request("PROPFIND", url) { header("Depth", "0") },
).map { response -> response.status.also { response.close() } }

internal suspend fun clientCodec(url: String, codec: BodyCodec): List<String> {
    // region codec-suspending
    val names = httpClient { this.codec = codec }.use { client ->
        client.post(url) { bodyOf(listOf("spam", "eggs")) }.orThrow().body<List<String>>()
    }
    // endregion
    return names
}

internal suspend fun downloadWithProgress(client: SuspendHttpClient, url: String): Progress {
    // region download-progress-suspending
    val progress = MutableStateFlow(Progress(0, -1)) // Collected by whoever shows it.
    client.get(url).withProgress(progress).text()
    // endregion
    return progress.value
}
