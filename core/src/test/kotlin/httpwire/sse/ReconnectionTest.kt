package httpwire.sse

import httpwire.Headers
import httpwire.RetryAfter
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.comparables.shouldBeGreaterThanOrEqualTo
import io.kotest.matchers.comparables.shouldBeLessThanOrEqualTo
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.double
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.long
import io.kotest.property.checkAll
import java.time.Duration

private fun seconds(count: Int): Duration = Duration.ofSeconds(count.toLong())

private fun millis(count: Long): Duration = Duration.ofMillis(count)

private val RULE = Reconnection.DEFAULT.withDelay(seconds(3)).withMaxDelay(seconds(20))

class ReconnectionTest : FunSpec({
    context("HTML 9.2.3: the wait is the reconnection time, and optionally some more") {
        test("without jitter it is the reconnection time, whatever failed before") {
            val rule = RULE.withJitter { 0.0 }
            (0..40).map { rule.waitFor(it, null, null) }.toSet() shouldBe setOf(seconds(3))
            (0..40).map { rule.waitFor(it, seconds(5), null) }.toSet() shouldBe setOf(seconds(5))
        }

        test("with all of the jitter it doubles for each failure, up to the longest wait") {
            val rule = RULE.withJitter { 1.0 }
            (0..4).map { rule.waitFor(it, null, null) } shouldBe listOf(6, 12, 20, 20, 20).map(::seconds)
            (0..3).map { rule.waitFor(it, millis(500), null) } shouldBe listOf(1, 2, 4, 8).map(::seconds)
            rule.waitFor(Int.MAX_VALUE, null, null) shouldBe seconds(20)
        }

        test("it is chosen evenly between the two") {
            RULE.withJitter { 0.5 }.waitFor(1, null, null) shouldBe millis(7500)
            val waits = (1..2000).map { RULE.waitFor(1, null, null).toMillis() }
            waits.min() shouldBeLessThanOrEqualTo 4000
            waits.max() shouldBeGreaterThanOrEqualTo 11_000
        }

        test("what the server says in retry is respected within bounds") {
            val rule = RULE.withJitter { 0.0 }
            rule.waitFor(0, seconds(7), null) shouldBe seconds(7)
            rule.waitFor(0, Duration.ZERO, null) shouldBe millis(100)
            rule.withDelay(millis(1)).waitFor(0, Duration.ZERO, null) shouldBe millis(1)
            rule.waitFor(0, Duration.ofDays(365), null) shouldBe seconds(20)
            rule.waitFor(0, millis(Long.MAX_VALUE), null) shouldBe seconds(20)
        }

        test("for any values it is between the bounds") {
            val counts = Arb.int(0..Int.MAX_VALUE)
            checkAll(counts, Arb.long(0..Long.MAX_VALUE), Arb.double(-9.0, 9.0)) { count, retry, part ->
                val wait = RULE.withJitter { part }.waitFor(count, millis(retry), null)
                wait shouldBeLessThanOrEqualTo seconds(20)
                wait shouldBeGreaterThanOrEqualTo millis(100)
            }
            val endless = RULE.withMaxDelay(Duration.ofSeconds(Long.MAX_VALUE)).withJitter { 1.0 }
            endless.waitFor(99, millis(Long.MAX_VALUE), Duration.ofSeconds(Long.MAX_VALUE)) shouldBe
                Duration.ofDays(36_525)
        }
    }

    context("RFC 9110 §10.2.3: Retry-After lengthens the wait, within bounds") {
        withTests(
            nameFn = { "$it" },
            seconds(0) to seconds(3),
            seconds(9) to seconds(9),
            seconds(3600) to seconds(20),
            Duration.ofSeconds(Long.MAX_VALUE) to seconds(20),
        ) { (said, wait) -> RULE.withJitter { 0.0 }.waitFor(0, null, said) shouldBe wait }

        val date = "Sun, 06 Nov 1994 08:49:37 GMT"
        withTests(
            nameFn = { "${it.first} is ${it.second}" },
            arrayOf("Retry-After", "120") to seconds(120),
            arrayOf("Retry-After", "0") to seconds(0),
            arrayOf("Retry-After", "-1") to null,
            arrayOf("Retry-After", "1.5") to null,
            arrayOf("Retry-After", "") to null,
            arrayOf("Retry-After", "99999999999999999999") to RetryAfter.MAX_DELAY,
            arrayOf("Retry-After", "Sun, 06 Nov 1994 08:49:47 GMT", "Date", date) to seconds(10),
            arrayOf("Retry-After", "Sun, 06 Nov 1994 08:00:00 GMT", "Date", date) to seconds(0),
            arrayOf("Retry-After", date) to null,
            arrayOf("Retry-After", date, "Date", "now") to null,
            arrayOf("X", "1") to null,
        ) { (fields, wait) -> EventSession.retryAfter(Headers.of(*fields)) shouldBe wait }
    }

    test("invalid values are refused, equal ones are equal") {
        shouldThrow<IllegalArgumentException> { RULE.withDelay(Duration.ZERO) }
        shouldThrow<IllegalArgumentException> { RULE.withDelay(seconds(21)) }
        shouldThrow<IllegalArgumentException> { RULE.withMaxFailures(-1) }
        shouldThrow<IllegalArgumentException> { EventOptions.DEFAULT.withMaxEventBytes(0) }
        for (bad in listOf("\r", "a\n", "b\u0000")) {
            shouldThrow<IllegalArgumentException> { EventOptions.DEFAULT.withLastEventId(bad) }
        }
        Reconnection.DEFAULT.withDelay(seconds(4)).withDelay(seconds(3)) shouldBe Reconnection.DEFAULT
        Reconnection.DEFAULT.withStatuses().statuses() shouldBe emptySet()
    }
})
