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
import java.util.concurrent.CopyOnWriteArrayList

private const val FRESH = "Cache-Control: max-age=100000"
private const val SHORT = "Cache-Control: max-age=2"
private const val LATER = "Mon, 11 Jan 2038 11:11:11 GMT"

/** Fields that are stored and updated by 304, each with an old and a new value. */
private val PLAIN_FIELDS = listOf(
    "Test-Header",
    "X-Test-Header",
    "Content-Foo",
    "X-Content-Foo",
    "Content-Location",
    "Content-MD5",
    "Content-Security-Policy",
    "Content-Type",
    "Clear-Site-Data",
    "Public-Key-Pins",
    "Set-Cookie2",
    "X-Frame-Options",
    "X-XSS-Protection",
).map { Triple(it, "old", "new") } +
    Triple("Expires", "Fri, 01 Jan 2038 01:01:01 GMT", LATER) +
    Triple("Cache-Control", "max-age=2", "max-age=3600")

/** Fields of the connection. */
private val HOP_FIELDS = listOf(
    "Connection",
    "Keep-Alive",
    "Proxy-Authenticate",
    "Proxy-Authentication-Info",
    "Proxy-Authorization",
    "Proxy-Connection",
    "TE",
    "Upgrade",
)

/**
 * The scenarios of https://github.com/http-tests/cache-tests that are more than two GETs for one URL, by their ids;
 * those for proxies and for CDN-Cache-Control are left out.
 */
