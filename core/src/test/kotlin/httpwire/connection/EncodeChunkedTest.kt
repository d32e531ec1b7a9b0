package httpwire.connection

import httpwire.CloseReason
import httpwire.Headers
import httpwire.Request
import httpwire.RequestBody
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf
import okio.BufferedSink
import okio.ByteString.Companion.encodeUtf8
import java.nio.file.Path
import kotlin.io.path.createTempFile
import kotlin.io.path.deleteExisting
import kotlin.io.path.writeText

private const val HEAD = "POST / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: identity\r\n"
private const val LENGTH = "Content-Length: 2\r\n"
private const val CHUNKED = "Transfer-Encoding: chunked\r\n"
private const val ONE_CHUNK = "2\r\nab\r\n0\r\n\r\n"
private const val TWO_CHUNKS = "1\r\na\r\n1\r\nb\r\n0\r\n\r\n"

/** [sent] is all that follows the automatic fields; null where the call is refused. */
private class Row(
    val name: String,
    val fields: String,
    val body: RequestBody?,
    val encodes: Boolean,
    val sent: String?,
)

private val TEXT = RequestBody.of("ab")
private val PIECES = RequestBody.of(listOf("a", "", "b").map { it.encodeUtf8() })

private val REQUEST =
    listOf(
        Row("bytes", "", TEXT, false, "$LENGTH\r\nab"),
        Row("bytes, and encodeChunked without a Transfer-Encoding means nothing", "", TEXT, true, "$LENGTH\r\nab"),
        Row("pieces", "", PIECES, false, "$CHUNKED\r\n$TWO_CHUNKS"),
        Row("pieces, encodeChunked", "", PIECES, true, "$CHUNKED\r\n$TWO_CHUNKS"),
        Row("bytes under Transfer-Encoding as they are", CHUNKED, TEXT, false, "$CHUNKED\r\nab"),
        Row("bytes under Transfer-Encoding in one chunk", CHUNKED, TEXT, true, "$CHUNKED\r\n$ONE_CHUNK"),
        Row("pieces under Transfer-Encoding as they are", CHUNKED, PIECES, false, "$CHUNKED\r\nab"),
        Row("pieces under Transfer-Encoding in chunks", CHUNKED, PIECES, true, "$CHUNKED\r\n$TWO_CHUNKS"),
        Row("nothing under Transfer-Encoding", CHUNKED, null, true, "$CHUNKED\r\n"),
        Row("bytes under Content-Length", LENGTH, TEXT, true, "$LENGTH\r\nab"),
        Row("pieces under Content-Length", LENGTH, PIECES, true, "$LENGTH\r\nab"),
        Row("pieces that are fewer than Content-Length", "Content-Length: 3\r\n", PIECES, false, null),
        Row("bytes that are not Content-Length's", "Content-Length: 3\r\n", TEXT, false, null),
        Row("both framing fields", LENGTH + CHUNKED, TEXT, true, null),
        Row("nothing at all", "", null, true, "Content-Length: 0\r\n\r\n"),
    )

private val END_HEADERS =
    listOf(
        Row("bytes", "", TEXT, false, "$LENGTH\r\nab"),
        Row("bytes, encodeChunked adds the field too", "", TEXT, true, "$CHUNKED\r\n$ONE_CHUNK"),
        Row("pieces", "", PIECES, false, "$CHUNKED\r\n$TWO_CHUNKS"),
        Row("bytes under Transfer-Encoding as they are", CHUNKED, TEXT, false, "$CHUNKED\r\nab"),
        Row("bytes under Transfer-Encoding in one chunk", CHUNKED, TEXT, true, "$CHUNKED\r\n$ONE_CHUNK"),
        Row("pieces under Transfer-Encoding in chunks", CHUNKED, PIECES, true, "$CHUNKED\r\n$TWO_CHUNKS"),
        Row("bytes under Content-Length", LENGTH, TEXT, true, "$LENGTH\r\nab"),
        Row("no body adds no field", "", null, false, "\r\n"),
    )

private fun fields(block: String): List<Pair<String, String>> =
    block.split("\r\n").filter { it.isNotEmpty() }.map { it.substringBefore(": ") to it.substringAfter(": ") }

