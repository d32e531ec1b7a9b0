package httpwire.internal.wire

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import okio.Buffer

/** Chunks as somebody may write them, and whether they end the body. */
private val WIRES = mapOf(
    "" to false,
    "0\r\n\r\n" to true,
    "000\r\n\r\n" to true,
    "0;a=b\r\nT: x\r\nU: y\r\n\r\n" to true,
    "5\r\nhello\r\n0\r\n\r\n" to true,
    "5 ;a\r\nhello\r\n0\r\n\r\n" to true,
    "A\r\n0\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n" to true,
    "5\r\nhello\r\n0\r\n\r" to false,
    "5\r\nhello\r\n0\r\n" to false,
    "5\r\nhello\r\n" to false,
    "5\r\nhel" to false,
    "5\r\nhelloXX0\r\n\r\n" to false,
    "5\nhello\r\n0\r\n\r\n" to false,
    "x\r\n\r\n" to false,
    "\r\n\r\n" to false,
    "0\r\n\n" to false,
    "FFFFFFFFFFFFFFFFF\r\n" to false,
    "80000000000000000\r\n\r\n" to false,
    ";a\r\n\r\n" to false,
    "hello, this is not chunked" to false,
)

private fun follow(wire: String, pieceSize: Int): ChunkFollower {
    var follower = ChunkFollower()
    wire.chunked(pieceSize).forEach { piece ->
        val source = Buffer().writeUtf8(piece)
        follower = follower.after(source, source.size)
        source.size shouldBe piece.length
    }
    return follower
}

class ChunkFollowerTest : FunSpec({
    withTests(nameFn = { "follows: " + it.replace("\r", "\\r").replace("\n", "\\n") }, WIRES.keys) { wire ->
        for (pieceSize in 1..wire.length + 1) follow(wire, pieceSize).isComplete shouldBe WIRES.getValue(wire)
    }

    test("bytes after the end are refused, in the piece that ends it or later") {
        for (pieceSize in 1..8) {
            shouldThrow<IllegalArgumentException> { follow("0\r\n\r\nG", pieceSize) }
        }
    }

    test("a piece across segments is followed whole") {
        val data = "x".repeat(20_000)
        follow("4E20\r\n$data\r\n0\r\n\r\n", 30_000).isComplete shouldBe true
    }

    test("only as many bytes as said are followed, wherever the segments begin and end") {
        val first = Buffer().writeUtf8("skipped to" + "2EE0\r\n" + "x".repeat(6_000))
        val second = Buffer().writeUtf8("x".repeat(6_000) + "\r\n0\r\n\r\n")
        val source = Buffer().apply {
            write(first, first.size)
            skip(10)
            write(second, second.size)
        }
        val chunksByteCount = source.size
        source.writeUtf8("GET")
        for (byteCount in chunksByteCount - 12..chunksByteCount) {
            ChunkFollower().after(source, byteCount).isComplete shouldBe (byteCount == chunksByteCount)
        }
        shouldThrow<IllegalArgumentException> { ChunkFollower().after(source, chunksByteCount + 1) }
    }

    test("a sink refuses what follows the end and sends none of it") {
        val wire = Buffer()
        val sink = BodySink.of(Framing.CHUNKED, false, wire)
        sink.write(Buffer().writeUtf8("1\r\na\r\n"), 6)
        sink.isComplete shouldBe false
        shouldThrow<IllegalArgumentException> { sink.write(Buffer().writeUtf8("0\r\n\r\nGET"), 8) }
        wire.readUtf8() shouldBe "1\r\na\r\n"
        sink.write(Buffer().writeUtf8("0\r\n\r\n"), 5)
        sink.isComplete shouldBe true
        sink.isOpen shouldBe false
    }
})
