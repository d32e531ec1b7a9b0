package httpwire.client

import httpwire.HttpException
import httpwire.Phase
import httpwire.Request
import httpwire.Timeouts
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import java.time.Duration

private val HOUR = Duration.ofHours(1)

private fun clock(timeouts: Timeouts = Timeouts.DEFAULT, request: Request.Builder.() -> Unit = {}) =
    CallClock(Request.builder("GET", "/").apply(request).build(), timeouts)

class CallClockTest : FunSpec({
    test("an exchange gets what is left of the deadline, and no exchange begins after it") {
        val clock = clock { deadline(HOUR) }
        clock.timeouts(1).deadline().shouldNotBeNull() shouldBeLessThan HOUR
        val late = clock { deadline(Duration.ofNanos(1)) }
        shouldThrow<HttpException.Timeout> { late.timeouts(2) }.message!! shouldContain "before exchange 2 of the call"
    }

    test("the bounds and the deadline of the request replace those of the client") {
        val defaults = Timeouts.DEFAULT.withRead(HOUR).withDeadline(HOUR)
        clock(defaults).timeouts(1).read() shouldBe HOUR
        val own = Timeouts.DEFAULT.withRead(Duration.ofMinutes(1))
        clock(defaults) { timeouts(own) }.timeouts(1) shouldBe own
        clock(defaults) { deadline(Duration.ofMinutes(1)) }.timeouts(1).deadline()
            .shouldNotBeNull() shouldBeLessThan Duration.ofMinutes(1)
    }

    test("a wait is allowed if it ends before the deadline, and waiting for a connection ends with it") {
        clock { deadline(HOUR) }.allows(Duration.ofMinutes(59)) shouldBe true
        clock { deadline(HOUR) }.allows(HOUR) shouldBe false
        clock().allows(HOUR) shouldBe true
        val before = System.nanoTime()
        (clock { deadline(HOUR) }.poolUntilNanos(null) - before) shouldBeLessThan HOUR.plusMinutes(1).toNanos()
        (clock { deadline(HOUR) }.poolUntilNanos(Duration.ofMinutes(1)) - before)
            .shouldBeLessThan(Duration.ofMinutes(2).toNanos())
        clock { deadline(Duration.ofNanos(1)) }.expired(Phase.POOL, "this").message!! shouldContain "the deadline"
    }
})
