package httpwire.internal.wire

import httpwire.HttpException.IncompleteRead
import httpwire.HttpException.MalformedMessage
import httpwire.Limits
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeSameInstanceAs
import okio.Buffer
import okio.BufferedSource
import okio.ByteString
import okio.Source
import okio.Timeout
import okio.buffer
import java.io.IOException

private fun body(framing: Framing, source: BufferedSource) = BodySource.of(framing, source, Limits.DEFAULT)

private fun body(framing: Framing, wire: String) = body(framing, Buffer().write(latin1(wire)))

private val LENGTH = listOf(
    0L to ("" gives ""),
    1L to ("a" gives "a"),
    5L to ("hello" gives "hello"),
    4L to ("\r\n\r\n" gives "\r\n\r\n"),
    3L to ("\u0000\u0080\u00ff" gives "\u0000\u0080\u00ff"),
)

class BodySourceTest : FunSpec({
    for ((length, row) in LENGTH) {
        test("a body of $length bytes") {
            row.checkGood { readBody(Framing.Length(length), it) }
            row.checkGood { readBody(Framing.Length(length), it, askedByteCount = 1) }
        }
    }

    test("T19, F13, P21, P30: a body that ends early says how much is missing") {
        for (came in 0..6) {
            ("x".repeat(came) fails "IncompleteRead: IncompleteRead(0 bytes read, ${7 - came} more expected)")
                .check { readBody(Framing.Length(7), it) }
        }
    }

    test("T22, F26: an announced length is not set aside") {
        val body = body(Framing.Length(Long.MAX_VALUE), "0123456789")
        body.read(Buffer(), Long.MAX_VALUE) shouldBe 10
        shouldThrow<IncompleteRead> { body.read(Buffer(), 1) }.expected shouldBe Long.MAX_VALUE - 10
    }

    test("P22: a body until the close is all that comes") {
        for (wire in listOf("", "a", "hello\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n\u0000\u00ff")) {
            (wire gives wire).check { readBody(Framing.UNTIL_CLOSE, it) }
            (wire gives wire).check { readBody(Framing.UNTIL_CLOSE, it, askedByteCount = 1) }
        }
    }

    test("P30: a body until the close is not whole when the connection was cut") {
        val body = body(Framing.UNTIL_CLOSE, whole(latin1("hello")).arriving(Ending.CUT))
        body.read(Buffer(), 100) shouldBe 5
        shouldThrow<IncompleteRead> { body.read(Buffer(), 100) }.expected shouldBe -1
        body.isAtEnd shouldBe false
    }

    test("no more than asked for is handed out") {
        val wires = listOf(
            Framing.Length(5) to "hello",
            Framing.CHUNKED to "5\r\nhello\r\n0\r\n\r\n",
            Framing.UNTIL_CLOSE to "hello",
        )
        for ((framing, wire) in wires) {
            val body = body(framing, wire)
            val sink = Buffer()
            body.read(sink, 0) shouldBe 0
            body.read(sink, 2) shouldBe 2
            body.read(sink, 0) shouldBe 0
            body.read(sink, 1) shouldBe 1
            sink.readUtf8() shouldBe "hel"
            shouldThrow<IllegalArgumentException> { body.read(sink, -1) }.message shouldBe "byteCount < 0: -1"
            body.read(sink, 100) shouldBe 2
            body.read(sink, 100) shouldBe -1
            body.read(sink, 0) shouldBe -1
        }
    }

    test("asked for nothing, it waits for nothing") {
        for (framing in listOf(Framing.Length(5), Framing.CHUNKED, Framing.UNTIL_CLOSE)) {
            val body = body(framing, listOf<ByteString>().arriving(Ending.OPEN))
            body.read(Buffer(), 0) shouldBe 0
            body.read(ByteArray(1), 0, 0) shouldBe 0
        }
    }

    test("the end is said at once, and again, whichever way it is read") {
        for (body in listOf(body(Framing.Length(0), "x"), body(Framing.CHUNKED, "0\r\n\r\n"))) {
            body.read(Buffer(), 1) shouldBe -1
            body.read(ByteArray(1), 0, 1) shouldBe -1
        }
    }

    test("what comes next in the buffer is known as far as the framing was read") {
        body(Framing.UNTIL_CLOSE, "hello").bufferedByteCount() shouldBe 5
        body(Framing.Length(3), "hello").bufferedByteCount() shouldBe 3
        val chunk = body(Framing.CHUNKED, "5\r\nhello\r\n")
        chunk.bufferedByteCount() shouldBe 0
        chunk.read(Buffer(), 2)
        chunk.bufferedByteCount() shouldBe 3
    }

    test("large reads into arrays go around the buffer of the wire, if that is empty") {
        val rows = listOf(Triple(32_768, 0L, true), Triple(32_767, 0L, false), Triple(32_768, 1L, false))
        for ((asked, buffered, isStraight) in rows) {
            val wire = whole(latin1("b")).arriving().apply { request(buffered) }
            val body = body(Framing.Length(100_000), wire).readingArraysThrough { sink, offset, byteCount ->
                byteCount shouldBe asked
                sink.fill(1, offset, offset + 8)
                8
            }
            val sink = ByteArray(40_000)
            body.read(sink, 3, asked) shouldBe if (isStraight) 8 else 1
            sink[3] shouldBe if (isStraight) 1 else 'b'.code.toByte()
            body.missing() shouldBe if (isStraight) 99_992 else 99_999
        }
    }

    test("a body of known length is over with its last byte") {
        val body = body(Framing.Length(5), whole(latin1("hello")).arriving(Ending.OPEN))
        body.read(Buffer(), 4) shouldBe 4
        body.isAtEnd shouldBe false
        body.read(Buffer(), 1) shouldBe 1
        body.isAtEnd shouldBe true
    }

    test("a chunked body is over with the line end after its trailers") {
        val body = body(Framing.CHUNKED, "5\r\nhello\r\n0\r\nA: b\r\n\r\n")
        body.read(Buffer(), 100) shouldBe 5
        body.isAtEnd shouldBe false
        body.read(Buffer(), 100) shouldBe -1
        body.isAtEnd shouldBe true
        body.trailers().spelt() shouldBe "[A=b]"
    }

    test("a failure repeats, though the wire goes on") {
        val wire = Buffer().writeUtf8("5\r\nhelloXX")
        val body = body(Framing.CHUNKED, wire)
        body.read(Buffer(), 100) shouldBe 5
        val failure = shouldThrow<MalformedMessage> { body.read(Buffer(), 100) }
        wire.writeUtf8("5\r\nhello\r\n0\r\n\r\n")
        shouldThrow<MalformedMessage> { body.read(Buffer(), 100) } shouldBeSameInstanceAs failure
        shouldThrow<MalformedMessage> { body.read(Buffer(), 0) } shouldBeSameInstanceAs failure
        body.isAtEnd shouldBe false
    }

    test("a failure of the network breaks each kind of body, once") {
        val reset = IOException("reset")
        for (framing in listOf(Framing.Length(5), Framing.CHUNKED, Framing.UNTIL_CLOSE)) {
            val body = body(framing, FailingSource(reset).buffer())
            repeat(3) { shouldThrow<IOException> { body.read(Buffer(), 5) } shouldBeSameInstanceAs reset }
            body.isAtEnd shouldBe false
        }
    }

    test("framing bytes are not partial data") {
        val cuts = listOf("", "5", "5;ext", "5\r", "5\r\n", "5\r\nhello", "5\r\nhello\r", "0\r\n", "0\r\nSecret: x")
        for (wire in cuts) {
            val body = body(Framing.CHUNKED, wire)
            val failure = shouldThrow<IncompleteRead> { while (body.read(Buffer(), 100) >= 0) continue }
            failure.partial.size shouldBe 0
            failure.expected shouldBe -1
        }
    }

    test("closing it leaves the wire to the connection") {
        val wire = Buffer().writeUtf8("hello")
        val body = body(Framing.Length(5), wire)
        body.close()
        wire.size shouldBe 5
        body.isAtEnd shouldBe false
    }

    test("there is no source for no body") {
        shouldThrow<IllegalArgumentException> { body(Framing.NONE, "") }
    }
})

private class FailingSource(private val failure: IOException) : Source {
    override fun read(sink: Buffer, byteCount: Long): Long = throw failure

    override fun timeout(): Timeout = Timeout.NONE

    override fun close() = Unit
}
