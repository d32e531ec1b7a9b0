package httpwire.client.cache

import httpwire.CacheOutcome.HIT
import httpwire.CacheOutcome.MISS
import httpwire.CacheOutcome.REVALIDATED
import httpwire.CacheOutcome.STALE
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe

/** What is stored becomes stale, and the server says [fields] with 304. */
private fun CacheScene.revalidated(stored: List<String>, vararg fields: String): Got {
    answer(200, *stored.toTypedArray(), "Date: @0", body = "first")
    get()
    clock.pass(10)
    answer(304, *fields)
    return get()
}

class CacheValidationTest : FunSpec({
    context("RFC 9111 §4.3.1: what is asked") {
        val rows = listOf(
            Triple("a strong entity-tag", listOf("ETag: \"1\""), listOf("\"1\"", "")),
            Triple("a weak entity-tag", listOf("ETag: W/\"1\""), listOf("W/\"1\"", "")),
            Triple(
                "Last-Modified, as it is written",
                listOf("Last-Modified: Thu, 01 Jan 2015 00:00:00 GMT"),
                listOf("", "Thu, 01 Jan 2015 00:00:00 GMT"),
            ),
            Triple(
                "both",
                listOf("ETag: \"1\"", "Last-Modified: Thu, 01 Jan 2015 00:00:00 GMT"),
                listOf("\"1\"", "Thu, 01 Jan 2015 00:00:00 GMT"),
            ),
            Triple("an entity-tag without quotes is none", listOf("ETag: 1"), listOf("", "")),
            Triple("w/ is not W/", listOf("ETag: w/\"1\""), listOf("", "")),
            Triple("two entity-tags are none", listOf("ETag: \"1\"", "ETag: \"2\""), listOf("", "")),
            Triple("Last-Modified that is no date", listOf("Last-Modified: yesterday"), listOf("", "")),
            Triple("obs-text in an entity-tag", listOf("ETag: \"\u00fc\""), listOf("\"\u00fc\"", "")),
        )
        for ((what, stored, expected) in rows) {
            test(what) {
                scene {
                    answer(200, *stored.toTypedArray(), "Cache-Control: max-age=5", "Date: @0", body = "first")
                    get()
                    clock.pass(10)
                    get("/a", "Foo: bar")
                    lastRequest().run { listOf(field("If-None-Match"), field("If-Modified-Since")) } shouldBe expected
                    lastRequest().field("Foo") shouldBe "bar"
                }
            }
        }
        test("the fields that Vary names are those of the request") {
            scene {
                answer(200, "ETag: \"1\"", "Vary: Foo", "Date: @0", body = "first")
                get("/a", "Foo: 1")
                answer(304, "ETag: \"1\"")
                get("/a", "Foo: 1").outcome shouldBe REVALIDATED
                lastRequest().field("Foo") shouldBe "1"
                get("/a", "Foo: 2")
                lastRequest().field("If-None-Match") shouldBe ""
            }
        }
    }

    context("RFC 9111 §4.3.3: the answer to what was asked") {
        test("304: the stored response, without an Age") {
            scene {
                val got = revalidated(
                    listOf("ETag: \"1\"", "Cache-Control: max-age=5", "A: 1", "Age: 3"),
                    "ETag: \"1\"",
                )
                got.run { listOf(outcome, status, text, headers.get("A"), headers.get("Age")) } shouldBe
                    listOf(REVALIDATED, 200, "first", "1", null)
            }
        }
        test("a full response is given, and stored in place of the old one") {
            scene {
                answer(200, "ETag: \"1\"", "Cache-Control: max-age=5", "Date: @0", body = "first")
                get()
                clock.pass(10)
                answer(200, "ETag: \"2\"", "Cache-Control: max-age=5", "Date: @0", body = "second")
                get().run { listOf(outcome, text) } shouldBe listOf(MISS, "second")
                get().run { listOf(outcome, text, headers.get("ETag")) } shouldBe listOf(HIT, "second", "\"2\"")
                cache.statistics().entryCount shouldBe 1
            }
        }
        for (status in listOf(404, 410, 200, 301)) {
            test("$status that may not be stored: what was stored is gone") {
                scene {
                    answer(200, "ETag: \"1\"", "Cache-Control: max-age=60", "Date: @0", body = "first")
                    get()
                    answer(status, "Cache-Control: no-store", body = "second")
                    get("/a", "Cache-Control: no-cache").text shouldBe "second"
                    get().text shouldBe "second"
                    cache.statistics().entryCount shouldBe 0
                }
            }
        }
        for (status in listOf(401, 403, 500, 503)) {
            val isGone = status == 403
            test("$status: what was stored is ${if (isGone) "gone" else "still there"}") {
                scene {
                    answer(200, "ETag: \"1\"", "Cache-Control: max-age=60", "Date: @0", body = "first")
                    get()
                    answer(status, body = "second")
                    get("/a", "Cache-Control: no-cache").status shouldBe status
                    get().outcome shouldBe if (isGone) MISS else HIT
                }
            }
        }
    }

    context("RFC 9111 §4.3.4: which stored response 304 is about") {
        test("T48: a strong entity-tag: all that have it and match") {
            scene {
                answer(200, "ETag: \"1\"", "Vary: Foo", "Cache-Control: max-age=5", "Date: @0", body = "same")
                get("/a", "Foo: 1", "Bar: 0")
                answer(200, "ETag: \"1\"", "Vary: Bar", "Cache-Control: max-age=5", "Date: @0", body = "same")
                get("/a", "Foo: 0", "Bar: 1")
                clock.pass(10)
                answer(304, "ETag: \"1\"", "Date: @0")
                get("/a", "Foo: 1", "Bar: 1").outcome shouldBe REVALIDATED
                get("/a", "Foo: 1", "Bar: 0").outcome shouldBe HIT
                get("/a", "Foo: 0", "Bar: 1").outcome shouldBe HIT
            }
        }
        test("a strong validator that is another one: the whole is asked for") {
            scene {
                answer(200, "ETag: \"1\"", "Cache-Control: max-age=5", "Date: @0", body = "first")
                get()
                clock.pass(10)
                answers = {
                    if (
                        it.field("If-None-Match") != ""
                    ) {
                        Answer.of(304, "ETag: \"2\"")
                    } else {
                        Answer.of(200, "ETag: \"2\"").body("second")
                    }
                }
                get().run { listOf(outcome, text) } shouldBe listOf(MISS, "second")
                requestCount() shouldBe 3
            }
        }
        test("a weak validator that is another one: the whole is asked for") {
            scene {
                answer(200, "ETag: W/\"1\"", "Cache-Control: max-age=5", "Date: @0", body = "first")
                get()
                clock.pass(10)
                answers = {
                    if (it.field("If-None-Match") != "") Answer.of(304, "ETag: W/\"2\"") else Answer.ok("second")
                }
                get().text shouldBe "second"
            }
        }
        test("a weak validator that is the same") {
            scene {
                revalidated(
                    listOf("ETag: W/\"1\"", "Cache-Control: max-age=5"),
                    "ETag: W/\"1\"",
                ).outcome shouldBe REVALIDATED
            }
        }
        test("the strong form of a weak validator, which nginx sends: it stays weak") {
            scene {
                val stored = listOf("ETag: W/\"1\"", "Cache-Control: max-age=5")
                revalidated(stored, "ETag: \"1\"").run { outcome to headers.get("ETag") } shouldBe
                    (REVALIDATED to "W/\"1\"")
                requestCount() shouldBe 2
            }
        }
        test("the same date in another form") {
            scene {
                revalidated(
                    listOf("Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT", "Cache-Control: max-age=5"),
                    "Last-Modified: Sunday, 06-Nov-94 08:49:37 GMT",
                ).outcome shouldBe REVALIDATED
            }
        }
        test("no validator: the one that was asked about") {
            scene { revalidated(listOf("ETag: \"1\"", "Cache-Control: max-age=5")).outcome shouldBe REVALIDATED }
        }
        test("a server that says 304 without end is asked twice") {
            scene {
                answer(200, "ETag: \"1\"", "Cache-Control: max-age=5", "Date: @0", body = "first")
                get()
                clock.pass(10)
                answer(304, "ETag: \"2\"")
                get().run { listOf(outcome, status) } shouldBe listOf(MISS, 304)
                requestCount() shouldBe 3
            }
        }
    }

    context("RFC 9111 §3.2: what 304 updates") {
        val updated = listOf(
            "Test-Header", "X-Test-Header", "Content-Foo", "X-Content-Foo", "Content-Location", "Content-MD5",
            "Content-Security-Policy", "Content-Type", "Clear-Site-Data", "Expires", "X-Frame-Options", "Set-Cookie2",
        )
        for (name in updated) {
            test("$name is updated, and stored so") {
                scene {
                    val first = revalidated(
                        listOf("ETag: \"1\"", "Cache-Control: max-age=5", "$name: a"),
                        "ETag: \"1\"",
                        "$name: b",
                    )
                    first.headers.getAll(name) shouldContainExactly listOf("b")
                    get().run { listOf(outcome, headers.get(name)) } shouldBe listOf(HIT, "b")
                }
            }
        }
        for (name in listOf("Content-Length", "Content-Encoding", "Content-Range")) {
            test("$name, which is of the body, is not") {
                scene {
                    val value = if (name == "Content-Length") "5" else "a"
                    val stored = listOf("ETag: \"1\"", "Cache-Control: max-age=5") + listOfNotNull(
                        "$name: a".takeIf { name != "Content-Length" },
                    )
                    revalidated(
                        stored,
                        "ETag: \"1\"",
                        "$name: ${if (name == "Content-Length") "7" else "b"}",
                    ).headers.get(name) shouldBe value
                    get().run { listOf(outcome, headers.get(name)) } shouldBe listOf(HIT, value)
                }
            }
        }
        for (
        name in listOf(
            "Connection",
            "Keep-Alive",
            "Proxy-Authenticate",
            "Proxy-Authentication-Info",
            "Proxy-Connection",
            "TE",
            "Upgrade",
        )
        ) {
            test("$name is not stored") {
                scene {
                    revalidated(
                        listOf("ETag: \"1\"", "Cache-Control: max-age=5", "$name: x1"),
                        "ETag: \"1\"",
                        "$name: x2",
                    ).headers.get(name) shouldBe null
                    get().run { listOf(outcome, headers.get(name)) } shouldBe listOf(HIT, null)
                }
            }
        }
        test("fields that 304 does not have stay; repeated ones take the place of all") {
            scene {
                revalidated(listOf("ETag: \"1\"", "A: 1", "B: 1", "B: 2"), "ETag: \"1\"", "B: 3", "B: 4").headers.run {
                    get("A") shouldBe "1"
                    getAll("B") shouldContainExactly listOf("3", "4")
                }
            }
        }
        test("the freshness is counted anew, from the Date of 304 or when it came") {
            scene {
                revalidated(listOf("ETag: \"1\"", "Cache-Control: max-age=5"), "ETag: \"1\"")
                clock.pass(4)
                get().run { listOf(outcome, age()) } shouldBe listOf(HIT, 4L)
                clock.pass(1)
                get().outcome shouldBe REVALIDATED
            }
        }
        test("a longer max-age counts") {
            scene {
                revalidated(
                    listOf("ETag: \"1\"", "Cache-Control: max-age=5"),
                    "ETag: \"1\"",
                    "Cache-Control: max-age=60",
                )
                clock.pass(59)
                get().outcome shouldBe HIT
            }
        }
        test("T48: no-store in 304: given now, and not stored any more") {
            scene {
                revalidated(
                    listOf("ETag: \"1\"", "Cache-Control: max-age=5"),
                    "ETag: \"1\"",
                    "Cache-Control: no-store",
                ).text shouldBe "first"
                cache.statistics().entryCount shouldBe 0
            }
        }
        test("Vary: * in 304: given now, and not stored any more") {
            scene {
                revalidated(
                    listOf("ETag: \"1\"", "Cache-Control: max-age=5"),
                    "ETag: \"1\"",
                    "Vary: *",
                ).outcome shouldBe REVALIDATED
                cache.statistics().entryCount shouldBe 0
            }
        }
        test("T48: Set-Cookie in 304 is given to the caller once, and not stored") {
            scene {
                revalidated(
                    listOf("ETag: \"1\"", "Cache-Control: max-age=5"),
                    "ETag: \"1\"",
                    "Set-Cookie: a=b",
                ).headers.get("Set-Cookie") shouldBe "a=b"
                get().run { listOf(outcome, headers.get("Set-Cookie")) } shouldBe listOf(HIT, null)
            }
        }
    }

    context("RFC 9111 §4.3.5: HEAD") {
        fun updating(vararg head: String, block: CacheScene.() -> Unit) = scene {
            answer(
                200,
                "ETag: \"1\"",
                "Last-Modified: @-100",
                "Cache-Control: max-age=5",
                "Date: @0",
                "A: 1",
                body = "first",
            )
            get()
            clock.pass(10)
            // Without a Content-Length, which the peer would add.
            val fields = head.joinToString("") { dated(it) + "\r\n" }
            answers = { Answer.raw("HTTP/1.1 200 OK\r\n$fields\r\n") }
            send("HEAD").run { listOf(outcome, text) } shouldBe listOf(MISS, "")
            lastRequest().method shouldBe "HEAD"
            answer(304, "ETag: \"1\"")
            block()
        }
        test("is answered from a stored response to GET") {
            scene {
                answer(200, "Cache-Control: max-age=60", "A: 1", "Date: @0", body = "first")
                get()
                clock.pass(5)
                send("HEAD").run {
                    listOf(outcome, text, headers.get("A"), headers.get("Content-Length"), age())
                } shouldBe
                    listOf(HIT, "", "1", "5", 5L)
                get().text shouldBe "first"
            }
        }
        test("its own response is not stored") {
            scene {
                answer(200, "Cache-Control: max-age=60", "Date: @0")
                send("HEAD")
                cache.statistics().entryCount shouldBe 0
                get().outcome shouldBe MISS
            }
        }
        test("the same validators and length: the stored response is updated") {
            updating("ETag: \"1\"", "Last-Modified: @-110", "Cache-Control: max-age=60", "B: 2") {
                get().run {
                    listOf(outcome, text, headers.get("A"), headers.get("B"))
                } shouldBe listOf(HIT, "first", "1", "2")
            }
        }
        test("without validators: the stored response is updated") {
            updating("Cache-Control: max-age=60") { get().outcome shouldBe HIT }
        }
        test("another entity-tag: the stored response must be validated") {
            updating("ETag: \"2\"", "Cache-Control: max-age=60") {
                get("/a", "Cache-Control: max-stale").outcome shouldBe REVALIDATED
                get().outcome shouldBe HIT
            }
        }
        test("another date: the stored response must be validated") {
            updating("Last-Modified: @-50", "Cache-Control: max-age=60") {
                get("/a", "Cache-Control: max-stale").outcome shouldBe REVALIDATED
            }
        }
        test("another length: the stored response must be validated") {
            scene {
                answer(200, "ETag: \"1\"", "Cache-Control: max-age=60", "Date: @0", body = "first")
                get()
                answers = { Answer.raw("HTTP/1.1 200 OK\r\nContent-Length: 6\r\nETag: \"1\"\r\n\r\n") }
                send("HEAD", "/a", "Cache-Control: no-cache")
                answer(304, "ETag: \"1\"")
                get().outcome shouldBe REVALIDATED
            }
        }
        test("404 changes nothing") {
            scene {
                answer(200, "Cache-Control: max-age=60", "Date: @0", body = "first")
                get()
                answer(404)
                send("HEAD", "/a", "Cache-Control: no-cache")
                get().outcome shouldBe HIT
            }
        }
        test("no-store: the stored response is gone") {
            updating("Cache-Control: no-store") { cache.statistics().entryCount shouldBe 0 }
        }
    }

    context("RFC 9111 §4.3.2: conditions of the caller") {
        fun withStored(block: CacheScene.() -> Unit) = scene {
            answer(
                200,
                "ETag: \"1\"",
                "Last-Modified: @-100",
                "Cache-Control: max-age=60",
                "Date: @0",
                "A: 1",
                body = "first",
            )
            get()
            answer(200, body = "second")
            block()
        }
        val rows = listOf(
            Triple("the entity-tag", "If-None-Match: \"1\"", 304),
            Triple("a weak one that is the same", "If-None-Match: W/\"1\"", 304),
            Triple("one of several, first", "If-None-Match: \"1\", \"2\"", 304),
            Triple("one of several, last", "If-None-Match: \"0\",  W/\"2\" , \"1\"", 304),
            Triple("one with a comma in it", "If-None-Match: \"0,\"\t,\"1\"", 304),
            Triple("any", "If-None-Match: *", 304),
            Triple("another one", "If-None-Match: \"2\"", 200),
            Triple("modified before that date", "If-Modified-Since: @-50", 304),
            Triple("modified at that date", "If-Modified-Since: @-100", 304),
            Triple("modified after that date", "If-Modified-Since: @-101", 200),
            Triple("what is no date", "If-Modified-Since: 0", 200),
        )
        for ((what, field, status) in rows) {
            test("$what: $status from the cache") {
                withStored {
                    val got = get("/a", field)
                    got.run { listOf(outcome, this.status) } shouldBe listOf(HIT, status)
                    got.text shouldBe if (status == 304) "" else "first"
                    got.headers.get("ETag") shouldBe "\"1\""
                    got.headers.get("A") shouldBe if (status == 304) null else "1"
                    got.age() shouldBe 0L
                    requestCount() shouldBe 1
                }
            }
        }
        test("RFC 9110 §13.2.2: If-None-Match goes before If-Modified-Since") {
            withStored {
                get("/a", "If-None-Match: \"1\"", "If-Modified-Since: @-101").status shouldBe 304
                get("/a", "If-None-Match: \"2\"", "If-Modified-Since: @0").status shouldBe 200
                requestCount() shouldBe 1
            }
        }
        test("without Last-Modified the Date counts") {
            scene {
                answer(200, "Cache-Control: max-age=60", "Date: @0", body = "first")
                get()
                get("/a", "If-Modified-Since: @-1").status shouldBe 200
                get("/a", "If-Modified-Since: @0").status shouldBe 304
                requestCount() shouldBe 1
            }
        }
        for (
        field in listOf(
            "If-Match: \"1\"",
            "If-Unmodified-Since: @0",
            "If-None-Match: 1",
            "If-None-Match: \"1\" \"2\"",
        )
        ) {
            test("$field is left to the server as it is") {
                withStored {
                    get("/a", field).run { listOf(outcome, text) } shouldBe listOf(MISS, "second")
                    lastRequest().field(field.substringBefore(':')) shouldBe dated(field).substringAfter(": ")
                    lastRequest().field("If-Modified-Since") shouldBe ""
                }
            }
        }
        test("of what is stale are left to the server, and no other is added") {
            withStored {
                clock.pass(100)
                answer(304, "ETag: \"1\"")
                get("/a", "If-None-Match: \"1\"").run { listOf(outcome, status, text) } shouldBe listOf(MISS, 304, "")
                lastRequest().field("If-Modified-Since") shouldBe ""
            }
        }
        test("of what is not stored are left to the server") {
            scene {
                answer(304)
                get("/a", "If-None-Match: \"1\"").run { listOf(outcome, status) } shouldBe listOf(MISS, 304)
                lastRequest().field("If-None-Match") shouldBe "\"1\""
            }
        }
        test("T48: 412 is not stored as the response to everybody") {
            scene {
                answer(412, "Cache-Control: max-age=60", "Date: @0")
                get("/a", "If-Match: \"1\"").status shouldBe 412
                answer(200, body = "first")
                get().text shouldBe "first"
            }
        }
        test("T48: 404 to a conditional request is not stored") {
            scene {
                answer(404, "Cache-Control: max-age=60", "Date: @0")
                get("/a", "If-Match: \"1\"")
                cache.statistics().entryCount shouldBe 0
            }
        }
    }

    context("RFC 9110 §14.2: parts of what is stored") {
        fun withStored(block: CacheScene.() -> Unit) = scene {
            answer(
                200,
                "ETag: \"1\"",
                "Last-Modified: @-100",
                "Cache-Control: max-age=60",
                "Date: @0",
                "A: 1",
                body = "0123456789A",
            )
            get()
            answers = { Answer.of(206, "Content-Range: bytes 0-0/1").body("s") }
            block()
        }
        val rows = listOf(
            Triple("bytes=0-1", "01", "bytes 0-1/11"),
            Triple("bytes=1-", "123456789A", "bytes 1-10/11"),
            Triple("bytes=-1", "A", "bytes 10-10/11"),
            Triple("bytes=-100", "0123456789A", "bytes 0-10/11"),
            Triple("bytes=10-99999999999999999999", "A", "bytes 10-10/11"),
            Triple("BYTES=2-2", "2", "bytes 2-2/11"),
            Triple("bytes= 2-2", "2", "bytes 2-2/11"),
        )
        for ((range, text, contentRange) in rows) {
            test("Range: $range") {
                withStored {
                    val got = get("/a", "Range: $range")
                    got.run { listOf(outcome, status, this.text) } shouldBe listOf(HIT, 206, text)
                    got.headers.get("Content-Range") shouldBe contentRange
                    got.headers.getAll("Content-Length") shouldContainExactly listOf("${text.length}")
                    got.headers.get("A") shouldBe "1"
                    requestCount() shouldBe 1
                }
            }
        }
        for (
        range in listOf(
            "bytes=11-",
            "bytes=5-4",
            "bytes=0-0,2-2",
            "lines=0-1",
            "bytes=-0",
            "bytes=a-b",
            "bytes=",
            "bytes",
            "bytes=1-2x",
            "bytes=--1",
        )
        ) {
            test("Range: $range is left to the server") {
                withStored {
                    get("/a", "Range: $range").run { listOf(outcome, text) } shouldBe listOf(MISS, "s")
                    lastRequest().field("Range") shouldBe range
                    get().run { listOf(outcome, text) } shouldBe listOf(HIT, "0123456789A")
                }
            }
        }
        val conditions = listOf(
            Triple("the strong entity-tag", "\"1\"", 206),
            Triple("another entity-tag", "\"2\"", 200),
            Triple("a weak one", "W/\"1\"", 200),
            Triple("Last-Modified", "@-100", 206),
            Triple("a later date", "@-99", 200),
        )
        for ((what, condition, status) in conditions) {
            test("RFC 9110 §13.1.5 If-Range: $what gives $status") {
                withStored {
                    get("/a", "Range: bytes=0-1", "If-Range: $condition").run {
                        listOf(outcome, this.status)
                    } shouldBe listOf(HIT, status)
                    requestCount() shouldBe 1
                }
            }
        }
        test("RFC 9110 §8.8.2.2: a date in the same second is not strong") {
            scene {
                answer(200, "Last-Modified: @0", "Cache-Control: max-age=60", "Date: @0", body = "0123")
                get()
                get("/a", "Range: bytes=0-1", "If-Range: @0").status shouldBe 200
            }
        }
        test("a part of what is stale is left to the server, and its answer is not stored") {
            withStored {
                clock.pass(100)
                answers = { Answer.of(206, "Content-Range: bytes 0-1/11", "Cache-Control: max-age=60").body("01") }
                get("/a", "Range: bytes=0-1").run { listOf(outcome, status, text) } shouldBe listOf(MISS, 206, "01")
                lastRequest().field("If-None-Match") shouldBe ""
                get("/a", "Range: bytes=0-1").outcome shouldBe MISS
            }
        }
        test("200 to Range is stored as the whole") {
            scene {
                answer(200, "Cache-Control: max-age=60", "Date: @0", body = "0123")
                get("/a", "Range: bytes=0-1").text shouldBe "0123"
                get().run { listOf(outcome, text) } shouldBe listOf(HIT, "0123")
            }
        }
        test("T48: an error to Range is not stored as the whole") {
            scene {
                answer(404, "Cache-Control: max-age=60", "Date: @0")
                get("/a", "Range: bytes=0-1")
                cache.statistics().entryCount shouldBe 0
            }
        }
        test("If-None-Match goes before Range") {
            withStored { get("/a", "Range: bytes=0-1", "If-None-Match: \"1\"").status shouldBe 304 }
        }
    }

    context("RFC 9111 §5.2.1.7: only-if-cached") {
        test("nothing is stored: 504, and nobody is asked") {
            scene {
                get("/a", "Cache-Control: only-if-cached").run {
                    listOf(outcome, status, text)
                } shouldBe listOf(MISS, 504, "")
                requestCount() shouldBe 0
            }
        }
        for (
        more in listOf(
            "Cache-Control: no-cache",
            "Cache-Control: no-store",
            "Cache-Control: max-age=0",
            "If-Match: \"1\"",
            "Range: bytes=9-",
        )
        ) {
            test("what is stored may not be used because of $more: 504") {
                scene {
                    answer(200, "Cache-Control: max-age=60", "Date: @-1", body = "first")
                    get()
                    get("/a", "Cache-Control: only-if-cached", more).status shouldBe 504
                    requestCount() shouldBe 1
                }
            }
        }
        test("what is stored is stale: 504") {
            scene {
                answer(200, "Cache-Control: max-age=5", "ETag: \"1\"", "Date: @0", body = "first")
                get()
                clock.pass(10)
                get("/a", "Cache-Control: only-if-cached").status shouldBe 504
            }
        }
        test("methods that no cache answers go on") {
            scene {
                answer(200, body = "first")
                send("POST", "/a", "Cache-Control: only-if-cached", body = "x").text shouldBe "first"
            }
        }
    }

    context("RFC 5861 §4: stale-if-error") {
        fun failing(
            cacheControl: String,
            later: Long,
            options: CacheOptions.() -> CacheOptions = { this },
            asked: List<String> = listOf(),
            failure: Answer,
        ): Any {
            var result: Any = ""
            scene(options) {
                answer(200, "Cache-Control: $cacheControl", "ETag: \"1\"", "Date: @0", body = "first")
                get()
                clock.pass(later)
                answers = { failure }
                result = runCatching { get("/a", *asked.toTypedArray()).run { outcome to status } }
                    .getOrElse { it::class.simpleName!! }
            }
            return result
        }
        val stale = STALE to 200
        for (status in listOf(500, 502, 503, 504)) {
            test("$status: the stale response") {
                failing("max-age=5, stale-if-error=60", 10, failure = Answer.of(status)) shouldBe stale
                failing(
                    "max-age=5",
                    10,
                    asked = listOf("Cache-Control: stale-if-error=60"),
                    failure = Answer.of(status),
                ) shouldBe stale
                failing("max-age=5", 10, { withStaleIfError(HOUR) }, failure = Answer.of(status)) shouldBe stale
                failing("max-age=5", 10, failure = Answer.of(status)) shouldBe (MISS to status)
                failing("max-age=5, stale-if-error=5", 10, failure = Answer.of(status)) shouldBe (MISS to status)
                failing("max-age=5, stale-if-error=6", 10, failure = Answer.of(status)) shouldBe stale
            }
        }
        for (status in listOf(400, 404, 501, 505, 599)) {
            test("$status is no such error") {
                failing("max-age=5, stale-if-error=60", 10, failure = Answer.of(status)) shouldBe (MISS to status)
            }
        }
        test("a server that hangs up") {
            failing("max-age=5, stale-if-error=60", 10, failure = Answer.hangUp()) shouldBe stale
            failing("max-age=5", 10, failure = Answer.hangUp()) shouldBe "RemoteDisconnected"
        }
        test("a server that sends what is no response") {
            failing("max-age=5, stale-if-error=60", 10, failure = Answer.raw("nonsense\r\n\r\n")) shouldBe stale
        }
        for (forbidden in listOf("must-revalidate", "no-cache")) {
            test("$forbidden forbids it, whoever asks for it") {
                failing(
                    "max-age=5, stale-if-error=60, $forbidden",
                    10,
                    { withStaleIfError(HOUR) },
                    failure = Answer.of(503),
                ) shouldBe (MISS to 503)
                failing(
                    "max-age=5, $forbidden",
                    10,
                    { withStaleIfError(HOUR) },
                    failure = Answer.hangUp(),
                ) shouldBe "RemoteDisconnected"
            }
        }
        test("no-cache of the caller") {
            failing(
                "max-age=5, stale-if-error=60",
                10,
                asked = listOf("Cache-Control: no-cache"),
                failure = Answer.of(503),
            ) shouldBe (MISS to 503)
            failing(
                "max-age=5",
                10,
                asked = listOf("Cache-Control: no-cache, stale-if-error=60"),
                failure = Answer.of(503),
            ) shouldBe stale
        }
        test("the clock has jumped backwards") {
            failing("max-age=5, stale-if-error=60", -10, failure = Answer.of(503)) shouldBe (MISS to 503)
        }
        test("the stored response is still there afterwards, and the connection was not lost") {
            scene {
                answer(200, "Cache-Control: max-age=5, stale-if-error=60", "ETag: \"1\"", "Date: @0", body = "first")
                get()
                clock.pass(10)
                answer(503, body = "sorry")
                get().run { listOf(outcome, age()) } shouldBe listOf(STALE, 10L)
                answer(304, "ETag: \"1\"")
                get().outcome shouldBe REVALIDATED
                server.connectionCount() shouldBe 1
                client.statistics().run { listOf(leased, idle) } shouldBe listOf(0, 1)
            }
        }
    }

    context("RFC 9111 §4.4: invalidation") {
        fun storing(vararg paths: String, block: CacheScene.() -> Unit) = scene {
            answer(200, "Cache-Control: max-age=60", "Date: @0", body = "first")
            for (path in paths) get(path)
            block()
        }
        for (method in listOf("POST", "PUT", "DELETE", "PATCH", "BREW")) {
            for (status in listOf(200, 201, 204, 302, 303)) {
                test("$status to $method") {
                    storing("/a", "/b") {
                        answer(status)
                        send(method, body = "x").outcome shouldBe null
                        cache.statistics().entryCount shouldBe 1
                        answer(200, body = "second")
                        get().run { listOf(outcome, text) } shouldBe listOf(MISS, "second")
                        get("/b").outcome shouldBe HIT
                    }
                }
            }
            for (status in listOf(400, 404, 500)) {
                test("$status to $method changes nothing") {
                    storing("/a") {
                        answer(status)
                        send(method, body = "x")
                        get().outcome shouldBe HIT
                    }
                }
            }
        }
        for (method in listOf("OPTIONS", "TRACE", "QUERY", "HEAD")) {
            test("$method is safe") {
                storing("/a") {
                    answers = { if (method == "HEAD") Answer.raw("HTTP/1.1 200 OK\r\n\r\n") else Answer.of(200) }
                    send(method, "/a", "Cache-Control: no-cache", body = if (method == "QUERY") "x" else null)
                    get().outcome shouldBe HIT
                }
            }
        }
        for (name in listOf("Location", "Content-Location")) {
            for (
            (value, isGone) in listOf(
                "/b" to true,
                "b" to true,
                "/b#part" to true,
                "http://HOST/b" to true,
                "http://other.example/b" to false,
                "https://HOST/b" to false,
                "mailto:b" to false,
                "::" to false,
            )
            ) {
                test("$name: $value ${if (isGone) "is invalidated too" else "is none of that origin"}") {
                    storing("/b", "/c") {
                        answer(201, "$name: ${value.replace("HOST", server.address())}")
                        send("POST", "/a", body = "x")
                        get("/b").outcome shouldBe if (isGone) MISS else HIT
                        get("/c").outcome shouldBe HIT
                    }
                }
            }
        }
        test("T48: what another origin has is not invalidated") {
            scene {
                AnsweringPeer.start { Answer.of(200, "Cache-Control: max-age=60").body("x") }.use { other ->
                    client.get(other.url("/b")).use { it.text() }
                    answer(201, "Location: ${other.url("/b")}", "Content-Location: ${other.url("/b")}")
                    send("POST", body = "x")
                    client.get(other.url("/b")).use { it.cacheOutcome shouldBe HIT }
                }
            }
        }
        test("all variants go") {
            scene {
                answer(200, "Cache-Control: max-age=60", "Vary: Foo", "Date: @0", body = "first")
                get("/a", "Foo: 1")
                get("/a", "Foo: 2")
                cache.statistics().entryCount shouldBe 2
                answer(204)
                send("DELETE")
                cache.statistics().entryCount shouldBe 0
            }
        }
        test("T48: a response that was asked for before is not stored after it") {
            scene {
                answer(200, "Cache-Control: max-age=60", "Date: @0", body = "before")
                val response = client.get(server.url("/a"))
                answer(204)
                send("POST", body = "x")
                response.text() shouldBe "before"
                cache.statistics().run { listOf(entryCount, stored.toInt()) } shouldBe listOf(0, 0)
            }
        }
        test("nor after remove(url) and clear()") {
            for (removal in listOf<CacheScene.() -> Unit>({ cache.remove(server.url("/a#x")) }, { cache.clear() })) {
                scene {
                    answer(200, "Cache-Control: max-age=60", "Date: @0", body = "before")
                    val response = client.get(server.url("/a"))
                    removal()
                    response.text() shouldBe "before"
                    cache.statistics().entryCount shouldBe 0
                    get()
                    cache.statistics().entryCount shouldBe 1
                    removal()
                    cache.statistics().entryCount shouldBe 0
                }
            }
        }
    }

    context("RFC 9111 §4.1: several variants") {
        test("are stored beside each other") {
            scene {
                answers = {
                    Answer.of(
                        200,
                        "Cache-Control: max-age=60",
                        "Vary: Foo",
                        "Date: ${clock.date()}",
                    ).body(it.field("Foo"))
                }
                for (foo in listOf("1", "2", "3")) get("/a", "Foo: $foo").outcome shouldBe MISS
                for (
                foo in listOf("1", "2", "3")
                ) {
                    get("/a", "Foo: $foo").run { listOf(outcome, text) } shouldBe listOf(HIT, foo)
                }
            }
        }
        test("T48: there are at most 32 of one URL") {
            scene {
                answers = {
                    Answer.of(
                        200,
                        "Cache-Control: max-age=60",
                        "Vary: Foo",
                        "Date: ${clock.date()}",
                    ).body(it.field("Foo"))
                }
                for (foo in 1..40) {
                    clock.pass(1)
                    get("/a", "Foo: $foo")
                }
                cache.statistics().entryCount shouldBe 32
                get("/a", "Foo: 40").outcome shouldBe HIT
                get("/a", "Foo: 1").outcome shouldBe MISS
            }
        }
        test("the one with Vary goes before the one without it") {
            scene {
                answer(200, "Cache-Control: max-age=600", "Vary: Foo", "Date: @0", body = "with")
                get("/a", "Foo: 1")
                clock.pass(10)
                answer(200, "Cache-Control: max-age=600", "Date: @0", body = "without")
                get("/a", "Foo: 2").text shouldBe "without"
                get("/a", "Foo: 1").text shouldBe "with"
                get("/a").text shouldBe "without"
            }
        }
        test("the latest Date goes before others") {
            scene {
                answer(200, "Cache-Control: max-age=600", "Vary: Foo", "Date: @0", body = "old")
                get("/a", "Bar: 1")
                answer(200, "Cache-Control: max-age=600", "Vary: Foo, Bar", "Date: @100", body = "new")
                get("/a", "Bar: 1", "Cache-Control: no-cache")
                get("/a", "Bar: 1").text shouldBe "new"
                get("/a", "Bar: 2").text shouldBe "old"
            }
        }
    }
})
