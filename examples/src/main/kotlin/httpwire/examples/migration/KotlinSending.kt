package httpwire.examples.migration

import httpwire.dsl.http
import okio.ByteString.Companion.encodeUtf8
import okio.Path

internal fun postForm(host: String): Answer {
    // region move-form-kotlin
    val answer = http(host) {
        val response = post("") {
            header("Accept", "text/plain")
            form("@number" to "12524", "@type" to "issue", "@action" to "show")
        }
        Answer(response.status, response.reason, response.read()) // Redirects are not followed.
    }
    // endregion
    return answer
}

internal fun put(host: String): Answer {
    // region move-put-kotlin
    val answer = http(host) {
        val response = put("/file") { body("***filecontents***") }
        Answer(response.status, response.reason, response.read())
    }
    // endregion
    return answer
}

internal fun explicitHost(host: String): Answer {
    // region move-host-kotlin
    val answer = http(host) {
        val response = get("/3/") { header("Host", "docs.python.org") }
        Answer(response.status, response.reason, response.read())
    }
    // endregion
    return answer
}

internal fun stepByStep(host: String): Answer {
    // region move-steps-kotlin
    val answer = http(host) {
        val response = exchange(
            "POST",
            "/cgi-bin/query",
            skipAcceptEncoding = true,
            head = {
                header("Accept", "text/plain", "text/html")
                header("Content-Length", "21")
            },
        ) {
            send("spam=1&eggs")
            send("=2&bacon=0")
        }
        Answer(response.status, response.reason, response.read())
    }
    // endregion
    return answer
}

internal fun file(host: String, path: Path): Answer {
    // region move-file-kotlin
    val answer = http(host) {
        val response = put("/file") { body(path) }
        Answer(response.status, response.reason, response.read())
    }
    // endregion
    return answer
}

internal fun pieces(host: String, lines: List<String>): Answer {
    // region move-pieces-out-kotlin
    val answer = http(host) {
        val response = post("/log") { body(lines.map { it.encodeUtf8() }) }
        Answer(response.status, response.reason, response.read())
    }
    // endregion
    return answer
}

internal fun latin1(host: String): Answer {
    // region move-latin1-kotlin
    val answer = http(host) {
        val response = post("/") { body("café", "ISO-8859-1") } // body("café") is UTF-8.
        Answer(response.status, response.reason, response.read())
    }
    // endregion
    return answer
}
