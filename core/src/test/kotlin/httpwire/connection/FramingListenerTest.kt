package httpwire.connection

import httpwire.HttpException
import httpwire.state.ConnectionState
import httpwire.trace.ByteListener
import httpwire.trace.ConnectionListener
import httpwire.trace.Moment
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import okio.Buffer
import okio.ByteString

private const val HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

/** Bodies, and how many pieces of framing each has. */
private val BODIES = mapOf(
    "0\r\n\r\n" to 2,
    "5\r\nhello\r\n0\r\n\r\n" to 3,
    "5;a=\"b\"\r\nhello\r\n1\r\n!\r\n000 ;c\r\nT: u\r\nV: \r\n\r\n" to 4,
)

private val READERS = mapOf<String, (HttpResponse) -> Unit>(
    "text" to { it.text() },
    "readInto" to { response -> generateSequence { response.readInto(ByteArray(3)) }.first { it < 0 } },
    "readLine" to { it.readLines(0) },
    "source" to { it.source().readByteString() },
)

/** All that is shown of bodies, in the order of the calls. */
private class ShownBody : ByteListener {
    val bytes = Buffer()
    var framingCount = 0

    override fun bodyBytesReceived(moment: Moment, piece: ByteString) {
        bytes.write(piece)
    }

    override fun bodyFramingReceived(moment: Moment, framing: ByteString) {
        framingCount++
        bytes.write(framing)
    }
}

private fun response(body: String, listener: ConnectionListener, pieceByteCount: Long = Long.MAX_VALUE): HttpResponse {
    val connection = connectionOver(Wire(HEAD + body, pieceByteCount)) { listener(listener) }
    connection.request("GET", "/")
    return connection.readResponse()
}

class FramingListenerTest : FunSpec({
    for ((body, count) in BODIES) {
        withTests(nameFn = { "$it shows every byte of ${body.replace("\r\n", "\\r\\n")}" }, READERS.keys) { reader ->
            for (pieceByteCount in listOf(1L, 2L, 3L, 7L, Long.MAX_VALUE)) {
                val shown = ShownBody()
                READERS.getValue(reader)(response(body, shown, pieceByteCount))
                shown.bytes.readUtf8() shouldBe body
                shown.framingCount shouldBe count
            }
        }
    }

    test("a size line that is refused is shown before it is") {
        val shown = ShownBody()
        shouldThrow<HttpException.MalformedMessage> { response("2\r\nab\r\nx\r\n", shown).text() }
        shown.bytes.readUtf8() shouldBe "2\r\nab\r\nx\r\n"
    }

    test("cut at every byte, nothing is shown that has not come, and data always") {
        val body = "5;a=\"b\"\r\nhello\r\n1\r\n!\r\n0\r\nT: u\r\n\r\n"
        for (end in 0 until body.length) {
            val shown = ShownBody()
            shouldThrow<HttpException.IncompleteRead> { response(body.take(end), shown).text() }
            val text = shown.bytes.readUtf8()
            body.startsWith(text) shouldBe true
            (text.length <= end) shouldBe true
        }
    }

    test("a body with a length has no framing") {
        val shown = ShownBody()
        val connection = connectionOver(Wire(ok("hello"))) { listener(shown) }
        connection.exchange("GET", "/", httpwire.Headers.EMPTY, null).text()
        shown.framingCount shouldBe 0
    }

    withTests(nameFn = { "a listener that throws $it at framing closes the connection" }, Exception("a"), Error("b")) {
        for (at in 1..3) {
            var count = 0
            val listener = object : ByteListener {
                override fun bodyFramingReceived(moment: Moment, framing: ByteString) {
                    if (++count == at) throw it
                }
            }
            val wire = Wire(HEAD + "1\r\nx\r\n0\r\n\r\n")
            connectionOver(wire) { listener(listener) }.use { connection ->
                runCatching {
                    connection.exchange("GET", "/", httpwire.Headers.EMPTY, null).text()
                }.exceptionOrNull() shouldBe it
                connection.state shouldBe ConnectionState.IDLE
                wire.isClosed shouldBe true
            }
        }
    }
})
