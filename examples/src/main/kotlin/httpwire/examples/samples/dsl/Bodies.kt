package httpwire.examples.samples.dsl

import httpwire.RequestBody
import httpwire.dsl.http
import okio.BufferedSink
import okio.ByteString
import okio.ByteString.Companion.decodeHex
import okio.ByteString.Companion.encodeUtf8
import okio.Path
import okio.Source

internal fun form(host: String): String? {
    // region kotlin-form
    val location = http(host) {
        post("/issues") { form("@action" to "show", "title" to "Größe & more") }.getHeader("Location")
    }
    // endregion
    return location
}

internal fun formByField(host: String, fields: Map<String, String>): Int {
    // region kotlin-form-by-field
    val status = http(host) {
        post("/issues") {
            form { fields.forEach { (name, value) -> field(name, value) } }
        }.status
    }
    // endregion
    return status
}

internal fun bodyInCharset(host: String): Int {
    // region kotlin-body-in-charset
    val status = http(host) { post("/x") { body("café", "ISO-8859-1") }.status }
    // endregion
    return status
}

internal fun bodyOfBytes(host: String, array: ByteArray): List<Int> {
    val statuses = http(host) {
        val first = post("/x") { body(array) }.status
        val second = post("/x") { body("00ff".decodeHex()) }.status
        listOf(first, second)
    }
    return statuses
}

internal fun bodyOfFile(host: String, file: Path): Int {
    // region kotlin-body-of-file
    val status = http(host) { put("/file") { body(file) }.status }
    // endregion
    return status
}

internal fun bodyOfSource(host: String, source: Source): Int {
    val status = http(host) { put("/file") { body(source) }.status }
    return status
}

internal fun bodyOfPieces(host: String, lines: List<String>): Int {
    // region kotlin-body-of-pieces
    val status = http(host) { post("/log") { body(lines.map { it.encodeUtf8() }) }.status }
    // endregion
    return status
}

internal fun ownBody(host: String): Int {
    // region kotlin-own-body
    val squares = object : RequestBody {
        override fun length() = -1L // Not known: the body goes out in chunks.

        override fun writeTo(sink: BufferedSink) {
            for (i in 1..3) sink.writeUtf8("${i * i} ").flush()
        }
    }
    val status = http(host) { post("/x") { body(squares) }.status }
    // endregion
    return status
}

internal fun encodeChunked(host: String): Int {
    // region kotlin-encode-chunked
    val status = http(host) {
        post("/x") {
            header("Transfer-Encoding", "chunked")
            encodeChunked = true // Without it the body must contain its chunks.
            body("spam")
        }.status
    }
    // endregion
    return status
}

internal fun exchange(host: String): Int {
    // region kotlin-exchange
    val status = http(host) {
        exchange(
            "POST",
            "/log",
            skipAcceptEncoding = true,
            head = {
                header("Accept", "text/plain", "text/html")
                header("Content-Length", "10")
            },
        ) {
            send("spam ") // Goes out at once.
            send("eggs ")
        }.status
    }
    // endregion
    return status
}

internal fun sendPieces(host: String, bytes: ByteString): Int {
    val status = http(host) {
        exchange("POST", "/log", head = { header("Content-Length", "${2 * bytes.size}") }) {
            send(bytes)
            send(RequestBody.of(bytes))
        }.status
    }
    return status
}
