package httpwire.client.decoding

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe

class DecodingTest : FunSpec({
    test("the defaults") { Decoding.DEFAULT shouldBe Decoding(200, 5, 8 shl 20, listOf()) }

    test("each wither changes one option") {
        val decoder = Watching()
        Decoding.DEFAULT.withMaxRatio(1).withMaxCodings(2).withMaxZstdWindowBytes(1024).with(decoder) shouldBe
            Decoding(1, 2, 1024, listOf(decoder))
    }

    withTests(
        nameFn = { it.key },
        mapOf(
            "maxRatio < 1: 0" to { Decoding.DEFAULT.withMaxRatio(0) },
            "maxCodings < 1: -1" to { Decoding.DEFAULT.withMaxCodings(-1) },
            "maxZstdWindowBytes must be a power of two from 1 KiB to 128 MiB, got 8000000" to
                { Decoding.DEFAULT.withMaxZstdWindowBytes(8_000_000) },
            "maxZstdWindowBytes must be a power of two from 1 KiB to 128 MiB, got 512" to
                { Decoding.DEFAULT.withMaxZstdWindowBytes(512) },
            "maxZstdWindowBytes must be a power of two from 1 KiB to 128 MiB, got 268435456" to
                { Decoding.DEFAULT.withMaxZstdWindowBytes(1 shl 28) },
            "a decoder without a coding" to { Decoding.DEFAULT.with(Watching(*arrayOf<String>())) },
            "a coding is not a token: g zip" to { Decoding.DEFAULT.with(Watching("gzip", "g zip")) },
        ).entries,
    ) { (message, wrong) -> shouldThrow<IllegalArgumentException> { wrong() }.message shouldBe message }
})
