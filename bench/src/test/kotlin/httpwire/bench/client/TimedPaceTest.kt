package httpwire.bench.client

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.longs.shouldBeGreaterThanOrEqual
import io.kotest.matchers.shouldBe

class TimedPaceTest : FunSpec({
    val second = 1_000_000_000L

    test("an exchange does not start before its time") {
        val first = System.nanoTime() + second / 100
        val pace = TimedPace(first, second / 100, 2, Long.MAX_VALUE)
        for (i in 0 until 2) {
            pace.goesOn() shouldBe true
            System.nanoTime() - first shouldBeGreaterThanOrEqual i * second / 100
        }
        pace.goesOn() shouldBe false
    }

    test("a latency counts from when the exchange was to start, not from when it did") {
        val pace = TimedPace(System.nanoTime() - 3 * second, second, 3, Long.MAX_VALUE)
        while (pace.goesOn()) continue
        pace.latencyNanos() shouldHaveSize 3
        pace.latencyNanos().forEachIndexed { i, nanos -> nanos shouldBeGreaterThanOrEqual (3 - i) * second }
    }

    test("exchanges that could not start until the end are given up, and have no latency") {
        val now = System.nanoTime()
        val pace = TimedPace(now - second, 1, 100, now)
        while (pace.goesOn()) continue
        pace.count() shouldBe 1
        pace.latencyNanos() shouldHaveSize 1
    }
})
