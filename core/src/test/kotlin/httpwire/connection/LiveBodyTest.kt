package httpwire.connection

import httpwire.CloseReason
import httpwire.Headers
import httpwire.RequestBody
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.await
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import okio.BufferedSink
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import java.io.InputStream
import java.io.Reader
import java.util.concurrent.CountDownLatch

private const val HEAD = "POST / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: identity\r\n"

/** A body whose producer gives its second piece only when the server has seen the first. */
private val PRODUCERS: Map<String, (CountDownLatch, CountDownLatch) -> RequestBody> = mapOf(
    "Reader" to { head, first -> RequestBody.of(Pieces(head, first).reader(), Charsets.UTF_8) },
    "Iterable" to
        { head, first -> RequestBody.of(Pieces(head, first).asSequence().map { it.encodeUtf8() }.asIterable()) },
    "a body of the caller's that flushes" to { head, first -> Pieces(head, first).body() },
)

private class Pieces(private val head: CountDownLatch, private val first: CountDownLatch) : Iterator<String> {
    private var count = 0

    override fun hasNext() = count < 2

    override fun next(): String {
        await(if (count == 0) head else first)
        return if (count++ == 0) "ab" else "cd"
    }

    fun stream() = object : InputStream() {
        override fun read(): Int = throw UnsupportedOperationException()

        override fun read(sink: ByteArray, offset: Int, byteCount: Int): Int {
            if (!hasNext()) return -1
            next().encodeToByteArray().copyInto(sink, offset)
            return 2
        }
    }

    fun reader() = object : Reader() {
        override fun read(sink: CharArray, offset: Int, count: Int): Int {
            if (!hasNext()) return -1
            next().toCharArray().copyInto(sink, offset)
            return 2
        }

        override fun close() = Unit
    }

    fun body() = object : RequestBody {
        override fun length(): Long = -1

        override fun writeTo(sink: BufferedSink) {
            while (hasNext()) sink.writeUtf8(next()).flush()
        }
    }
}

class LiveBodyTest : FunSpec({
    withTests(nameFn = { "the head goes first, then each piece as it comes: $it" }, PRODUCERS.keys) { name ->
        val head = CountDownLatch(1)
        val first = CountDownLatch(1)
        val script = Script.start()
            .expectHead().signal(head)
            .expect("2\r\nab\r\n").signal(first)
            .expect("2\r\ncd\r\n0\r\n\r\n")
            .reply(ok("hi"))
        ScriptedPeer.listening(script).use { peer ->
            connectionTo(peer).use { connection ->
                connection.request("POST", "/", Headers.EMPTY, PRODUCERS.getValue(name)(head, first))
                connection.readResponse().text() shouldBe "hi"
            }
        }
    }

    test("chunks that the caller writes are complete when they say so") {
        val wire = Wire(ok("one"))
        val connection = connectionOver(wire, Wire(ok("two")))
        connection.putRequest("POST", "/")
        connection.putHeader("Transfer-Encoding", "chunked")
        connection.endHeaders()
        connection.send("10\r\nhalf".encodeUtf8())
        val early = connection.readResponse()
        early.willClose() shouldBe true
        early.closeReasons shouldBe setOf(CloseReason.REQUEST_INCOMPLETE)
        early.text() shouldBe "one"
        connection.request("GET", "/")
        connection.readResponse().text() shouldBe "two"
        wire.sent() shouldBe "${HEAD}Transfer-Encoding: chunked\r\n\r\n10\r\nhalf"
    }

    test("whole chunks of the caller keep the connection, and nothing may follow them") {
        val wire = Wire(ok("one"))
        val connection = connectionOver(wire)
        connection.putRequest("POST", "/")
        connection.putHeader("Transfer-Encoding", "chunked")
        connection.endHeaders()
        connection.send("1\r\na\r\n".encodeUtf8())
        shouldThrow<IllegalArgumentException> { connection.send("0\r\n\r\nGET / HTTP/1.1\r\n".encodeUtf8()) }
        connection.send("0\r\n\r\n".encodeUtf8())
        shouldThrow<httpwire.HttpException.CannotSendRequest> { connection.send("x".encodeUtf8()) }
        connection.readResponse().willClose() shouldBe false
        wire.sent() shouldBe "${HEAD}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"
    }

    test("chunked framing without a body ends the connection with its response") {
        val connection = connectionOver(Wire(ok("one")))
        connection.request("POST", "/", Headers.of("Transfer-Encoding", "chunked"))
        connection.readResponse().closeReasons shouldBe setOf(CloseReason.REQUEST_INCOMPLETE)
    }

    test("F43: a body shorter than announced says how much was sent, and closes the connection") {
        val wire = Wire()
        val connection = connectionOver(wire)
        val headers = Headers.of("Content-Length", "200000")
        val body = RequestBody.of(ByteArray(98_304).inputStream())
        val message = shouldThrow<IllegalArgumentException> { connection.request("PUT", "/", headers, body) }.message!!
        message shouldContain "98304 of the 200000 bytes"
        connection.transport shouldBe null
        wire.isClosed shouldBe true
    }

    test("R26, R27: Upgrade and TE get their Connection option from request, and none step by step") {
        val wire = Wire(ok("one"))
        val connection = connectionOver(wire)
        connection.request("GET", "/", Headers.of("Upgrade", "x"))
        wire.sent() shouldContain "Upgrade: x\r\nConnection: Upgrade\r\n\r\n"
        val steps = Wire(ok("one"))
        val other = connectionOver(steps)
        other.putRequest("GET", "/")
        other.putHeader("Upgrade", "x")
        other.endHeaders()
        steps.sent().contains("Connection") shouldBe false
    }

    test("exchange is refused before a byte is sent while a response is unread") {
        val wire = Wire(ok("one"))
        val connection = connectionOver(wire)
        connection.request("GET", "/")
        val first = connection.readResponse()
        val sent = wire.sent()
        shouldThrow<httpwire.HttpException.CannotSendRequest> {
            connection.exchange("POST", "/charge", Headers.EMPTY, null)
        }.message!! shouldContain "not been read to its end"
        wire.sent() shouldBe sent
        first.text() shouldBe "one"
    }

    test("the tunnel's own fields are checked when they are given") {
        val connection = connectionOver(Wire())
        for (bad in listOf(
            Headers.of("Host", "a", "Host", "b"),
            Headers.of("Content-Length", "5"),
            Headers.of("Transfer-Encoding", "chunked"),
        )) {
            shouldThrow<IllegalArgumentException> { connection.setTunnel("o.test", 443, bad) }
        }
    }
})
