package httpwire.examples.samples.dsl

import httpwire.Headers
import httpwire.RequestBody
import httpwire.call.BodyCodec
import httpwire.client.HttpClient
import httpwire.connection.HttpResponse
import httpwire.dsl.body
import httpwire.dsl.bodyOf
import httpwire.dsl.get
import httpwire.dsl.httpClient
import httpwire.dsl.post
import httpwire.dsl.put
import httpwire.dsl.withProgress
import okio.Path
import kotlin.reflect.typeOf

internal fun multipart(client: HttpClient, url: String, photo: Path): Int {
    // region multipart-kotlin
    val status = client.post(url) {
        multipart {
            field("title", "Größe & more")
            file("photo", photo)
        }
    }.use { it.status }
    // endregion
    return status
}

internal fun multipartOfBodies(client: HttpClient, url: String, thumbnail: RequestBody): Int = client.post(url) {
    multipart {
        field("point", RequestBody.of("[1,2]"), Headers.of("Content-Type", "application/json"))
        file("photo", "small.png", thumbnail, Headers.of("Content-Type", "image/png"))
    }
}.use { it.status }

internal fun multipartRelated(client: HttpClient, url: String): Int = client.post(url) {
    multipart("related") {
        boundary("a-line-between")
        parameter("type", "text/html")
        part(RequestBody.of("<img src='cid:1'>"), Headers.of("Content-Type", "text/html"))
        part(RequestBody.of("…"), Headers.of("Content-ID", "<1>"))
    }
}.use { it.status }

internal fun bodyWithProgress(client: HttpClient, url: String, show: (String) -> Unit): Int {
    val body = RequestBody.of("spam and eggs").withProgress { show("${it.byteCount} of ${it.totalByteCount}") }
    return client.put(url) { body(body) }.use { it.status }
}

internal fun onUpload(client: HttpClient, url: String, file: Path, show: (Double?) -> Unit): Int {
    // region upload-progress-kotlin
    val status = client.put(url) {
        body(file)
        onUpload { show(it.fraction) }
    }.use { it.status }
    // endregion
    return status
}

internal fun responseWithProgress(client: HttpClient, url: String, show: (Double?) -> Unit): String =
    client.get(url).withProgress { show(it.fraction) }.use { it.text() }

internal fun clientCodec(url: String, codec: BodyCodec): List<String> {
    // region codec-kotlin
    val client = httpClient {
        defaults()
        this.codec = codec
    }
    val names: List<String> = client.use {
        val created = it.post(url) { bodyOf(listOf("spam", "eggs")) }.orThrow()
        created.body()
    }
    // endregion
    return names
}

internal fun codecOfOneResponse(response: HttpResponse, codec: BodyCodec): Int = response.body<List<String>>(codec).size

internal fun bodyOfType(client: HttpClient, url: String, value: Any): Int =
    client.post(url) { bodyOf(value, typeOf<List<String>>()) }.use { it.status }
