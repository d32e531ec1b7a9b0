package httpwire.client.pool

import httpwire.client.HttpClient
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import java.time.Duration
import java.time.temporal.ChronoUnit

private val COUNTS = mapOf<String, PoolOptions.(Int) -> PoolOptions>(
    "maxConnections" to PoolOptions::withMaxConnections,
    "maxPerOrigin" to PoolOptions::withMaxPerOrigin,
    "maxWaiting" to PoolOptions::withMaxWaiting,
)

private val TIMES = mapOf<String, PoolOptions.(Duration) -> PoolOptions>(
    "idleTimeout" to PoolOptions::withIdleTimeout,
    "maxAge" to PoolOptions::withMaxAge,
    "waitTimeout" to PoolOptions::withWaitTimeout,
)

class PoolOptionsTest : FunSpec({
    test("each word changes its own option and no other") {
        val (idle, age, wait) = (1L..3L).map(Duration::ofSeconds)
        val all = PoolOptions.DEFAULT.withMaxConnections(1).withMaxPerOrigin(2).withMaxWaiting(3)
            .withIdleTimeout(idle).withMaxAge(age).withWaitTimeout(wait)
        all shouldBe PoolOptions(1, 2, idle, age, 3, wait)
        all.withMaxAge(null).withWaitTimeout(null) shouldBe PoolOptions(1, 2, idle, null, 3, null)
    }

    withTests(nameFn = { "$it may be 0, and not less" }, COUNTS.keys) { name ->
        val with = COUNTS.getValue(name)
        PoolOptions.DEFAULT.with(0)
        shouldThrow<IllegalArgumentException> { PoolOptions.DEFAULT.with(-1) }
    }

    withTests(nameFn = { "$it must be positive" }, TIMES.keys) { name ->
        val with = TIMES.getValue(name)
        PoolOptions.DEFAULT.with(Duration.ofNanos(1))
        for (time in listOf(Duration.ZERO, Duration.ofNanos(-1))) {
            shouldThrow<IllegalArgumentException> { PoolOptions.DEFAULT.with(time) }.message shouldContain name
        }
    }

    test("times that mean for ever are as good as any") {
        val forever = ChronoUnit.FOREVER.duration
        val options = PoolOptions.DEFAULT.withIdleTimeout(forever).withMaxAge(forever).withWaitTimeout(forever)
        AnsweringPeer.start { Answer.ok("ok") }.use { peer ->
            HttpClient.builder().pool(options).build().use { client ->
                repeat(2) { client.get(peer.url("/")).text() shouldBe "ok" }
                client.statistics().reused shouldBe 1
            }
        }
    }
})
