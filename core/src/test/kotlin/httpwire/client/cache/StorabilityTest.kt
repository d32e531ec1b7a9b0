package httpwire.client.cache

import httpwire.Headers
import httpwire.Request
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.time.Duration
import java.time.Instant

private const val DATE = "Thu, 01 Jan 2026 00:00:00 GMT"
private const val LATER = "Thu, 01 Jan 2026 00:01:00 GMT"
private const val FRESH = "Cache-Control: max-age=60"

private fun headers(vararg fields: String) =
    Headers.of(*fields.flatMap { listOf(it.substringBefore(": "), it.substringAfter(": ")) }.toTypedArray())

private fun request(vararg fields: String) = Request.get("/").withHeaders(headers(*fields))

private fun isStored(
    vararg fields: String,
    status: Int = 200,
    asked: Request = request(),
    options: CacheOptions = CacheOptions.DEFAULT,
): Boolean {
    val now = Instant.parse("2026-01-01T00:00:00Z")
    val response =
        StoredResponse("http://a.example/", now, now, Variant(listOf(), ""), false, status, "", headers(*fields))
    return Storability.isStorable(asked, RequestDirectives.of(asked.headers), response, options)
}

class StorabilityTest : FunSpec({
    test("RFC 9111 §3: what must not be stored") {
        isStored(FRESH) shouldBe true
        isStored("Cache-Control: max-age=60, a b") shouldBe false
        isStored("Cache-Control: max-age=60, no-store") shouldBe false
        isStored(FRESH, asked = request("Cache-Control: no-store")) shouldBe false
        isStored(FRESH, asked = request("Cache-Control: a b")) shouldBe false
        isStored(FRESH, asked = request("Authorization: Basic x")) shouldBe true
        isStored(FRESH, asked = request("Authorization: digest x")) shouldBe false
        isStored(FRESH, "Set-Cookie: a=b") shouldBe false
        isStored(FRESH, "Set-Cookie: a=b", options = CacheOptions.DEFAULT.storingSetCookie()) shouldBe true
    }

    test("RFC 9111 §3, §5.2.2.3: which statuses are stored") {
        for (status in listOf(200, 404, 501, 299, 500, 599)) isStored(FRESH, status = status) shouldBe true
        for (status in listOf(100, 199, 206, 304, 401, 412, 416)) isStored(FRESH, status = status) shouldBe false
        for ((status, isUnderstood) in listOf(200 to true, 404 to true, 299 to false)) {
            isStored("Cache-Control: max-age=60, must-understand", status = status) shouldBe isUnderstood
            isStored("Cache-Control: max-age=60, must-understand, no-store", status = status) shouldBe isUnderstood
        }
    }

    test("RFC 9111 §3.4: to a request with a condition or a range of its own nothing but the whole is stored") {
        for (field in listOf("If-None-Match: \"a\"", "If-Range: \"a\"", "Range: bytes=0-1")) {
            isStored(FRESH, asked = request(field)) shouldBe true
            isStored(FRESH, asked = request(field), status = 404) shouldBe false
        }
    }

    test("a response that can neither be used nor validated is not stored") {
        val stale = CacheOptions.DEFAULT.withStaleIfError(Duration.ofSeconds(1))
        isStored("ETag: \"a\"") shouldBe true
        isStored("Last-Modified: $DATE") shouldBe true
        isStored("Date: $DATE", "Expires: $LATER") shouldBe true
        isStored("Date: $DATE", "Expires: $DATE") shouldBe false
        isStored("Cache-Control: max-age=0") shouldBe false
        isStored("Cache-Control: max-age=0, stale-while-revalidate=1") shouldBe true
        isStored("Cache-Control: max-age=0, stale-while-revalidate=0") shouldBe false
        isStored("Cache-Control: max-age=0, stale-if-error=1") shouldBe true
        isStored("Cache-Control: max-age=0, stale-if-error=0") shouldBe false
        isStored("Cache-Control: max-age=0", options = stale) shouldBe true
        isStored() shouldBe false
        // A status that may not be stored without a word of the server.
        isStored("ETag: \"a\"", status = 302) shouldBe false
        isStored("ETag: \"a\"", "Cache-Control: public", status = 302) shouldBe true
        isStored("ETag: \"a\"", "Expires: $DATE", status = 302) shouldBe true
        isStored("ETag: \"a\"", "Cache-Control: max-age=0", status = 302) shouldBe true
    }

    test("which responses take the place of what is stored") {
        for (status in listOf(200, 204, 404, 499)) Storability.isReplacing(request(), status) shouldBe true
        for (status in listOf(206, 304, 401, 500, 503)) Storability.isReplacing(request(), status) shouldBe false
        Storability.isReplacing(request("Range: bytes=0-1"), 200) shouldBe true
        Storability.isReplacing(request("Range: bytes=0-1"), 404) shouldBe false
    }
})