private val CALLERS_CHUNKS = Headers.of("Transfer-Encoding", "chunked")

/** Each way to send a body in chunks that the caller writes. */
private val WAYS: Map<String, HttpConnection.(String) -> Unit> =
    mapOf(
        "bytes" to { request("POST", "/", CALLERS_CHUNKS, RequestBody.of(it)) },
        "pieces" to { request("POST", "/", CALLERS_CHUNKS, RequestBody.of(it.map { c -> "$c".encodeUtf8() })) },
        "a stream" to { request("POST", "/", CALLERS_CHUNKS, RequestBody.of(it.byteInputStream())) },
        "a file" to { text -> withFile(text) { request("POST", "/", CALLERS_CHUNKS, RequestBody.of(it)) } },
        "a body of the caller's" to { request("POST", "/", CALLERS_CHUNKS, Written(it)) },
        "a request as a value" to {
            request(Request.builder("POST", "/").headers(CALLERS_CHUNKS).body(Written(it)).build())
        },
        "endHeaders" to {
            putRequest("POST", "/")
            putHeader("Transfer-Encoding", "chunked")
            endHeaders(Written(it))
        },
        "send" to { text ->
            putRequest("POST", "/")
            putHeader("Transfer-Encoding", "chunked")
            endHeaders()
            text.chunked(5).forEach { send(it.encodeUtf8()) }
        },
        "send of a body" to {
            putRequest("POST", "/")
            putHeader("Transfer-Encoding", "chunked")
            endHeaders()
            send(Written(it))
        },
    )

/** A body of unknown length, which flushes after each byte. */
private class Written(private val text: String) : RequestBody {
    override fun length() = -1L

    override fun writeTo(sink: BufferedSink) {
        for (c in text) sink.writeByte(c.code).flush()
    }
}

private fun withFile(text: String, block: (Path) -> Unit) {
    val file = createTempFile("httpwire").apply { writeText(text) }
    try {
        block(file)
    } finally {
        file.deleteExisting()
    }
}

class EncodeChunkedTest :
    FunSpec({
        context("chunks that the caller writes are followed") {
            withTests(nameFn = { it }, WAYS.keys) { name ->
                val send = WAYS.getValue(name)
                for ((text, reasons) in mapOf(
                    "4\r\nab" to setOf(CloseReason.REQUEST_INCOMPLETE),
                    "2\r\nab\r\n0\r\n" to setOf(CloseReason.REQUEST_INCOMPLETE),
                    "no chunk" to setOf(CloseReason.REQUEST_INCOMPLETE),
                    ONE_CHUNK to setOf(),
                )) {
                    val wire = Wire(ok("one"))
                    val connection = connectionOver(wire)
                    connection.send(text)
                    wire.sent() shouldBe "$HEAD$CHUNKED\r\n$text"
                    connection.readResponse().closeReasons shouldBe reasons
                }
                shouldThrow<IllegalArgumentException> { connectionOver(Wire()).send("${ONE_CHUNK}GET /") }
            }
        }

        context("request") {
            withTests(nameFn = { it.name }, REQUEST) { row ->
                check(row) {
                    val builder = Headers.Builder()
                    fields(row.fields).forEach { (name, value) -> builder.add(name, value) }
                    request("POST", "/", builder.build(), row.body, row.encodes)
                }
            }
        }

        context("endHeaders") {
            withTests(nameFn = { it.name }, END_HEADERS) { row ->
                check(row) {
                    putRequest("POST", "/")
                    fields(row.fields).forEach { (name, value) -> putHeader(name, value) }
                    endHeaders(row.body, row.encodes)
                }
            }
        }
    })

private fun check(row: Row, calls: HttpConnection.() -> Unit) {
    val wire = Wire()
    val result = runCatching { connectionOver(wire).calls() }
    if (row.sent == null) {
        result.exceptionOrNull().shouldBeInstanceOf<IllegalArgumentException>()
    } else {
        result.getOrThrow()
        wire.sent() shouldBe HEAD + row.sent
    }
}
