package httpwire.connection

import httpwire.CloseReason
import httpwire.Headers
import httpwire.HttpException
import httpwire.Request
import httpwire.RequestBody
import httpwire.client.HttpClient
import httpwire.state.ConnectionState
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldEndWith
import io.kotest.matchers.string.shouldNotEndWith
import io.kotest.matchers.types.shouldBeSameInstanceAs
import okio.BufferedSink
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import java.io.IOException
import java.io.InputStream
import java.net.SocketTimeoutException
import java.time.Duration

/** What the bodies would have if nothing went wrong. */
private const val WHOLE_BYTES = 300_000L

private const val CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n"

/** Kotlin's bodies may throw anything; some of it is like what the network throws. */
private val THROWN: Map<String, () -> Throwable> = mapOf(
    "IOException" to { IOException("own") },
    "SocketTimeoutException" to { SocketTimeoutException("own") },
    "ConnectionLost of another connection" to { HttpException.ConnectionLost("own", null) },
    "RuntimeException" to { IllegalStateException("own") },
    "Exception" to { Exception("own") },
    "InterruptedException" to { InterruptedException("own") },
    "Error" to { AssertionError("own") },
)

private val OFFSETS = listOf(0, 1, 1_000, 65_536, 65_537, 200_000)

/** Gives bytes until it throws. */
private class Failing(private var left: Int, private val thrown: Throwable) : InputStream() {
    override fun read(): Int {
        if (left-- == 0) throw thrown
        return 'x'.code
    }

    override fun read(sink: ByteArray, offset: Int, byteCount: Int): Int {
        if (left == 0) throw thrown
        val n = minOf(byteCount, left)
        sink.fill('x'.code.toByte(), offset, offset + n)
        left -= n
        return n
    }
}

private class ThrowingBody(
    private val length: Long,
    private val isRepeatable: Boolean,
    private val write: (BufferedSink) -> Unit,
) : RequestBody {
    override fun length() = length

    override fun isRepeatable() = isRepeatable

    override fun writeTo(sink: BufferedSink) = write(sink)
}

private fun Failing.pieces(): Iterator<ByteString> = iterator { while (true) yield("x".encodeUtf8()) }
    .asSequence().map { piece -> piece.also { read() } }.iterator()

private val BODIES: Map<String, (Int, Throwable) -> RequestBody> = mapOf(
    "of a known length, as an array is" to
        { n, thrown ->
            ThrowingBody(WHOLE_BYTES, isRepeatable = true) {
                it.write(ByteArray(n))
                throw thrown
            }
        },
    "of a known length that flushes" to
        { n, thrown ->
            ThrowingBody(WHOLE_BYTES, isRepeatable = false) {
                it.write(ByteArray(n)).flush()
                throw thrown
            }
        },
    "from a stream, in chunks" to { n, thrown -> RequestBody.of(Failing(n, thrown)) },
    "of pieces" to { n, thrown -> RequestBody.of(Iterable { Failing(minOf(n, 1_000), thrown).pieces() }) },
    "in chunks, as an array is" to
        { n, thrown ->
            ThrowingBody(-1, isRepeatable = true) {
                it.write(ByteArray(n))
                throw thrown
            }
        },
)

private class FaultyBody(val body: String, val byteCount: Int, val thrown: String) {
    override fun toString() = "$thrown at byte $byteCount of a body $body"
}

private val ROWS = BODIES.keys.flatMap { body -> OFFSETS.flatMap { n -> THROWN.keys.map { FaultyBody(body, n, it) } } }

/** How the body is sent. */
private val WAYS: Map<String, (HttpConnection, RequestBody) -> Any?> = mapOf(
    "request" to { connection, body -> connection.request("PUT", "/", Headers.EMPTY, body) },
    "exchange" to { connection, body -> connection.exchange("PUT", "/", Headers.EMPTY, body) },
    "after 100 Continue" to
        { connection, body ->
            connection.exchange(Request.builder("PUT", "/").body(body).expectContinue(Duration.ofSeconds(9)).build())
        },
    "in a pipeline" to { connection, body -> connection.pipeline(listOf(Request.put("/", body))).readResponse() },
    "after the head" to
        { connection, body ->
            connection.putRequest("PUT", "/")
            connection.endHeaders(body)
        },
)

/** The bytes after the head; none of them ends a message of [length] bytes, or in chunks. */
private fun requireIncomplete(sent: String) {
    val body = sent.substringAfter("\r\n\r\n")
    val length = Regex("Content-Length: (\\d+)").find(sent)?.run { groupValues[1].toLong() }
    if (length == null) body shouldNotEndWith "0\r\n\r\n" else (body.length < length) shouldBe true
}

