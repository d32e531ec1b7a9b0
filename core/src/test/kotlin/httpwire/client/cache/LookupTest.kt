package httpwire.client.cache

import httpwire.HttpException
import httpwire.Request
import httpwire.RequestBody
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import java.time.Instant

private const val URL = "http://a.test/p?q"

/** A storage that has [stored], each with its place as its body. */
private fun lookup(request: Request, vararg stored: StoredResponse): Lookup {
    val storage = MemoryStorage(1 shl 20)
    stored.forEachIndexed { i, response -> storage.put("GET $URL", StoredHead.write(response).utf8(), "$i") }
    return Lookup.of(request, SafeStorage(storage, CacheOptions.DEFAULT, Counts()))
}

private fun response(
    vararg lines: String,
    variant: Variant = Variant.of(fields(), Request.get(URL))!!,
    responseTime: Instant = START,
) = storedResponse(*lines, url = URL, variant = variant, responseTime = responseTime)

private fun order(vararg stored: StoredResponse): List<String> =
    lookup(Request.get(URL), *stored).matching.map { it.entry().text() }

class LookupTest : FunSpec({
    test("GET and HEAD without a body are what the cache answers") {
        val body = RequestBody.of("x")
        val rows = listOf(
            Request.get(URL) to true,
            Request.head(URL) to true,
            Request.builder("GET", URL).body(body).build() to false,
            Request.builder("HEAD", URL).body(body).build() to false,
            Request.options(URL) to false,
            Request.post(URL, body) to false,
            Request.query(URL, body) to false,
            Request.builder("get", URL).build() to false,
        )
        for ((request, isCacheable) in rows) {
            withClue(request) {
                lookup(request, response()).run { listOf(this.isCacheable, matching.size == 1) } shouldBe
                    listOf(isCacheable, isCacheable)
            }
        }
    }

    test("no-store of the request, and a Cache-Control that can't be read, pass the cache by") {
        val rows = listOf("no-store" to 0, "a b" to 0, "max-age=x" to 0, "no-cache" to 1, "x" to 1)
        for ((directives, count) in rows) {
            val request = Request.builder("GET", URL).header("Cache-Control", directives).build()
            withClue(directives) { lookup(request, response()).run { listOf(isCacheable, matching.size) } } shouldBe
                listOf(true, count)
        }
    }

    test("the key is the URL without its fragment; what is no URL is refused") {
        lookup(Request.get("$URL#f"), response()).run { key() to matching.size } shouldBe ("GET $URL" to 1)
        shouldThrow<HttpException.InvalidUrl> { lookup(Request.get("/p")) }
    }

    test("RFC 9111 §4.1: those with Vary first, then the latest Date, then the last that came") {
        order(response("Date: @1"), response("Vary: a", "Date: @0"), response("Date: @2")) shouldContainExactly
            listOf("1", "2", "0")
        order(
            response("Date: @0", responseTime = START.plusSeconds(2)),
            response("Date: @0", responseTime = START.plusSeconds(3)),
            response("Date: @0", responseTime = START.plusSeconds(1)),
            response("Date: @1", responseTime = START),
        ) shouldContainExactly listOf("3", "1", "0", "2")
    }

    test("those for other requests are left out, and none is selected if only the server can tell") {
        val other = Variant.of(fields("Vary: a"), Request.builder("GET", URL).header("a", "1").build())!!
        lookup(Request.get(URL), response(variant = other), response()).selected()!!.entry().text() shouldBe "1"
        lookup(Request.get(URL), response(variant = other)).selected() shouldBe null
        val asked = Request.builder("GET", URL).header("If-Match", "\"1\"").build()
        lookup(asked, response()).run { listOf(matching.size, selected()) } shouldBe listOf(1, null)
    }
})
