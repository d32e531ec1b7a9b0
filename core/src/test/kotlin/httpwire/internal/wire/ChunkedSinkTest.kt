package httpwire.internal.wire

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.Buffer

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

    test("the end is the last chunk without trailers; closing writes nothing") {
        val wire = Buffer()
        val sink = ChunkedSink(wire)
        sink.end()
        sink.close()
        wire.readUtf8() shouldBe "0\r\n\r\n"
    }
})
