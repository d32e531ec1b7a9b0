package httpwire.examples.recipes

import httpwire.ContentDisposition
import httpwire.DigestField
import httpwire.HttpException.UnexpectedResponse
import httpwire.HttpUrl
import httpwire.client.HttpClient
import httpwire.dsl.post
import okio.ByteString
import java.time.Duration
import java.time.Instant

// What do the fields of a response say? Each reader gives a value, or null if there is nothing that can be read.

internal fun said(client: HttpClient, url: String): List<Any?> {
    // region fields-read
    val response = client.get(url)
    val headers = response.headers
    val changed: Instant? = headers.date("Last-Modified")
    val next: HttpUrl? = response.linkedUrl("next")
    val styles: List<String> = headers.links().filter { it.hasRel("stylesheet") }.map { it.target() }
    val file: String? = headers.contentDisposition()?.safeFilename()
    val pause: Duration? = headers.retryAfter()?.from(Instant.now())
    val isIntact: Boolean? = headers.contentDigest()?.matches(response.source())
    // endregion
    return listOf(changed, next, styles, file, pause, isIntact)
}

internal fun reasonFor(client: HttpClient, url: String): String {
    // region fields-problem
    val answer = try {
        client.get(url).orThrow().text()
    } catch (e: UnexpectedResponse) {
        e.problem?.let { "${it.type()}: ${it.detail()}, ${it.extensions()["balance"]}" } ?: "status ${e.status}"
    }
    // endregion
    return answer
}

internal fun upload(client: HttpClient, url: String, bytes: ByteString): Int {
    // region fields-write
    val answer = client.post(url) {
        header("Content-Disposition", ContentDisposition.of("attachment", "naïve.txt").toString())
        header("Content-Digest", DigestField.sha256(bytes).toString())
        body(bytes)
    }
    // endregion
    return answer.use { it.status }
}
