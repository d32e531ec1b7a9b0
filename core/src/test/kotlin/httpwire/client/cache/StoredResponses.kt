package httpwire.client.cache

import httpwire.Headers
import java.time.Instant

/** The moment at which everything begins. */
internal val START: Instant = Instant.parse("2026-01-01T00:00:00Z")

/** [START] so many seconds later, as an HTTP date. */
internal fun dateAt(seconds: Long): String = TestClock().apply { now = START }.date(seconds)

/** Fields from lines such as `Name: value`; `@5` in a value is a date 5 s after [START]. */
internal fun fields(vararg lines: String): Headers {
    val headers = Headers.Builder()
    for (line in lines) {
        val value = line.substringAfter(':').trim()
        headers.add(line.substringBefore(':'), value.replace(Regex("@(-?\\d+)")) { dateAt(it.groupValues[1].toLong()) })
    }
    return headers.build()
}

/** A response that was asked for and came at [START], unless it is said otherwise. */
internal fun storedResponse(
    vararg lines: String,
    url: String = "http://a.test/",
    requestTime: Instant = START,
    responseTime: Instant = START,
    variant: Variant = Variant(listOf(), ""),
    isInvalid: Boolean = false,
    status: Int = 200,
    reason: String = "OK",
) = StoredResponse(url, requestTime, responseTime, variant, isInvalid, status, reason, fields(*lines))
