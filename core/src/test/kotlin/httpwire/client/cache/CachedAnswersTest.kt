package httpwire.client.cache

import httpwire.CacheOutcome
import httpwire.CacheOutcome.HIT
import httpwire.CacheOutcome.REVALIDATED
import httpwire.CacheOutcome.STALE
import httpwire.HttpException
import httpwire.Request
import httpwire.client.cache.SafeStorage.Found
import httpwire.connection.HttpResponse
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.Source
import java.io.IOException

private const val BODY = "0123456789"

/** What a cache says to [request] if it has [stored], [later] seconds after that came. */
private class Given(
    val stored: StoredResponse,
    val request: Request = asking(),
    later: Long = 0,
    maxBufferedBodyBytes: Long = 100,
) {
    val storage = MemoryStorage(1 shl 20)
    val clock = TestClock().apply { pass(later) }
    val cache: Cache = Cache.of(storage, CacheOptions.DEFAULT.withClock(clock))
    val answers = CachedAnswers(cache, request, maxBufferedBodyBytes)
    val found: Found

    init {
        storage.put("GET $PAGE", StoredHead.write(stored).utf8(), BODY)
        found = Found(storage.find("GET $PAGE").single(), stored)
    }

    fun given(outcome: CacheOutcome = HIT): HttpResponse? = answers.given(found, outcome)

    /** An entry whose body is gone. */
    fun bodiless() = Found(
        object : CacheStorage.Entry by found.entry() {
            override fun openBody(from: Long): Source = throw IOException("gone")
        },
        stored,
    )
}

private fun stored(vararg lines: String, status: Int = 200, reason: String = "Fine") =
    storedResponse(*lines, "Date: @0", url = PAGE, status = status, reason = reason)

class CachedAnswersTest : FunSpec({
    test("RFC 9111 §4: the whole, with its Age") {
        Given(stored("A: 1", "Age: 3", status = 404), asking("B: 1"), later = 7).run {
            val got = given(STALE)!!
            got.run { listOf(status, reason, cacheOutcome, request, text()) } shouldBe
                listOf(404, "Fine", STALE, request, BODY)
            got.headers shouldBe fields("A: 1", "Date: @0", "Age: 10")
            cache.statistics().run { listOf(hits, staleServed) } shouldBe listOf(0L, 1L)
        }
    }

    test("RFC 9111 §1.2.2: an Age is at most 2^31; parts of a second are none") {
        Given(stored("Age: 2147483648"), later = 5).given()!!.getHeader("Age") shouldBe "2147483648"
        val late = Given(stored())
        late.clock.now = START.plusMillis(1999)
        late.given()!!.getHeader("Age") shouldBe "1"
    }

    test("RFC 9111 §5.2.2.4: fields that no-cache names are left out, until they are validated") {
        val response = stored("A: 1", "B: 2", "Cache-Control: no-cache=\"a\"")
        Given(response).given()!!.headers.run { get("A") to get("B") } shouldBe (null to "2")
        Given(response).run { answers.validated(found, answer(304)) }!!.getHeader("A") shouldBe "1"
    }

    test("a response is buffered up to the bound of the client") {
        Given(stored(), maxBufferedBodyBytes = 10).given()!!.text() shouldBe BODY
        shouldThrow<HttpException.LimitExceeded> { Given(stored(), maxBufferedBodyBytes = 9).given()!!.text() }
    }

    context("what a request asks of it") {
        val tag = "ETag: \"1\""
        val condition = "If-None-Match: \"1\""
        val range = "Range: bytes=2-4"
        // A status for the one that is stored, what is asked for, and what is given.
        val rows = listOf(
            Triple(200, asking(condition), 304 to ""),
            Triple(200, asking(condition, method = "HEAD"), 304 to ""),
            Triple(200, asking(condition, range), 304 to ""),
            Triple(404, asking(condition), 404 to BODY),
            Triple(200, asking(method = "HEAD"), 200 to ""),
            Triple(404, asking(range, method = "HEAD"), 404 to ""),
            Triple(200, asking(range), 206 to "234"),
            Triple(200, asking(range, "If-Range: \"1\""), 206 to "234"),
            Triple(200, asking(range, "If-Range: \"2\""), 200 to BODY),
            Triple(404, asking(range), 404 to BODY),
            Triple(200, asking(), 200 to BODY),
        )
        for ((status, request, expected) in rows) {
            test("$status is stored, ${request.method} with ${request.headers.toList()}: ${expected.first}") {
                Given(stored(tag, "Content-Length: 10", status = status), request).run {
                    val got = given()!!
                    (got.status to got.text()) shouldBe expected
                    got.reason shouldBe
                        if (got.status == status) "Fine" else HttpResponse.builder(got.status).build().reason
                    got.headers.run { listOf(get("ETag"), get("Age"), get("Content-Length")) } shouldBe
                        listOf("\"1\"", "0", mapOf(304 to null, 206 to "3").getOrDefault(got.status, "10"))
                    got.getHeader("Content-Range") shouldBe if (got.status == 206) "bytes 2-4/10" else null
                    got.cacheOutcome shouldBe HIT
                    cache.statistics().hits shouldBe 1
                }
            }
        }
    }

    test("null if the body is gone, or the range is not there: the server is asked, and nothing is counted") {
        for (request in listOf(asking(), asking("Range: bytes=2-4"))) {
            Given(stored(), request).run {
                withClue(request.headers) { answers.given(bodiless(), HIT) shouldBe null }
                storage.entryCount() shouldBe 0
                cache.statistics().hits shouldBe 0
            }
        }
        Given(stored(), asking("Range: bytes=10-")).run {
            given() shouldBe null
            storage.entryCount() shouldBe 1
            cache.statistics().hits shouldBe 0
        }
    }

    test("RFC 9111 §5.2.1.7: nothing to give") {
        Given(stored()).run {
            answers.none().run { listOf(status, getHeader("Content-Length"), cacheOutcome, request) } shouldBe
                listOf(504, "0", CacheOutcome.MISS, request)
            cache.statistics().misses shouldBe 1
        }
    }

    test("RFC 9111 §4.3.3: what the server has said is right") {
        Given(stored("A: 1", status = 404), asking("B: 1"), later = 7).run {
            val before = answer(301)
            val notModified = answering(304, "C: 1").history(listOf(before)).build()
            val got = answers.validated(found, notModified)!!
            got.run { listOf(status, reason, headers, request, cacheOutcome, history, text()) } shouldBe
                listOf(404, "Fine", fields("A: 1", "Date: @0"), request, REVALIDATED, listOf(before), BODY)
            cache.statistics().revalidated shouldBe 1
            answers.validated(bodiless(), notModified) shouldBe null
            cache.statistics().revalidated shouldBe 1
        }
    }
})
