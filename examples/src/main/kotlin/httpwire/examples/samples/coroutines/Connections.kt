package httpwire.examples.samples.coroutines

import httpwire.RequestBody
import httpwire.body.progress.Progress
import httpwire.connection.HttpConnection
import httpwire.coroutines.await
import httpwire.coroutines.awaitClose
import httpwire.coroutines.awaitExchange
import httpwire.coroutines.awaitRequest
import httpwire.coroutines.awaitResponse
import httpwire.coroutines.http
import httpwire.coroutines.withProgress
import kotlinx.coroutines.flow.MutableStateFlow
import okio.Path

internal suspend fun awaitCalls(connection: HttpConnection): String {
    connection.await {
        putRequest("GET", "/")
        putHeader("Accept", "text/plain")
        endHeaders()
    }
    return connection.awaitResponse().text().also { connection.awaitClose() }
}

internal suspend fun awaitRequestAndResponse(connection: HttpConnection): String {
    connection.awaitRequest("POST", "/", body = RequestBody.of("hi"))
    return connection.awaitResponse().text()
}

internal suspend fun awaitExchange(connection: HttpConnection): Int = connection.awaitExchange("GET", "/").status

internal suspend fun uploadWithProgress(host: String, file: Path, progress: MutableStateFlow<Progress>): Int =
    http(host) {
        put("/") { body(RequestBody.of(file.toNioPath()).withProgress(progress)) }.status
    }
