package httpwire.internal.wire

import httpwire.Headers
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempfile
import io.kotest.matchers.shouldBe
import okio.Buffer
import java.nio.channels.FileChannel

class LengthSinkTest : FunSpec({
    test("what is missing goes down to nothing") {
        val wire = Buffer()
        val sink = LengthSink(wire, 5)
        sink.missing() shouldBe 5
        sink.write(Buffer().writeUtf8("he"), 2)
        sink.missing() shouldBe 3
        sink.write(Buffer(), 0)
        sink.write(Buffer().writeUtf8("llo"), 3)
        sink.missing() shouldBe 0
        sink.close()
        wire.readUtf8() shouldBe "hello"
    }

    test("not one byte of a write that goes beyond the length") {
        val wire = Buffer()
        val sink = LengthSink(wire, 5)
        sink.write(Buffer().writeUtf8("hell"), 4)
        val rest = Buffer().writeUtf8("o!")
        shouldThrow<IllegalArgumentException> { sink.write(rest, 2) }.message shouldBe
            "the body is longer than the 5 bytes of Content-Length"
        wire.readUtf8() shouldBe "hell"
        rest.size shouldBe 2
        sink.missing() shouldBe 1
    }

    test("a file goes out as a whole if it is not longer than the length, and counts as far as it was sent") {
        val file = tempfile().apply { writeText("hello") }.toPath()
        FileChannel.open(file).use { channel ->
            val sink = LengthSink(Buffer(), 6)
            val asked = mutableListOf<Pair<Long, Long>>()
            sink.write(channel) { _, position, byteCount -> 4L.also { asked += position to byteCount } }
            asked shouldBe listOf(0L to 5L)
            sink.missing() shouldBe 2
            shouldThrow<IllegalArgumentException> { sink.write(channel) { _, _, _ -> error("was sent") } }
            sink.missing() shouldBe 2
        }
    }

    test("a body that ends before its length says how far it came") {
        val sink = LengthSink(Buffer(), 5)
        sink.write(Buffer().writeUtf8("hell"), 4)
        shouldThrow<IllegalArgumentException> { sink.end(Headers.EMPTY) }.message shouldBe
            "the body ended after 4 of the 5 bytes of Content-Length; what was sent is not a whole request"
        sink.write(Buffer().writeUtf8("o"), 1)
        sink.end(Headers.EMPTY)
        shouldThrow<IllegalArgumentException> { sink.end(Headers.of("A", "b")) }
    }

    test("a length of 0 takes no byte") {
        shouldThrow<IllegalArgumentException> { LengthSink(Buffer(), 0).write(Buffer().writeUtf8("x"), 1) }
    }
})
