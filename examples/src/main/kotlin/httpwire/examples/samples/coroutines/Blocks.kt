package httpwire.examples.samples.coroutines

import httpwire.Request
import httpwire.coroutines.SuspendHttpResponse
import httpwire.coroutines.awaitRequest
import httpwire.coroutines.awaitResponse
import httpwire.coroutines.http
import httpwire.coroutines.https
import httpwire.transport.TlsOptions
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.withTimeoutOrNull
import okio.ByteString.Companion.encodeUtf8
import kotlin.time.Duration.Companion.seconds

internal suspend fun httpBlock(host: String): String = http(host) { get("/").text() }

internal suspend fun httpsBlock(host: String): Int = https(host) { head("/").status }

internal suspend fun httpsHostInside(address: String, trusted: TlsOptions): Int = https {
    host = address
    tls = trusted
    get("/").status
}

internal suspend fun connectionOfBlock(host: String): String = http(host) {
    connection.awaitRequest("GET", "/")
    connection.awaitResponse().text()
}

internal suspend fun hostInside(address: String): Int = http {
    host = address
    timeout = 10.seconds
    options("*").status
}

internal suspend fun ownDispatcher(host: String): String =
    http(host, dispatcher = Dispatchers.IO.limitedParallelism(10)) { get("/").text() }

/** What takes too long is cut; the same block can go on with another connection. */
internal suspend fun withinTime(host: String): String = http(host) {
    withTimeoutOrNull(1.seconds) { get("/slow").text() } ?: get("/").text()
}

internal suspend fun responseLeaves(host: String): SuspendHttpResponse = http(host) { get("/") }

internal suspend fun verbs(host: String): List<Int> = http(host) {
    listOf(
        get("/"),
        head("/"),
        post("/") { body("hi") },
        put("/") { body("hi".encodeUtf8()) },
        patch("/"),
        delete("/"),
        query("/") { form("q" to "spam") },
        send(Request.get("/")),
        request("PROPFIND", "/") { header("Depth", "0") },
    ).map { it.status }
}

internal suspend fun flowBody(host: String): Int = http(host) {
    post("/") { body(flowOf("one".encodeUtf8(), "two".encodeUtf8())) }.status
}

internal suspend fun writtenBody(host: String): Int = http(host) {
    post("/") {
        body {
            send("one")
            send("two".encodeUtf8())
        }
    }.status
}

internal suspend fun stepByStep(host: String): Int = http(host) {
    exchange("PUT", "/", head = { header("Content-Length", "6") }) {
        send("one")
        send("two".encodeUtf8())
    }.status
}
