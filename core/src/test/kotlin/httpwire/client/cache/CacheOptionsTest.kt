package httpwire.client.cache

import httpwire.CacheOutcome
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.time.Duration
import java.time.temporal.ChronoUnit
import java.util.function.Consumer

private val NEGATIVE: Duration = Duration.ofNanos(-1)

class CacheOptionsTest : FunSpec({
    test("each option is changed alone") {
        val hook = Consumer<Throwable> { }
        val clock = TestClock()
        val all = CacheOptions(HOUR, 1, true, HOUR, hook, clock)
        val default = CacheOptions.DEFAULT
        default.run {
            withHeuristicCap(HOUR)
                .withMaxEntryBytes(1)
                .storingSetCookie()
                .withStaleIfError(HOUR)
                .withFailureHook(hook)
                .withClock(clock)
        } shouldBe all
        all.withHeuristicCap(null) shouldBe CacheOptions(null, 1, true, HOUR, hook, clock)
        all.withMaxEntryBytes(2) shouldBe CacheOptions(HOUR, 2, true, HOUR, hook, clock)
        all.withStaleIfError(Duration.ZERO) shouldBe CacheOptions(HOUR, 1, true, Duration.ZERO, hook, clock)
        default.run { storingSetCookie() } shouldBe
            default.run { CacheOptions(null, maxEntryBytes, true, staleIfError, failureHook, this.clock) }
    }

    test("no duration and no size is negative; 0 is allowed") {
        CacheOptions.DEFAULT.run {
            shouldThrow<IllegalArgumentException> { withMaxEntryBytes(-1) }.message shouldBe "maxEntryBytes < 0"
            shouldThrow<IllegalArgumentException> { withStaleIfError(NEGATIVE) }.message shouldBe "staleIfError < 0"
            shouldThrow<IllegalArgumentException> { withHeuristicCap(NEGATIVE) }.message shouldBe "heuristicCap < 0"
            withMaxEntryBytes(0).withStaleIfError(Duration.ZERO).withHeuristicCap(Duration.ZERO)
        }
    }

    test("the defaults: no heuristics, 32 MiB, no Set-Cookie, no more stale responses than the RFCs allow") {
        CacheOptions.DEFAULT.run { listOf(heuristicCap, maxEntryBytes, isSetCookieStored, staleIfError) } shouldBe
            listOf(null, 33_554_432L, false, Duration.ZERO)
    }

    test("times that mean for ever are as good as any") {
        val forever = ChronoUnit.FOREVER.duration
        scene({ withHeuristicCap(forever).withStaleIfError(forever) }) {
            answer(200, "Date: @0", "Last-Modified: @-100", body = "first")
            get()
            get().outcome shouldBe CacheOutcome.HIT
            clock.pass(1_000)
            answer(503)
            get().run { listOf(outcome, text) } shouldBe listOf(CacheOutcome.STALE, "first")
        }
    }
})
