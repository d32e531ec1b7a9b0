package httpwire.client.cache

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.Buffer
import java.io.IOException

class CheckedBodyTest : FunSpec({
    test("a reader that takes exactly the bytes it expects is told of damage with the last ones") {
        for (isWhole in listOf(true, false)) {
            var damaged = 0
            val crc = BodyCheck().apply { update(Buffer().writeUtf8(if (isWhole) "first" else "worst"), 5) }.crc()
            val body = CheckedBody(Buffer().writeUtf8("first"), 5, crc) { damaged++ }
            body.read(Buffer(), 3) shouldBe 3
            if (isWhole) body.read(Buffer(), 2) shouldBe 2 else shouldThrow<IOException> { body.read(Buffer(), 2) }
            damaged shouldBe if (isWhole) 0 else 1
        }
    }
    test("a reader that takes nothing is told of nothing") {
        var damaged = 0
        val body = CheckedBody(Buffer().writeUtf8("first"), 5, null) { damaged++ }
        listOf(0L, 2L, 0L, 3L).map { body.read(Buffer(), it) } shouldBe listOf(0L, 2L, 0L, 3L)
        body.read(Buffer(), 1) shouldBe -1
        damaged shouldBe 0
    }
    test("a body that is too short or too long is damaged, whatever its checksum") {
        for (byteCount in listOf(4L, 6L)) {
            var damaged = 0
            val body = CheckedBody(Buffer().writeUtf8("first"), byteCount, null) { damaged++ }
            shouldThrow<IOException> { while (body.read(Buffer(), 100) >= 0) Unit }
            damaged shouldBe 1
        }
    }
})
