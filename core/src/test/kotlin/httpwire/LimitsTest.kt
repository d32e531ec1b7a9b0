package httpwire

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

private val ONES = Limits(1, 1, 1, 1, 1, 1, 1, 1)

class LimitsTest : FunSpec({
    test("the defaults are those the documentation promises") {
        Limits.DEFAULT shouldBe Limits(65_536, 262_144, 1_000, 100, 4_096, 16_384, 16_384, 67_108_864)
    }

    test("each change changes its own bound") {
        ONES.withMaxLineBytes(2) shouldBe Limits(2, 1, 1, 1, 1, 1, 1, 1)
        ONES.withMaxHeadBytes(2) shouldBe Limits(1, 2, 1, 1, 1, 1, 1, 1)
        ONES.withMaxFields(2) shouldBe Limits(1, 1, 2, 1, 1, 1, 1, 1)
        ONES.withMaxInterimResponses(2) shouldBe Limits(1, 1, 1, 2, 1, 1, 1, 1)
        ONES.withChunking(2, 3, 4) shouldBe Limits(1, 1, 1, 1, 2, 3, 4, 1)
        ONES.withMaxBufferedBodyBytes(2) shouldBe Limits(1, 1, 1, 1, 1, 1, 1, 2)
    }

    test("a bound below 1 is refused by its name") {
        val below = mapOf<String, (Int) -> Limits>(
            "maxLineBytes" to ONES::withMaxLineBytes,
            "maxHeadBytes" to ONES::withMaxHeadBytes,
            "maxFields" to ONES::withMaxFields,
            "maxInterimResponses" to ONES::withMaxInterimResponses,
            "maxChunkLineBytes" to { ONES.withChunking(it, 1, 1) },
            "chunkOverheadBytes" to { ONES.withChunking(1, it, 1) },
            "maxTrailerBytes" to { ONES.withChunking(1, 1, it) },
            "maxBufferedBodyBytes" to { ONES.withMaxBufferedBodyBytes(it.toLong()) },
        )
        for ((name, change) in below) {
            for (bad in listOf(0, -1, Int.MIN_VALUE)) {
                shouldThrow<IllegalArgumentException> { change(bad) }.message shouldBe "$name < 1: $bad"
            }
            change(Int.MAX_VALUE)
        }
    }
})