class BodyFaultTest : FunSpec({
    for ((way, send) in WAYS) {
        withTests(nameFn = { "F42: $it, $way" }, ROWS) { row ->
            val thrown = THROWN.getValue(row.thrown)()
            val wire = Wire(if ("100" in way) CONTINUE else "")
            val body = BODIES.getValue(row.body)(row.byteCount, thrown)
            connectionOver(wire, Wire(ok("next"))).use { connection ->
                runCatching { send(connection, body) }.exceptionOrNull() shouldBeSameInstanceAs thrown
                connection.state shouldBe ConnectionState.IDLE
                connection.transport.shouldBeNull()
                wire.isClosed shouldBe true
                requireIncomplete(wire.sent())
                connection.exchange("GET", "/", Headers.EMPTY, null).text() shouldBe "next"
            }
        }
    }

    withTests(nameFn = { "F42: $it of a piece before its first byte leaves the request as it was" }, THROWN.keys) {
        val thrown = THROWN.getValue(it)()
        val wire = Wire(ok("hi"))
        connectionOver(wire).use { connection ->
            connection.putRequest("PUT", "/")
            connection.putHeader("Content-Length", "2")
            connection.endHeaders()
            runCatching { connection.send(ThrowingBody(2, isRepeatable = true) { throw thrown }) }
                .exceptionOrNull() shouldBeSameInstanceAs thrown
            connection.send("ok".encodeUtf8())
            connection.readResponse().text() shouldBe "hi"
            wire.sent() shouldEndWith "\r\n\r\nok"
        }
    }

    withTests(nameFn = { "F42: $it of trailers(), which are asked for last" }, THROWN.keys) { name ->
        for (isAsked in listOf(false, true)) {
            val thrown = THROWN.getValue(name)()
            val body = object : RequestBody {
                override fun length() = -1L

                override fun writeTo(sink: BufferedSink) = Unit

                override fun trailers() = throw thrown
            }
            val wire = Wire(CONTINUE)
            connectionOver(wire, Wire(ok("next"))).use { connection ->
                val request = Request.builder("PUT", "/").body(body)
                if (isAsked) request.expectContinue(Duration.ofSeconds(9))
                runCatching { connection.exchange(request.build()) }.exceptionOrNull() shouldBeSameInstanceAs thrown
                connection.state shouldBe ConnectionState.IDLE
                wire.isClosed shouldBe true
                requireIncomplete(wire.sent())
                connection.exchange("GET", "/", Headers.EMPTY, null).text() shouldBe "next"
            }
        }
    }

    withTests(nameFn = { "F42: $it of a client's body, which is sent once" }, THROWN.keys) { name ->
        for (byteCount in listOf(0, 1_000)) {
            val thrown = THROWN.getValue(name)()
            var count = 0
            val body = ThrowingBody(2_000, isRepeatable = true) {
                count++
                it.write(ByteArray(byteCount)).flush()
                throw thrown
            }
            ScriptedPeer.listening(
                Script.start().ignoreInput().expectEnd(),
                Script.start().expectHead().reply(ok("next")),
            ).use { peer ->
                HttpClient.builder().baseUrl("http://${peer.address()}").build().use { client ->
                    runCatching { client.put("/", body) }.exceptionOrNull() shouldBeSameInstanceAs thrown
                    client.statistics().run { listOf(leased, idle) } shouldBe listOf(0, 0)
                    client.get("/").text() shouldBe "next"
                }
            }
            count shouldBe 1
        }
    }

    // 2. A body that is not as long as announced.

    for ((way, upload) in mapOf<String, HttpConnection.(RequestBody) -> Unit>(
        "request" to { request("PUT", "/", Headers.of("Content-Length", "10"), it) },
        "after the head" to {
            putRequest("PUT", "/")
            putHeader("Content-Length", "10")
            endHeaders(it)
        },
    )) {
        withTests(nameFn = {
            "F43: $it bytes of 10, $way: refused, and the connection is closed"
        }, 0, 1, 9, 11, 90_000) {
            val wire = Wire(ok("never"))
            connectionOver(wire, Wire(ok("next"))).use { connection ->
                // The length is known, so that nothing is sent.
                shouldThrow<IllegalArgumentException> { connection.upload(RequestBody.of(ByteArray(it))) }
                wire.sent() shouldBe ""
                connection.close()
                val stream = RequestBody.of(ByteArray(it).inputStream())
                shouldThrow<IllegalArgumentException> { connection.upload(stream) }
                connection.state shouldBe ConnectionState.IDLE
                requireIncomplete(wire.sent())
                connection.exchange("GET", "/", Headers.EMPTY, null).text() shouldBe "next"
            }
        }
    }

    test("T6, F43, R24: a body that says one length and has another") {
        for (byteCount in listOf(0, 9, 11)) {
            val wire = Wire(ok("never"))
            connectionOver(wire, Wire(ok("next"))).use { connection ->
                val body = ThrowingBody(10, isRepeatable = true) { it.write(ByteArray(byteCount)) }
                shouldThrow<IllegalArgumentException> { connection.request("PUT", "/", Headers.EMPTY, body) }
                connection.transport.shouldBeNull()
                requireIncomplete(wire.sent())
                connection.exchange("GET", "/", Headers.EMPTY, null).text() shouldBe "next"
            }
        }
    }

    test("F43: step by step, what is too long is refused, and what is too short ends the connection") {
        val wire = Wire(ok("hi"))
        connectionOver(wire, Wire(ok("next"))).use { connection ->
            connection.putRequest("PUT", "/")
            connection.putHeader("Content-Length", "4")
            connection.endHeaders()
            connection.send("abc".encodeUtf8())
            shouldThrow<IllegalArgumentException> { connection.send("de".encodeUtf8()) }
            shouldThrow<IllegalArgumentException> { connection.endBody() }
            connection.readResponse().run {
                closeReasons shouldBe setOf(CloseReason.REQUEST_INCOMPLETE)
                text() shouldBe "hi"
            }
            wire.sent() shouldEndWith "\r\n\r\nabc"
            connection.exchange("GET", "/", Headers.EMPTY, null).text() shouldBe "next"
        }
    }
})
