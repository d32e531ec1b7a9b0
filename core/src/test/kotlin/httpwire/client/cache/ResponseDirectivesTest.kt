package httpwire.client.cache

import httpwire.Headers
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

private fun said(cacheControl: String) = ResponseDirectives.of(Headers.of("Cache-Control", cacheControl))

class ResponseDirectivesTest : FunSpec({
    test("RFC 9111 §5.2.2: each directive is found, and nothing is there that was not said") {
        val words = mapOf<String, (ResponseDirectives) -> Boolean>(
            "a b" to { it.isBroken },
            "no-store" to { it.isNoStore },
            "no-cache" to { it.isNoCache },
            "public" to { it.isExplicit },
            "must-revalidate" to { it.isMustRevalidate },
            "must-understand" to { it.isMustUnderstand },
            "immutable" to { it.isImmutable },
            "s-maxage=1" to { it.isSharedAge },
        )
        for (text in words.keys + "private" + "unknown") {
            for ((word, isSaid) in words) {
                val isMeant = text == word || (text == "private" && word == "public")
                isSaid(said(text)) shouldBe isMeant
            }
        }
        said("private=x").isExplicit shouldBe true
        said("public=x").isExplicit shouldBe false
    }

    test("RFC 9111 §5.2.2.1, RFC 5861: numbers") {
        said("max-age=1, stale-while-revalidate=2, stale-if-error=3")
            .run { listOf(maxAgeSeconds, whileRevalidateSeconds, ifErrorSeconds) } shouldBe listOf(1L, 2L, 3L)
        said("x").run { listOf(maxAgeSeconds, whileRevalidateSeconds, ifErrorSeconds) } shouldBe listOf(-1L, 0L, -1L)
        said("max-age=x, stale-while-revalidate=x, stale-if-error=x")
            .run { listOf(maxAgeSeconds, whileRevalidateSeconds, ifErrorSeconds) } shouldBe listOf(-2L, 0L, -1L)
    }

    test("RFC 9111 §5.2.2.4: no-cache with the names of fields hides those") {
        val hidden = mapOf(
            "no-cache=\"Set-Cookie, X-a,,\"" to setOf("set-cookie", "x-a"),
            "no-cache=a, no-cache=b" to setOf("a", "b"),
            "no-cache=a" to setOf("a"),
        )
        for ((text, names) in hidden) said(text).run { isNoCache to hiddenNames } shouldBe (false to names)
        for (text in listOf("no-cache=\"\"", "no-cache=\",\"", "no-cache=\"a b\"", "no-cache, no-cache=a")) {
            said(text).run { isNoCache to hiddenNames } shouldBe (true to setOf())
        }
    }

    test("RFC 9111 §4.2.4: when nothing stale may be used") {
        for (text in listOf("no-cache", "must-revalidate", "max-age=x")) said(text).isStaleForbidden shouldBe true
        for (text in listOf("max-age=0", "x", "no-cache=a")) said(text).isStaleForbidden shouldBe false
    }
})
