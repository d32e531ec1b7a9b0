package httpwire.internal.wire

import httpwire.Headers
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeSameInstanceAs
import okio.Buffer
import okio.BufferedSink
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import okio.ForwardingSink
import okio.buffer
import java.nio.ByteBuffer

/** Which sink, and what two pieces are on the wire. */
private class Kind(val framing: Framing, val writesChunks: Boolean, val first: String, val second: String)

private val KINDS = mapOf(
    "a length" to Kind(Framing.Length(5), true, "ab", "cde"),
    "chunks" to Kind(Framing.CHUNKED, true, "2\r\nab\r\n", "3\r\ncde\r\n"),
    "chunks of the caller's" to Kind(Framing.CHUNKED, false, "2\r\nab\r\n", "3\r\ncde\r\n"),
)

private fun Kind.sink(wire: BufferedSink) = BodySink.of(framing, writesChunks, wire)

/** What the caller writes so that [onWire] comes of it. */
private fun Kind.said(onWire: String) = if (writesChunks &&
    framing == Framing.CHUNKED
) {
    onWire.split("\r\n")[1]
} else {
    onWire
}

private fun BodySink.write(text: String) = Buffer().writeUtf8(text).let { write(it, it.size) }

/** A transport that is given arrays: what it sends, each of them in brackets. */
private class Straight(private val wire: Buffer) : ArrayWrites {
    override fun write(piece: ByteBuffer, end: ByteString) {
        wire.writeUtf8("[")
        wire.write(piece)
        wire.write(end)
        wire.writeUtf8("]")
    }
}

class BodySinkTest : FunSpec({
    context("is complete and open as its framing says") {
        withTests(nameFn = { it }, KINDS.keys) { name ->
            val kind = KINDS.getValue(name)
            val wire = Buffer()
            val sink = kind.sink(wire)
            for (piece in listOf(kind.first, kind.second)) {
                listOf(sink.isOpen, sink.isComplete) shouldBe listOf(true, false)
                sink.write(kind.said(piece))
            }
            sink.ending() shouldBe ByteString.EMPTY
            sink.endPieces(Headers.EMPTY)
            val isChunked = kind.framing == Framing.CHUNKED
            listOf(sink.isOpen, sink.isComplete) shouldBe listOf(!isChunked, true)
            sink.ending().utf8() shouldBe if (isChunked) "0\r\n\r\n" else ""
            wire.readUtf8() shouldBe kind.first + kind.second + sink.ending().utf8()
        }
    }

    test("no body is complete, and takes nothing") {
        val wire = Buffer()
        val sink = BodySink.of(Framing.NONE, true, wire)
        listOf(sink.isOpen, sink.isComplete) shouldBe listOf(false, true)
        sink.write("")
        shouldThrow<IllegalArgumentException> { sink.write("x") }.message shouldBe "the head announced no body"
        sink.end(Headers.EMPTY)
        shouldThrow<IllegalArgumentException> { sink.end(Headers.of("A", "b")) }
        sink.ending() shouldBe ByteString.EMPTY
        wire.size shouldBe 0
    }

    context("a piece is shown as it is on the wire") {
        withTests(nameFn = { it }, KINDS.keys) { name ->
            val kind = KINDS.getValue(name)
            val sink = kind.sink(Buffer())
            sink.framed(kind.said(kind.first).encodeUtf8()).utf8() shouldBe kind.first
            sink.framed(ByteString.EMPTY) shouldBe ByteString.EMPTY
        }
    }

    context("a piece of an array goes out from where it is, and is counted") {
        val sent = mapOf(
            "a length" to "[ab][cde]",
            // A chunk of two parts is made of a copy.
            "chunks" to "2\r\n[ab\r\n]3\r\ncde\r\n",
            "chunks of the caller's" to "[2\r\nab\r\n][3\r\ncde\r\n]",
        )
        withTests(nameFn = { it }, KINDS.keys) { name ->
            val kind = KINDS.getValue(name)
            val wire = Buffer()
            val sink = kind.sink(wire)
            fun write(piece: String, end: String) =
                sink.write(ByteBuffer.wrap(piece.toByteArray()), end.encodeUtf8(), Straight(wire))
            write(kind.said(kind.first), "")
            val second = kind.said(kind.second)
            write(second.dropLast(1), second.takeLast(1))
            wire.readUtf8() shouldBe sent.getValue(name)
            if (kind.framing != Framing.CHUNKED) {
                shouldThrow<IllegalArgumentException> { write("x", "") }
                shouldThrow<IllegalArgumentException> { write("", "x") }
                wire.size shouldBe 0
            }
            sink.endPieces(Headers.EMPTY)
            sink.isComplete shouldBe true
        }
    }

    test("an empty piece of an array is no chunk") {
        val wire = Buffer()
        val sink = BodySink.of(Framing.CHUNKED, true, wire)
        sink.write(ByteBuffer.allocate(0), ByteString.EMPTY, Straight(wire))
        wire.size shouldBe 0
        sink.write(ByteBuffer.allocate(0), "x".encodeUtf8(), Straight(wire))
        wire.readUtf8() shouldBe "1\r\nx\r\n"
    }

    context("nothing follows the end of chunks") {
        withTests(nameFn = { it }, "a piece", "a piece of an array", "the end") { what ->
            val wire = Buffer()
            val sink = BodySink.of(Framing.CHUNKED, true, wire)
            sink.end(Headers.EMPTY)
            wire.clear()
            shouldThrow<IllegalStateException> {
                when (what) {
                    "a piece" -> sink.write("x")
                    "the end" -> sink.end(Headers.EMPTY)
                    else -> sink.write(ByteBuffer.wrap(ByteArray(1)), ByteString.EMPTY, Straight(wire))
                }
            }
            sink.write("")
            wire.size shouldBe 0
        }
    }

    test("chunks of the caller's that are complete are ended once, and without trailers") {
        val wire = Buffer()
        val sink = BodySink.of(Framing.CHUNKED, false, wire)
        sink.write("0\r\n\r\n")
        wire.clear()
        sink.endPieces(Headers.EMPTY)
        shouldThrow<IllegalArgumentException> { sink.endPieces(Headers.of("A", "b")) }
        wire.size shouldBe 0
        sink.ending() shouldBe ByteString.EMPTY
    }

    test("flushing and time are those of the wire, and closing leaves it open") {
        for (kind in KINDS.values) {
            val network = Buffer()
            val wire = object : ForwardingSink(network) {}.buffer()
            val sink = kind.sink(wire)
            sink.timeout() shouldBeSameInstanceAs wire.timeout()
            sink.write(kind.said(kind.first))
            sink.close()
            network.size shouldBe 0
            sink.flush()
            network.readUtf8() shouldBe kind.first
            wire.isOpen shouldBe true
        }
    }
})
