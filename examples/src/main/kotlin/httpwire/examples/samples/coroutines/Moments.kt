package httpwire.examples.samples.coroutines

import httpwire.ContinueAnswer
import httpwire.Headers
import httpwire.Request
import httpwire.coroutines.http
import kotlin.time.Duration.Companion.seconds

internal suspend fun continueByStep(host: String): String = http(host) {
    exchange(
        "PUT",
        "/report",
        head = {
            header("Content-Length", "4")
            header("Expect", "100-continue")
        },
        body = { if (awaitContinue(2.seconds) != ContinueAnswer.FINAL && !responseArrived()) send("spam") },
    ).text()
}

internal suspend fun trailersByStep(host: String): Int = http(host) {
    exchange(
        "PUT",
        "/log",
        head = {
            header("Transfer-Encoding", "chunked")
            encodeChunked = true // Each piece becomes a chunk.
        },
        body = {
            send("spam")
            endBody(Headers.of("Line-Count", "1"))
        },
    ).status
}

internal suspend fun halfClose(host: String): String = http(host) {
    exchange(
        "POST",
        "/x",
        head = { header("Content-Length", "2") },
        body = {
            send("hi")
            shutdownOutput() // The server reads the end, and answers.
        },
    ).text()
}

internal suspend fun pipeline(host: String): List<String> = http(host) {
    val pipeline = pipeline(listOf(Request.get("/1"), Request.get("/2"))) // One write.
    pipeline.add(Request.get("/3")).flush()
    List(3) { pipeline.readResponse().text() }
}
