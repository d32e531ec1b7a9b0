package httpwire.internal.wire

import httpwire.Headers
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.Buffer
import okio.ForwardingSink
import okio.Sink
import okio.blackholeSink
import okio.buffer

private val CHUNKS = listOf(
    0 to "",
    1 to "1",
    9 to "9",
    10 to "A",
    15 to "F",
    16 to "10",
    171 to "AB",
    255 to "FF",
    256 to "100",
    65_535 to "FFFF",
    65_536 to "10000",
    1_048_576 to "100000",
)

class ChunkedSinkTest : FunSpec({
    for ((size, digits) in CHUNKS) {
        test("a write of $size bytes") {
            val wire = Buffer()
            val data = "x".repeat(size)
            ChunkedSink(wire).write(Buffer().writeUtf8(data), size.toLong())
            wire.readUtf8() shouldBe if (size == 0) "" else "$digits\r\n$data\r\n"
        }
    }

    test("only as many bytes as said are taken") {
        val wire = Buffer()
        val source = Buffer().writeUtf8("hello world")
        ChunkedSink(wire).write(source, 5)
        source.readUtf8() shouldBe " world"
        wire.readUtf8() shouldBe "5\r\nhello\r\n"
    }

    test("a block and what frames it are one write, and so are small chunks together") {
        val writes = mutableListOf<Long>()
        val wire = object : ForwardingSink(blackholeSink()) {
            override fun write(source: Buffer, byteCount: Long) {
                writes += byteCount
                source.skip(byteCount)
            }
        }.buffer()
        val sink = ChunkedSink(wire)
        repeat(2) {
            sink.write(Buffer().write(ByteArray(65_536)), 65_536)
            sink.flush()
        }
        writes shouldBe List(2) { 65_536L + "10000\r\n\r\n".length }
        writes.clear()
        repeat(100) { sink.write(Buffer().write(ByteArray(1_000)), 1_000) }
        sink.flush()
        writes.size shouldBe 2
        writes.sum() shouldBe 100 * (1_000L + "3E8\r\n\r\n".length)
    }

    test("what comes to 64 KiB with its framing is sent, and what has one byte less waits") {
        for ((size, isSent) in listOf(65_528 to true, 65_527 to false)) {
            val network = Buffer()
            val wire = (network as Sink).buffer()
            ChunkedSink(wire).write(Buffer().write(ByteArray(size)), size.toLong())
            network.size shouldBe if (isSent) 65_536 else 0
        }
    }

    test("the end is the last chunk without trailers; closing writes nothing") {
        val wire = Buffer()
        val sink = ChunkedSink(wire)
        sink.end(Headers.EMPTY)
        sink.close()
        wire.readUtf8() shouldBe "0\r\n\r\n"
    }
})