class CacheTestsStepsTest : FunSpec({
    context("headers") {
        for (
        (field, old) in PLAIN_FIELDS.map { it.first to it.second } + ("Content-Encoding" to "x") +
            ("Content-Range" to "x") + ("ETag" to "\"1\"")
        ) {
            test("headers-store-$field") {
                scene {
                    answer(200, FRESH.takeIf { field != "Cache-Control" } ?: "Date: @0", "$field: $old", body = "first")
                    client.get(server.url("/a")).use { it.read() }
                    client.get(server.url("/a")).use { listOf(it.cacheOutcome, it.getHeader(field)) } shouldBe
                        listOf(HIT, old)
                }
            }
        }
        for (field in HOP_FIELDS) {
            test("headers-store-$field") {
                scene {
                    answer(200, FRESH, "$field: x", body = "first")
                    get()
                    get().run { listOf(outcome, headers.contains(field)) } shouldBe listOf(HIT, false)
                }
            }
        }
        test("headers-store-Set-Cookie, with the option") {
            scene({ storingSetCookie() }) {
                answer(200, FRESH, "Set-Cookie: a=b", body = "first")
                get()
                get().run { listOf(outcome, headers.get("Set-Cookie")) } shouldBe listOf(HIT, "a=b")
            }
        }
    }

    context("update304") {
        fun updated(
            field: String,
            old: String,
            new: String,
            expected: String,
            options: CacheOptions.() -> CacheOptions,
        ) {
            scene(options) {
                val validity = if (field == "Cache-Control") "A: 1" else SHORT
                answers =
                    { response(200, "$field: $old", validity, "ETag: \"1\"", "Date: ${clock.date()}", body = "first") }
                client.get(server.url("/a")).use { it.read() }
                clock.pass(3)
                answers = { response(304, "$field: $new", validity, "ETag: \"1\"", "Date: ${clock.date()}") }
                for (outcome in listOf(REVALIDATED, HIT)) {
                    client.get(server.url("/a")).use {
                        withClue(outcome) {
                            listOf(it.cacheOutcome, it.getHeader(field)) shouldBe listOf(outcome, expected)
                            it.read().utf8() shouldBe "first"
                        }
                    }
                }
            }
        }
        for ((field, old, new) in PLAIN_FIELDS) {
            test("304-etag-update-response-$field") { updated(field, old, new, new) { this } }
        }
        test("304-etag-update-response-Set-Cookie, with the option") {
            updated("Set-Cookie", "a=b", "a=c", "a=c") { storingSetCookie() }
        }
        for (field in listOf("Content-Encoding", "Content-Range")) {
            test("304-etag-update-response-$field: not as there, since it is about the stored bytes, §3.2") {
                updated(field, "old", "new", "old") { this }
            }
        }
        test("304-etag-update-response-Content-Length") { updated("Content-Length", "5", "10", "5") { this } }
        test(
            "304-etag-update-response-ETag: not as there, since another strong tag is about another response, §4.3.4",
        ) {
            scene {
                answer(200, SHORT, "ETag: \"1\"", body = "first")
                get()
                clock.pass(3)
                answers =
                    { if (it.field("If-None-Match") == "") Answer.ok("second") else Answer.of(304, "ETag: \"2\"") }
                get().run { listOf(outcome, text) } shouldBe listOf(MISS, "second")
            }
        }
        test("304-lm-use-stored-Test-Header") {
            scene {
                val modified = "Last-Modified: Wed, 01 Jan 2020 00:00:00 GMT"
                answer(200, SHORT, modified, "Test-Header: old", body = "first")
                get()
                clock.pass(3)
                answer(304, modified)
                get().run { listOf(outcome, headers.get("Test-Header")) } shouldBe listOf(REVALIDATED, "old")
            }
        }
    }

    context("updateHEAD") {
        test("head-writethrough: HEAD for what is stale is sent as HEAD") {
            scene {
                answer(200, SHORT, body = "first")
                get()
                clock.pass(3)
                send("HEAD").outcome shouldBe MISS
                lastRequest().method shouldBe "HEAD"
            }
        }
        test("head-200-retain: not as there, since the response to HEAD is given as it came") {
            scene {
                answer(200, SHORT, "A: 1", body = "first")
                get()
                clock.pass(3)
                answer(200, SHORT, body = "first")
                send("HEAD").headers.get("A") shouldBe null
            }
        }
        test("head-200-freshness-update, head-200-update") {
            scene {
                answer(200, SHORT, "A: 1", body = "first")
                get()
                clock.pass(3)
                answer(200, "Cache-Control: max-age=1000", "A: 2", body = "first")
                send("HEAD")
                get().run { listOf(outcome, headers.get("A"), text) } shouldBe listOf(HIT, "2", "first")
            }
        }
        test("head-410-update: not as there, since what is gone is no update of what was there") {
            scene {
                answer(200, SHORT, "A: 1", body = "first")
                get()
                clock.pass(3)
                answer(410, "Cache-Control: max-age=1000", "A: 2")
                send("HEAD").status shouldBe 410
                get().run { listOf(outcome, status) } shouldBe listOf(MISS, 410)
            }
        }
    }

    context("invalidation") {
        for (method in listOf("POST", "PUT", "DELETE", "M-SEARCH")) {
            for ((name, status, expected) in listOf(Triple("", 200, MISS), Triple("-failed", 500, HIT))) {
                test("invalidate-$method$name") {
                    scene {
                        answer(200, FRESH, body = "first")
                        get()
                        answer(status)
                        send(method, body = "abc").status shouldBe status
                        get().outcome shouldBe expected
                    }
                }
            }
            for ((name, field) in listOf("location" to "Location", "cl" to "Content-Location")) {
                test("invalidate-$method-$name") {
                    scene {
                        answer(200, FRESH, "Last-Modified: @0", body = "first")
                        get("/a/target")
                        answer(200, "$field: /a/target")
                        send(method, body = "abc")
                        get("/a/target").outcome shouldBe MISS
                    }
                }
            }
        }
    }

    context("partial") {
        fun whole(range: String, part: String) = scene {
            answer(200, "Cache-Control: max-age=3600", "A: 1", body = "0123456789A")
            get()
            answer(200, "A: 2", body = "other")
            get("/a", "Range: bytes=$range").run { listOf(outcome, status, text, headers.get("A")) } shouldBe
                listOf(HIT, 206, part, "1")
        }
        test("partial-store-complete-reuse-partial, partial-use-headers, partial-use-stored-headers") {
            whole("0-1", "01")
        }
        test("partial-store-complete-reuse-partial-no-last") { whole("1-", "123456789A") }
        test("partial-store-complete-reuse-partial-suffix") { whole("-1", "A") }
        val others = mapOf(
            "reuse-partial" to "-5",
            "reuse-partial-byterange" to "6-8",
            "reuse-partial-absent" to "6-",
            "reuse-partial-suffix" to "-1",
        )
        for ((name, range) in others) {
            test("partial-store-partial-$name: not as there, since a part is not stored, §3.3") {
                scene {
                    answer(206, "Cache-Control: max-age=3600", "Content-Range: bytes 4-9/10", body = "01234")
                    repeat(2) { get("/a", "Range: bytes=${if (it == 0) "-5" else range}").outcome shouldBe MISS }
                    get().outcome shouldBe MISS
                    lastRequest().field("Range") shouldBe ""
                }
            }
        }
    }

    context("cc-response, cc-request, vary, conditional") {
        for (again in listOf("no-store", "no-store, max-age=0")) {
            test("cc-resp-no-store-old-${if (again == "no-store") "new" else "max-age"}") {
                scene {
                    answer(200, FRESH, "A: 1", body = "first")
                    get()
                    clock.pass(3)
                    answer(200, "Cache-Control: $again", "A: 2", body = "second")
                    repeat(2) { get().run { listOf(outcome, headers.get("A")) } shouldBe listOf(HIT, "1") }
                }
            }
        }
        for ((name, directive) in listOf("must-revalidate" to "", "immutable" to "Cache-Control: max-age=0")) {
            test("cc-resp-$name-fresh and -stale") {
                scene {
                    answer(200, "Cache-Control: max-age=3, $name", "ETag: \"1\"", body = "first")
                    val asked = listOf(directive).filter { it.isNotEmpty() }.toTypedArray()
                    get()
                    get("/a", *asked).outcome shouldBe HIT
                    clock.pass(3)
                    answer(304, "ETag: \"1\"")
                    get("/a", *asked).outcome shouldBe REVALIDATED
                    lastRequest().field("Cache-Control") shouldBe directive.substringAfter(": ")
                }
            }
        }
        test("ccreq-oic") {
            scene {
                get("/a", "Cache-Control: only-if-cached").run { listOf(outcome, status) } shouldBe
                    listOf(MISS, 504)
            }
        }
        test("vary-invalidate") {
            scene {
                answers = { Answer.of(200, FRESH, "Vary: Foo").body(it.field("Foo")) }
                for ((value, expected) in listOf("1" to MISS, "2" to MISS, "1" to HIT, "2" to HIT)) {
                    get("/a", "Foo: $value").run { listOf(outcome, text) } shouldBe listOf(expected, value)
                }
            }
        }
        test("conditional-lm-fresh-rfc850") {
            scene {
                answer(200, FRESH, "Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT", body = "first")
                get()
                get("/a", "If-Modified-Since: Thursday, 01-Jan-26 00:00:00 GMT").run {
                    listOf(outcome, status)
                } shouldBe
                    listOf(HIT, 304)
            }
        }
        for (tag in listOf("\"abcdef\"", "W/\"abcdef\"")) {
            test(
                "conditional-etag-strong-generate, -weak-generate-weak, -vary-headers: $tag",
            ) {
                scene {
                    answer(200, "Expires: @1", "ETag: $tag", "Vary: Abc", body = "first")
                    get("/a", "Abc: 123")
                    clock.pass(3)
                    answer(304, "ETag: $tag")
                    get("/a", "Abc: 123").outcome shouldBe REVALIDATED
                    lastRequest().run { listOf(field("Abc"), field("If-None-Match")) } shouldBe listOf("123", tag)
                }
            }
        }
        test(
            "conditional-etag-strong-generate-unquoted, -vary-headers-mismatch: not as there, no condition",
        ) {
            scene {
                answer(200, "Expires: @1", "ETag: abcdef", "Last-Modified: @-9", "Vary: Abc", body = "first")
                get("/a", "Abc: 123")
                clock.pass(3)
                get("/a", "Abc: 456")
                lastRequest().run { field("If-None-Match") + field("If-Modified-Since") } shouldBe ""
                get("/a", "Abc: 123")
                lastRequest().field("If-None-Match") shouldBe ""
            }
        }
        for (tag in listOf("\"abcdef\"", "abcdef")) {
            test("conditional-etag-forward, conditional-etag-forward-unquoted: $tag is sent as it came") {
                scene {
                    answer(200, FRESH, body = "first")
                    get("/a", "If-None-Match: $tag").status shouldBe 200
                    lastRequest().field("If-None-Match") shouldBe tag
                }
            }
        }
    }

    context("stale") {
        for (failure in listOf("close", "503")) {
            val failing = if (failure == "503") Answer.of(503) else Answer.hangUp()
            test("stale-sie-$failure, and no Warning") {
                scene {
                    answer(200, "$SHORT, stale-if-error=60", body = "first")
                    get()
                    clock.pass(3)
                    answers = { failing }
                    get().run { listOf(outcome, status, text, headers.get("Warning")) } shouldBe
                        listOf(STALE, 200, "first", null)
                }
            }
        }
        for (directive in listOf("", ", must-revalidate", ", proxy-revalidate", ", no-cache", ", s-maxage=2")) {
            test("stale-close$directive: nobody has allowed a stale response") {
                scene {
                    answer(200, SHORT + directive, body = "first")
                    get()
                    clock.pass(3)
                    answers = { Answer.hangUp() }
                    runCatching { get() }.isFailure shouldBe true
                }
            }
        }
        test("stale-while-revalidate-window") {
            val tasks = CopyOnWriteArrayList<Runnable>()
            scene(build = { backgroundForTests { tasks += it } }) {
                answer(200, "Cache-Control: max-age=1, stale-while-revalidate=4", "ETag: \"abc\"", body = "first")
                get()
                clock.pass(3)
                answer(200, "Cache-Control: no-cache", "ETag: \"def\"", body = "second")
                get().run { listOf(outcome, text) } shouldBe listOf(STALE, "first")
                tasks.single().run()
                clock.pass(3)
                get().text shouldBe "second"
                lastRequest().field("If-None-Match") shouldBe "\"def\""
            }
        }
    }

    context("other, method, auth, interim") {
        test("query-args-different, query-args-same") {
            scene {
                answers = { Answer.of(200, FRESH).body(it.target) }
                for ((path, expected) in listOf("/a?test=1" to MISS, "/a?test=2" to MISS, "/a?test=1" to HIT)) {
                    get(path).run { listOf(outcome, text) } shouldBe listOf(expected, path)
                }
            }
        }
        test("other-age-delay: not as there, since a response that was not stored is given as it came") {
            scene {
                answers = {
                    clock.pass(5)
                    Answer.of(200, FRESH).body("first")
                }
                get().age() shouldBe null
                get().age() shouldBe 5L
            }
        }
        test("method-POST: not as there, since only responses to GET are stored") {
            scene {
                answer(200, "Cache-Control: max-age=3600", "Content-Location: /a", body = "first")
                send("POST", body = "12345")
                get().outcome shouldBe MISS
            }
        }
        test("other-authorization, -public, -must-revalidate, -smaxage: not as there, it is for one user alone") {
            for (directive in listOf("max-age=3600", "max-age=3600, public", "max-age=3600, must-revalidate")) {
                scene {
                    answer(200, "Cache-Control: $directive", body = "first")
                    get("/a", "Authorization: FOO")
                    get("/a", "Authorization: FOO").outcome shouldBe HIT
                    get("/a").outcome shouldBe MISS
                }
            }
        }
        for ((id, head) in listOf(
            "interim-102" to "102 Processing",
            "interim-103, interim-not-cached, interim-no-header-reuse" to "103 Early Hints\r\nX-My-Header: test",
        )) {
            test(id) {
                scene {
                    answers =
                        {
                            Answer.raw(
                                "HTTP/1.1 $head\r\n\r\nHTTP/1.1 200 OK\r\n$FRESH\r\nContent-Length: 5\r\n\r\nfirst",
                            )
                        }
                    for ((count, outcome) in listOf(1 to MISS, 0 to HIT)) {
                        client.get(server.url("/a")).use {
                            listOf(it.cacheOutcome, it.interimResponses.size, it.getHeader("X-My-Header")) shouldBe
                                listOf(outcome, count, null)
                            it.text() shouldBe "first"
                        }
                    }
                }
            }
        }
    }
})

/** With exactly these fields, and a Content-Length if 200 has none. */
private fun response(status: Int, vararg fields: String, body: String = ""): Answer {
    val length = if (status == 200 &&
        fields.none { it.startsWith("Content-Length") }
    ) {
        "Content-Length: ${body.length}\r\n"
    } else {
        ""
    }
    return Answer.raw("HTTP/1.1 $status X\r\n" + fields.joinToString("") { "$it\r\n" } + length + "\r\n" + body)
}
