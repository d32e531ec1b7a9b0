package httpwire.examples.recipes

import httpwire.Origin
import httpwire.Request
import httpwire.connection.HttpConnection
import httpwire.connection.HttpResponse
import httpwire.transport.TlsOptions
import okio.Buffer
import okio.BufferedSink
import okio.ByteString
import okio.blackholeSink
import java.util.UUID

/**
 * How do I archive an exchange, byte for byte? As two records of a WARC file (ISO 28500, version 1.1), the response's
 * and the request's. Secrets in the request's head are archived with it. If the response is cut, what came of it is
 * archived and marked, and the failure thrown.
 */
internal fun archive(origin: Origin, request: Request, file: BufferedSink, tls: TlsOptions? = null) {
    // region warc
    val wire = WireRecord()
    val options = HttpConnection.builder(origin.host).port(origin.port).listener(wire).record()
    if (origin.isSecure) options.secure()
    if (tls != null) options.tls(tls)
    options.build().use { connection ->
        val response = connection.exchange(request)
        var isWhole = false
        try {
            response.source().readAll(blackholeSink()) // What is read goes past the listener.
            isWhole = true
        } finally {
            file.writeExchange("$origin${request.target}", response, wire, isWhole)
        }
    }
    // endregion
}

// region warc-records
private fun BufferedSink.writeExchange(url: String, response: HttpResponse, wire: WireRecord, isWhole: Boolean) {
    val common = listOf("WARC-Target-URI" to url, "WARC-Date" to "${wire.began}") + wayFields(wire)
    val responseId = "<urn:uuid:${UUID.randomUUID()}>"
    val payloadField =
        if (isWhole) "WARC-Payload-Digest" to digest(wire.responsePayload) else "WARC-Truncated" to "disconnect"
    writeRecord("response", responseId, common + payloadField, response.rawHead(), wire.responseBody)
    val requestFields = listOf("WARC-Concurrent-To" to responseId)
    val requestId = "<urn:uuid:${UUID.randomUUID()}>"
    writeRecord("request", requestId, common + requestFields, response.sentHead(), wire.requestBody)
}

/** Which way the exchange went. WARC-Protocol and WARC-Cipher-Suite are no part of WARC/1.1, but in use. */
private fun wayFields(wire: WireRecord): List<Pair<String, String>> = listOfNotNull(
    wire.address?.let { "WARC-IP-Address" to it.substringBeforeLast(':').removeSurrounding("[", "]") },
    "WARC-Protocol" to "http/1.1",
    wire.tls?.let { "WARC-Protocol" to it.protocol().replace("TLSv", "tls/") },
    wire.tls?.let { "WARC-Cipher-Suite" to it.cipherSuite() },
)

private fun BufferedSink.writeRecord(
    type: String,
    id: String,
    fields: List<Pair<String, String>>,
    head: ByteString,
    body: ByteString,
) {
    val block = Buffer().write(head).write(body).readByteString()
    val own = listOf(
        "WARC-Type" to type,
        "WARC-Record-ID" to id,
        "WARC-Block-Digest" to digest(block),
        "Content-Type" to "application/http; msgtype=$type",
        "Content-Length" to "${block.size}",
    )
    writeUtf8("WARC/1.1\r\n")
    for ((name, value) in own + fields) writeUtf8("$name: $value\r\n")
    writeUtf8("\r\n").write(block).writeUtf8("\r\n\r\n")
}

/** SHA-1 in base 32, which indexes of archives (CDX) have. */
private fun digest(bytes: ByteString): String {
    val bits = bytes.sha1().toByteArray().joinToString("") { "%8s".format((it.toInt() and 0xff).toString(2)) }
    val digits = bits.replace(' ', '0').chunked(5).map { "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[it.toInt(2)] }
    return "sha1:" + digits.joinToString("")
}
// endregion
