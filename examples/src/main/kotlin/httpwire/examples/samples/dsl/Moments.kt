package httpwire.examples.samples.dsl

import httpwire.ContinueAnswer
import httpwire.Headers
import httpwire.Request
import httpwire.dsl.http
import httpwire.dsl.text
import okio.ByteString.Companion.encodeUtf8
import kotlin.time.Duration.Companion.seconds

internal fun expectContinue(host: String, report: String): String {
    // region kotlin-expect-continue
    val answer = http(host) {
        put("/report") {
            expectContinue(2.seconds) // Then the body is sent, answer or not.
            body(report)
        }.text()
    }
    // endregion
    return answer
}

internal fun continueByStep(host: String): String {
    // region kotlin-continue-by-step
    val answer = http(host) {
        exchange(
            "PUT",
            "/report",
            head = {
                header("Content-Length", "4")
                header("Expect", "100-continue")
            },
            body = {
                val answer = awaitContinue(2.seconds)
                if (answer != ContinueAnswer.FINAL && !responseArrived()) send("spam")
            },
        ).text()
    }
    // endregion
    return answer
}

internal fun trailer(host: String, report: String): Int {
    // region kotlin-trailer
    val status = http(host) {
        put("/report") {
            body(report)
            trailer("Digest") { "sha-256=" + report.encodeUtf8().sha256().base64() } // Asked after the last byte.
        }.status
    }
    // endregion
    return status
}

internal fun trailersByStep(host: String): Int {
    // region kotlin-trailers-by-step
    val status = http(host) {
        exchange(
            "PUT",
            "/log",
            head = {
                header("Transfer-Encoding", "chunked")
                encodeChunked = true // Each piece becomes a chunk.
            },
            body = {
                send("spam")
                send("eggs")
                endBody(Headers.of("Line-Count", "2"))
            },
        ).status
    }
    // endregion
    return status
}

internal fun halfClose(host: String): String {
    // region kotlin-half-close
    val answer = http(host) {
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
    // endregion
    return answer
}

internal fun record(host: String): String {
    // region kotlin-record
    val sent = http(host) {
        record()
        val response = get("/")
        response.text()
        check("reading the response head" in response.summary())
        response.sentHead().utf8() // What went out, byte for byte; rawHead() is what came.
    }
    // endregion
    return sent
}

internal fun pipeline(host: String): List<String> {
    // region kotlin-pipeline
    val pages = http(host) {
        val pipeline = pipeline(listOf(Request.get("/1"), Request.get("/2"), Request.get("/3"))) // One write.
        List(3) { pipeline.readResponse().text() }
    }
    // endregion
    return pages
}
