package httpwire.internal.wire

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.Buffer

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

    test("a length of 0 takes no byte") {
        shouldThrow<IllegalArgumentException> { LengthSink(Buffer(), 0).write(Buffer().writeUtf8("x"), 1) }
    }
})
