package httpwire.client.cache

import httpwire.Headers
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.time.Duration
import java.time.Instant

/** With the times of the exchange in milliseconds from [START]; `@5` in a field is a date 5 s from there. */
private fun stored(sentMillis: Long, receivedMillis: Long, vararg fields: String): StoredResponse {
    val clock = TestClock().apply { now = START }
    val headers = Headers.Builder()
    for (field in fields) {
        val value = field.substringAfter(": ")
        headers.add(
            field.substringBefore(": "),
            value.replace(Regex("@(-?\\d+)")) { clock.date(it.groupValues[1].toLong()) },
        )
    }
    return StoredResponse(
        "http://a.example/",
        START.plusMillis(sentMillis),
        START.plusMillis(receivedMillis),
        Variant(listOf(), ""),
        false,
        200,
        "OK",
        headers.build(),
    )
}

private class Age(val what: String, val response: StoredResponse, val nowMillis: Long, val ageMillis: Long)

class FreshnessTest : FunSpec({
    test("RFC 9111 §4.2.2: a status that is not fresh without saying so is, if it is public or private") {
        for ((directive, millis) in listOf("x" to 0L, "public" to 1_000L, "private" to 1_000L)) {
            val response = storedResponse("Last-Modified: @-10", "Cache-Control: $directive", status = 599)
            withClue(directive) { Freshness.lifetimeMillis(response, Duration.ofHours(1)) shouldBe millis }
        }
    }

    context("RFC 9111 §4.2.3: current_age") {
        val rows = listOf(
            Age("right away", stored(0, 0, "Date: @0"), 0, 0),
            Age("resident_time", stored(0, 0, "Date: @0"), 7_500, 7_500),
            Age("age_value", stored(0, 0, "Date: @0", "Age: 3"), 0, 3_000),
            Age("response_delay counts as age", stored(0, 2_000, "Date: @2"), 2_000, 2_000),
            Age("age_value and response_delay", stored(0, 2_000, "Date: @2", "Age: 3"), 2_000, 5_000),
            Age("apparent_age", stored(0, 0, "Date: @-10"), 0, 10_000),
            Age("apparent_age is the larger one", stored(0, 1_000, "Date: @-10", "Age: 3"), 1_000, 11_000),
            Age("corrected_age_value is the larger one", stored(0, 1_000, "Date: @-10", "Age: 30"), 1_000, 31_000),
            Age("a Date in the future is no age", stored(0, 0, "Date: @10"), 5_000, 5_000),
            Age("no Date", stored(0, 0), 5_000, 5_000),
            Age("the clock went back while the request was under way", stored(5_000, 0, "Date: @0"), 0, 0),
            Age("the clock went back afterwards", stored(0, 0, "Date: @0", "Age: 3"), -9_000, 3_000),
            Age("2^31 s", stored(0, 0, "Date: @0", "Age: 99999999999"), 0, 2_147_483_648_000),
        )
        for (row in rows) {
            test(row.what) {
                val now = START.plusMillis(row.nowMillis)
                Freshness.of(row.response, CacheOptions.DEFAULT, now).ageMillis() shouldBe row.ageMillis
            }
        }
    }

    context("RFC 9111 §4.2: response_is_fresh = freshness_lifetime > current_age") {
        val moments = listOf(0L to true, 59_999L to true, 60_000L to false, 60_001L to false, -1L to false)
        for ((millis, isFresh) in moments) {
            test("max-age=60 after $millis ms: $isFresh") {
                val response = stored(0, 0, "Date: @0", "Cache-Control: max-age=60")
                Freshness.of(response, CacheOptions.DEFAULT, START.plusMillis(millis)).isFresh shouldBe isFresh
            }
        }
    }

    context("RFC 9111 §4.2.1: freshness_lifetime") {
        val cap = Duration.ofHours(1)
        val rows = listOf(
            Triple(listOf("Cache-Control: max-age=60"), null, 60_000L),
            Triple(listOf("Cache-Control: max-age=60", "Expires: @10", "Date: @0"), null, 60_000L),
            Triple(listOf("Expires: @10", "Date: @0"), null, 10_000L),
            Triple(listOf("Expires: @10", "Date: @4"), null, 6_000L),
            Triple(listOf("Expires: @10"), null, 10_000L),
            Triple(listOf("Expires: @-10", "Date: @0"), null, 0L),
            Triple(listOf("Expires: 0", "Last-Modified: @-1000"), cap, 0L),
            Triple(listOf("Last-Modified: @-1000", "Date: @0"), null, 0L),
            Triple(listOf("Last-Modified: @-1000", "Date: @0"), cap, 100_000L),
            Triple(listOf("Last-Modified: @-1000"), cap, 100_000L),
            Triple(listOf("Last-Modified: @-100000", "Date: @0"), cap, 3_600_000L),
            Triple(listOf("Last-Modified: @10", "Date: @0"), cap, 0L),
            Triple(listOf<String>(), cap, 0L),
        )
        for ((fields, heuristicCap, millis) in rows) {
            test("$fields, cap $heuristicCap: $millis ms") {
                withClue(fields) {
                    val response = stored(0, 0, *fields.toTypedArray())
                    Freshness.lifetimeMillis(response, heuristicCap) shouldBe millis
                }
            }
        }
    }
})
