package httpwire.client.cache

import httpwire.Request
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

class ConditionsTest : FunSpec({
    test("RFC 9111 §4.3.1: the validators of what is stored become conditions") {
        val request = Request.builder("GET", "http://a.test/").header("A", "1").build()
        fun added(vararg stored: String) = Conditions.added(request, storedResponse(*stored)).headers
        added() shouldBe fields("A: 1")
        added("ETag: W/\"1\"") shouldBe fields("A: 1", "If-None-Match: W/\"1\"")
        added("Last-Modified: @0") shouldBe fields("A: 1", "If-Modified-Since: @0")
        added("ETag: \"1\"", "Last-Modified: @0") shouldBe
            fields("A: 1", "If-None-Match: \"1\"", "If-Modified-Since: @0")
        added("ETag: 1", "Last-Modified: x") shouldBe fields("A: 1")
    }

    test("a request of the cache's own is GET for the whole, without conditions") {
        val request = Request.builder("HEAD", "http://a.test/").headers(
            fields(
                "If-None-Match: *",
                "If-Modified-Since: @0",
                "If-Match: *",
                "If-Unmodified-Since: @0",
                "If-Range: \"1\"",
                "Range: bytes=0-1",
                "Cache-Control: max-stale",
                "Pragma: no-cache",
                "Accept: a",
                "Authorization: x",
            ),
        ).build()
        val plain = Conditions.removed(request)
        plain.run { listOf(method, target) } shouldBe listOf("GET", "http://a.test/")
        plain.headers shouldBe fields("Accept: a", "Authorization: x")
    }
})
