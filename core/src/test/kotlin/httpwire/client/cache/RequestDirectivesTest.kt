package httpwire.client.cache

import httpwire.Headers
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

private fun said(cacheControl: String) = RequestDirectives.of(Headers.of("Cache-Control", cacheControl))

private val NOTHING = RequestDirectives(false, false, false, false, -1, -1, 0, -1)

class RequestDirectivesTest : FunSpec({
    test("RFC 9111 §5.2.1: each directive is found, and nothing is there that was not said") {
        RequestDirectives.of(Headers.EMPTY) shouldBe NOTHING
        said("unknown=1") shouldBe NOTHING
        said("no-cache") shouldBe RequestDirectives(false, true, false, false, -1, -1, 0, -1)
        said("no-store") shouldBe RequestDirectives(false, false, true, false, -1, -1, 0, -1)
        said("only-if-cached") shouldBe RequestDirectives(false, false, false, true, -1, -1, 0, -1)
        said("max-age=1, max-stale=2, min-fresh=3, stale-if-error=4") shouldBe
            RequestDirectives(false, false, false, false, 1, 2, 3, 4)
        said("max-stale") shouldBe RequestDirectives(false, false, false, false, -1, Directives.MOST_SECONDS, 0, -1)
    }

    test("RFC 9111 §5.2: what can't be read is broken") {
        for (text in listOf("a b", "max-age=x", "min-fresh=x", "max-stale=x", "max-age", "min-fresh")) {
            said(text).isBroken shouldBe true
        }
        said("stale-if-error=x").run { isBroken to ifErrorSeconds } shouldBe (false to -1L)
    }

    test("RFC 9111 §5.4: Pragma counts if there is no Cache-Control") {
        RequestDirectives.of(Headers.of("Pragma", "x, No-Cache")).isNoCache shouldBe true
        RequestDirectives.of(Headers.of("Pragma", "x")).isNoCache shouldBe false
        RequestDirectives.of(Headers.of("Pragma", "no-cache", "Cache-Control", "max-age=1")).isNoCache shouldBe false
    }
})
