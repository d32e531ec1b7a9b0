package httpwire.client.cache

import httpwire.CacheOutcome.HIT
import httpwire.CacheOutcome.MISS
import httpwire.CacheOutcome.REVALIDATED
import httpwire.CacheOutcome.STALE
import httpwire.client.backgroundForTests
import httpwire.testing.Answer
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

private const val FRESH = "Cache-Control: max-age=60"

/** What each rule says where two of them meet. */
class CacheCornersTest : FunSpec({
    test("RFC 5861 §4: a response that is stale at once is stored for the time of an error") {
        scene {
            answer(200, "Cache-Control: max-age=0, stale-if-error=60", body = "first")
            get()
            answer(503)
            get().run { listOf(outcome, text) } shouldBe listOf(STALE, "first")
        }
    }
    test("RFC 5861 §3: a request that limits the age, or wants freshness, gets nothing stale") {
        for ((directive, expected) in listOf("min-fresh=1" to MISS, "max-age=100" to MISS, "min-fresh=0" to STALE)) {
            scene(build = { backgroundForTests { } }) {
                answer(200, "Cache-Control: max-age=5, stale-while-revalidate=60", body = "first")
                get()
                clock.pass(10)
                withClue(directive) { get("/a", "Cache-Control: $directive").outcome shouldBe expected }
            }
        }
    }
    test("RFC 9111 §4.3.4: a weak tag in 304 updates the latest of the responses that have it") {
        scene {
            answer(200, "Cache-Control: max-age=5", "ETag: W/\"1\"", "Date: @0", body = "for all")
            get()
            clock.pass(10)
            answer(200, "Cache-Control: max-age=5", "ETag: W/\"1\"", "Date: @0", "Vary: Foo", body = "for 1")
            get("/a", "Foo: 1", "Cache-Control: no-cache")
            cache.statistics().entryCount shouldBe 2
            clock.pass(10)
            answer(304, FRESH, "ETag: W/\"1\"", "Date: @0")
            get("/a", "Foo: 1").run { listOf(outcome, text) } shouldBe listOf(REVALIDATED, "for 1")
            get("/a", "Foo: 1").outcome shouldBe HIT
            get("/a", "Foo: 2").run { listOf(outcome, text) } shouldBe listOf(REVALIDATED, "for all")
        }
    }
    test("RFC 9111 §4.3.5: 200 to HEAD makes another stored status invalid") {
        for (status in listOf(404, 410, 301)) {
            scene {
                answer(status, FRESH, "Date: @0", body = "gone")
                get().status shouldBe status
                get().outcome shouldBe HIT
                answer(200, FRESH, "Date: @0", body = "back")
                send("HEAD", "/a", "Cache-Control: no-cache").status shouldBe 200
                get().run { listOf(outcome, this.status, text) } shouldBe listOf(MISS, 200, "back")
            }
        }
    }
    test("RFC 9111 §4.3.4: 304 to a condition of the caller's own updates another status too") {
        scene {
            answer(404, "Cache-Control: max-age=5", "ETag: \"1\"", "Date: @0", body = "gone")
            get()
            clock.pass(10)
            answer(304, FRESH, "ETag: \"1\"")
            get("/a", "If-None-Match: \"1\"").status shouldBe 304
            get().run { listOf(outcome, status, text) } shouldBe listOf(HIT, 404, "gone")
        }
    }
    test("RFC 9110 §5.6.1: an empty member of Vary is none") {
        scene {
            for (vary in listOf(", Foo", "Foo,,", " foo ,")) {
                answer(200, FRESH, "Date: @0", "Vary: $vary", body = vary)
                get("/a", "Foo: 1", "Cache-Control: no-cache")
                cache.statistics().entryCount shouldBe 1
                get("/a", "Foo: 1").run { listOf(outcome, text) } shouldBe listOf(HIT, vary)
            }
        }
    }
    test("RFC 9110 §5.6: blanks around members, strings without an end, tags with a blank") {
        val rows = listOf(
            listOf("Cache-Control: max-age=60 , private\t,\tx") to HIT,
            listOf("Cache-Control: max-age=60, x=\"a\\") to MISS,
            listOf("Cache-Control: max-age=60, x=\"a\\\"\"") to HIT,
            listOf("Cache-Control: max-age=60, no-cache", "ETag: \"a b\"") to MISS,
            listOf("Cache-Control: max-age=60, no-cache", "ETag: \"a!b\"") to REVALIDATED,
        )
        for ((response, expected) in rows) {
            scene {
                answer(200, *response.toTypedArray(), body = "first")
                get()
                answers = { if (it.field("If-None-Match") == "") Answer.ok("second") else Answer.of(304) }
                withClue(response) { get().outcome shouldBe expected }
            }
        }
    }
})
