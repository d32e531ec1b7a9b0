package httpwire.call

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeLessThanOrEqualTo
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.double
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.long
import io.kotest.property.checkAll
import java.time.Duration

class BackoffTest : FunSpec({
    val backoff = Backoff(Duration.ofMillis(100), Duration.ofSeconds(1))

    test("the bound doubles from time to time, up to the longest") {
        (1..6).map { backoff.bound(it).toMillis() } shouldBe listOf(100, 200, 400, 800, 1000, 1000)
        backoff.bound(Int.MAX_VALUE) shouldBe Duration.ofSeconds(1)
    }

    test("the delay is the random part of the bound") {
        backoff.delay(3, 0.0) shouldBe Duration.ZERO
        backoff.delay(3, 0.25) shouldBe Duration.ofMillis(100)
        backoff.delay(3, 1.0) shouldBe Duration.ofMillis(400)
    }

    test("no delay overflows or exceeds the longest") {
        checkAll(
            Arb.long(0L..1_000_000),
            Arb.long(0L..1_000_000_000),
            Arb.int(1..Int.MAX_VALUE),
            Arb.double(0.0, 1.0),
        ) {
                first,
                more,
                repetition,
                random,
            ->
            val longest = Duration.ofMillis(first + more)
            val any = Backoff(Duration.ofMillis(first), longest)
            any.delay(repetition, random) shouldBeLessThanOrEqualTo longest
        }
    }

    test("times that no clock can count are a century at most") {
        val century = Duration.ofDays(36_525)
        for (first in listOf(Duration.ofDays(300 * 366), Duration.ofSeconds(Long.MAX_VALUE, 999_999_999))) {
            val endless = Backoff(first, Duration.ofSeconds(Long.MAX_VALUE, 999_999_999))
            for (repetition in listOf(1, 2, 40, Int.MAX_VALUE)) endless.delay(repetition, 1.0) shouldBe century
            endless.delay(3, 0.5) shouldBe century.dividedBy(2)
        }
    }

    test("no wait at all is a backoff too") {
        Backoff(Duration.ZERO, Duration.ZERO).delay(9, 0.9) shouldBe Duration.ZERO
    }

    test("negative times, and a first that is longer than the longest, are refused") {
        shouldThrow<IllegalArgumentException> { Backoff(Duration.ofMillis(-1), Duration.ZERO) }
        shouldThrow<IllegalArgumentException> { Backoff(Duration.ofMillis(2), Duration.ofMillis(1)) }
        shouldThrow<IllegalArgumentException> { backoff.bound(0) }
    }
})
