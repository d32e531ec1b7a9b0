package httpwire.client.cache

import httpwire.Headers
import httpwire.client.cache.Decision.FRESH
import httpwire.client.cache.Decision.STALE
import httpwire.client.cache.Decision.STALE_WHILE_REVALIDATE
import httpwire.client.cache.Decision.VALIDATE
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.time.Duration
import java.time.Instant

private fun stored(cacheControl: String, isInvalid: Boolean = false) = StoredResponse(
    "http://a.example/",
    START,
    START,
    Variant(listOf(), ""),
    isInvalid,
    200,
    "OK",
    Headers.of("Cache-Control", cacheControl),
)

private fun asked(cacheControl: String) =
    RequestDirectives.of(if (cacheControl.isEmpty()) Headers.EMPTY else Headers.of("Cache-Control", cacheControl))

private fun decision(response: StoredResponse, request: String, millis: Long) =
    Decision.of(response, asked(request), CacheOptions.DEFAULT, START.plusMillis(millis))

private fun isAllowed(response: StoredResponse, request: String, millis: Long, configuredSeconds: Long = 0): Boolean {
    val options = CacheOptions.DEFAULT.withStaleIfError(Duration.ofSeconds(configuredSeconds))
    return Decision.isAllowedIfError(response, asked(request), options, START.plusMillis(millis))
}

/** What the response says, what the request says, and from which millisecond to which the decision holds. */
private class Case(val said: String, val asked: String, val from: Long, val to: Long, val decision: Decision)

class DecisionTest : FunSpec({
    val rows = listOf(
        Case("max-age=60", "", 0, 59_999, FRESH),
        Case("max-age=60", "", 60_000, 60_001, VALIDATE),
        // The clock went back.
        Case("max-age=60", "", -1, -1, VALIDATE),
        Case("max-age=60", "max-stale", -1, -1, VALIDATE),
        Case("max-age=60", "no-cache", 0, 0, VALIDATE),
        Case("max-age=60, no-cache", "max-stale", 0, 0, VALIDATE),
        Case("max-age=60", "max-age=10", 0, 10_000, FRESH),
        Case("max-age=60", "max-age=10", 10_001, 59_999, VALIDATE),
        Case("max-age=60", "max-age=0", 0, 0, FRESH),
        Case("max-age=60", "max-age=0", 1, 1, VALIDATE),
        Case("max-age=60, immutable", "max-age=0", 1, 59_999, FRESH),
        Case("max-age=60, immutable", "max-age=0", 60_000, 60_000, VALIDATE),
        Case("max-age=60, immutable", "max-age=1", 1_001, 1_001, VALIDATE),
        Case("max-age=60", "min-fresh=10", 0, 50_000, FRESH),
        Case("max-age=60", "min-fresh=10", 50_001, 59_999, VALIDATE),
        Case("max-age=60", "max-stale=10", 59_999, 59_999, FRESH),
        Case("max-age=60", "max-stale=10", 60_000, 70_000, STALE),
        Case("max-age=60", "max-stale=10", 70_001, 70_001, VALIDATE),
        Case("max-age=60", "max-stale=0", 60_000, 60_000, STALE),
        Case("max-age=60", "max-stale", 60_000, 9_000_000, STALE),
        Case("max-age=60, must-revalidate", "max-stale", 60_000, 60_000, VALIDATE),
        Case("max-age=10, max-age=60", "max-stale", 0, 0, VALIDATE),
        Case("max-age=60", "max-age=10, max-stale=5", 10_001, 15_000, FRESH),
        Case("max-age=60", "max-age=10, max-stale=5", 15_001, 15_001, VALIDATE),
        Case("max-age=60", "max-age=90, max-stale=5", 60_000, 65_000, STALE),
        Case("max-age=60", "max-age=90, max-stale=5", 65_001, 65_001, VALIDATE),
        Case("max-age=60", "max-age=0, max-stale=5", 5_000, 5_000, FRESH),
        Case("max-age=60", "max-age=0, max-stale=5", 5_001, 5_001, VALIDATE),
        Case("max-age=60", "min-fresh=10, max-stale=5", 50_001, 55_000, FRESH),
        Case("max-age=60", "min-fresh=10, max-stale=5", 55_001, 55_001, VALIDATE),
        Case("max-age=60, stale-while-revalidate=10", "", 60_000, 69_999, STALE_WHILE_REVALIDATE),
        Case("max-age=60, stale-while-revalidate=10", "", 70_000, 70_000, VALIDATE),
        Case("max-age=60, stale-while-revalidate=10", "max-age=0", 60_000, 60_000, VALIDATE),
        Case("max-age=60, stale-while-revalidate=10", "max-age=100", 60_000, 60_000, VALIDATE),
        Case("max-age=60, stale-while-revalidate=10", "min-fresh=1", 59_001, 60_000, VALIDATE),
        Case("max-age=60, stale-while-revalidate=10", "min-fresh=0", 60_000, 60_000, STALE_WHILE_REVALIDATE),
        Case("max-age=60, stale-while-revalidate=10, must-revalidate", "", 60_000, 60_000, VALIDATE),
    )
    for (row in rows) {
        val moments = "from ${row.from} to ${row.to} ms"
        test("RFC 9111 §4: '${row.said}', asked with '${row.asked}', $moments: ${row.decision}") {
            for (millis in listOf(row.from, row.to)) {
                decision(stored(row.said), row.asked, millis) shouldBe row.decision
            }
        }
    }

    test("RFC 9111 §4.4: what is invalid is validated") {
        decision(stored("max-age=60", isInvalid = true), "max-stale", 0) shouldBe VALIDATE
    }

    test("RFC 5861 §4: a stale response in place of an error") {
        val plain = stored("max-age=60")
        val said = stored("max-age=60, stale-if-error=10")
        for ((millis, isAllowed) in listOf(69_999L to true, 70_000L to false, -1L to false)) {
            isAllowed(said, "", millis) shouldBe isAllowed
            isAllowed(said, "stale-if-error=5", millis) shouldBe isAllowed
            isAllowed(said, "no-cache, stale-if-error=0", millis) shouldBe isAllowed
            isAllowed(plain, "stale-if-error=10", millis) shouldBe isAllowed
            isAllowed(plain, "", millis, configuredSeconds = 10) shouldBe isAllowed
        }
        isAllowed(plain, "", 60_000) shouldBe false
        isAllowed(said, "no-cache", 60_000) shouldBe false
        isAllowed(stored("max-age=60, stale-if-error=10", isInvalid = true), "", 60_000) shouldBe false
        isAllowed(stored("max-age=60, must-revalidate"), "", 60_000, configuredSeconds = 10) shouldBe false
        isAllowed(stored("max-age=60, no-cache"), "", 60_000, configuredSeconds = 10) shouldBe false
    }
})
