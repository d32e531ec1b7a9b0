package httpwire.examples.recipes

import httpwire.RequestBody
import httpwire.dsl.http
import okio.ByteString

// What does the server say to an upload that it refuses before it has come whole? Its answer is there, and not a
// broken pipe.

internal fun upload(host: String, big: RequestBody): String {
    // region upload-refused
    val answer = http(host) {
        val response = put("/backups/1") { body(big) }
        val sent = response.circumstances?.bytesSent()
        "${response.status} after $sent bytes: ${response.text()}"
    }
    // endregion
    return answer
}

/** The same of an upload that is sent piece by piece: whoever makes the pieces can ask before each one. */
internal fun uploadWhileWanted(host: String, pieces: Sequence<ByteString>): String {
    // region upload-asking
    val answer = http(host) {
        val response = exchange(
            "PUT",
            "/backups/1",
            head = {
                header("Transfer-Encoding", "chunked")
                encodeChunked = true
            },
            body = {
                val rest = pieces.iterator()
                while (rest.hasNext() && !responseArrived()) send(rest.next())
                if (!rest.hasNext()) endBody()
            },
        )
        "${response.status} ${response.text()}"
    }
    // endregion
    return answer
}
