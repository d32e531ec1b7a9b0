package httpwire.client.cache

import httpwire.CacheOutcome.HIT
import httpwire.CacheOutcome.MISS
import httpwire.CacheOutcome.REVALIDATED
import httpwire.RequestBody
import httpwire.testing.Answer
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.ByteString
import java.io.IOException
import java.util.concurrent.Callable
import java.util.concurrent.CyclicBarrier
import java.util.concurrent.Executors

private const val FRESH = "Cache-Control: max-age=60"

/** Runs [beforeCommit] when an entry is about to be there. */
private class HookedStorage(private val storage: CacheStorage) : CacheStorage by storage {
    var beforeCommit: () -> Unit = {}

    override fun write(key: String, head: ByteString): CacheStorage.Draft {
        val draft = storage.write(key, head)
        return object : CacheStorage.Draft by draft {
            override fun commit() {
                beforeCommit()
                draft.commit()
            }
        }
    }
}

/** Several callers of one URL, and callers whose requests are not plain GETs. */
class CacheCallersTest : FunSpec({
    context("two callers of one URL") {
        test("both store: one response is kept") {
            scene {
                answer(200, FRESH, "Date: @0", body = "first")
                val one = client.get(server.url("/a"))
                val two = client.get(server.url("/a"))
                listOf(one.read(2).utf8(), two.text(), one.text()) shouldBe listOf("fi", "first", "rst")
                cache.statistics().run { listOf(entryCount, stored.toInt()) } shouldBe listOf(1, 2)
                get().run { listOf(outcome, text) } shouldBe listOf(HIT, "first")
            }
        }
        test("one closes early: the other one's response is kept") {
            scene(storage = MemoryStorage(4 shl 20)) {
                answer(200, FRESH, "Date: @0", body = "x".repeat(1 shl 20))
                val one = client.get(server.url("/a"))
                val two = client.get(server.url("/a"))
                one.read(2)
                one.close()
                cache.statistics().entryCount shouldBe 0
                two.text().length shouldBe (1 shl 20)
                one.close()
                get().run { listOf(outcome, text.length) } shouldBe listOf(HIT, 1 shl 20)
            }
        }
        test("one is cut off: the other one's response is kept") {
            scene {
                answers = { Answer.of(200, FRESH).body("first").cutAfter(3) }
                val one = client.get(server.url("/a"))
                answer(200, FRESH, "Date: @0", body = "first")
                val two = client.get(server.url("/a"))
                two.text() shouldBe "first"
                runCatching { one.text() }.isFailure shouldBe true
                get().run { listOf(outcome, text) } shouldBe listOf(HIT, "first")
            }
        }
        test("RFC 9111 §4: a response that is read late does not take the place of a later one") {
            for ((dateOfSecond, expected) in listOf(5L to "second", 0L to "second", -5L to "first")) {
                scene {
                    answer(200, FRESH, "Date: @0", body = "first")
                    val one = client.get(server.url("/a"))
                    clock.pass(5)
                    answer(200, FRESH, "Date: @${dateOfSecond - 5}", body = "second")
                    get().text shouldBe "second"
                    one.text() shouldBe "first"
                    withClue(dateOfSecond) { get().run { listOf(outcome, text) } shouldBe listOf(HIT, expected) }
                    cache.statistics().entryCount shouldBe 1
                }
            }
        }
        test("a response that is read late does not push out one for other requests") {
            scene {
                answers = { Answer.of(200, FRESH, "Vary: Foo", "Date: ${clock.date()}").body("for " + it.field("Foo")) }
                val request = httpwire.Request.builder("GET", server.url("/a")).header("Foo", "1").build()
                val one = client.send(request)
                clock.pass(5)
                get("/a", "Foo: 2").text shouldBe "for 2"
                one.text() shouldBe "for 1"
                for (foo in 1..2) get("/a", "Foo: $foo").run { listOf(outcome, text) } shouldBe listOf(HIT, "for $foo")
            }
        }
        test("RFC 9111 §4.4: one invalidates the URL while the other one's response is being stored: it is not kept") {
            val storage = HookedStorage(MemoryStorage(1 shl 20))
            scene(storage = storage) {
                answer(200, FRESH, "Date: @0", body = "first")
                storage.beforeCommit = { client.post(server.url("/a"), RequestBody.of("x")).close() }
                get().text shouldBe "first"
                cache.statistics().entryCount shouldBe 0
            }
        }
        test("eight threads, some of which close early") {
            scene {
                answer(200, FRESH, "Date: @0", body = "0123456789".repeat(2000))
                val barrier = CyclicBarrier(8)
                val threads = Executors.newFixedThreadPool(8)
                val calls = List(8) { n ->
                    Callable {
                        barrier.await()
                        client.get(server.url("/a")).use { if (n % 2 == 0) it.read(100).size else it.read().size }
                    }
                }
                threads.invokeAll(calls).map { it.get() } shouldBe List(8) { if (it % 2 == 0) 100 else 20_000 }
                threads.shutdown()
                get().run { listOf(outcome, text.length) } shouldBe listOf(HIT, 20_000)
                client.statistics().leased shouldBe 0
            }
        }
    }

    context("RFC 9111 §4.3.4: 304 to a condition of the caller's own") {
        fun stale(vararg notModified: String, condition: String, block: CacheScene.() -> Unit) = scene {
            answer(200, "Cache-Control: max-age=5", "ETag: \"1\"", "Last-Modified: @-99", "Date: @0", body = "first")
            get()
            clock.pass(10)
            answer(304, *notModified)
            get("/a", condition).run { listOf(outcome, status) } shouldBe listOf(MISS, 304)
            block()
        }
        for (validator in listOf("ETag: \"1\"", "ETag: W/\"1\"", "Last-Modified: Wed, 31 Dec 2025 23:58:21 GMT")) {
            test("with $validator updates what it names") {
                stale(FRESH, validator, "A: 2", condition = "If-None-Match: \"1\"") {
                    get().run { listOf(outcome, text, headers.get("A")) } shouldBe listOf(HIT, "first", "2")
                }
            }
        }
        for (validator in listOf("ETag: \"2\"", "ETag: W/\"2\"", "Last-Modified: @0", "B: 1")) {
            test("with $validator names nothing that is stored") {
                stale(FRESH, validator, condition = "If-None-Match: \"2\"") {
                    answer(304, "ETag: \"1\"")
                    get().outcome shouldBe REVALIDATED
                }
            }
        }
        test("stores nothing if the request has no-store") {
            scene {
                answer(200, "Cache-Control: max-age=5", "ETag: \"1\"", "Date: @0", body = "first")
                get()
                clock.pass(10)
                answer(304, FRESH, "ETag: \"1\"")
                get("/a", "If-None-Match: \"1\"", "Cache-Control: no-store").status shouldBe 304
                get().outcome shouldBe REVALIDATED
            }
        }
    }

    context("RFC 9111 §5.2.1.7: only-if-cached with what is never stored") {
        for (method in listOf("QUERY", "OPTIONS", "GET")) {
            test("$method with a body: 504") {
                scene {
                    send(method, "/a", "Cache-Control: only-if-cached", body = "x").status shouldBe 504
                    requestCount() shouldBe 0
                }
            }
        }
        for (method in listOf("POST", "PUT", "DELETE", "BREW")) {
            test("§4: $method is sent, since it is not safe") {
                scene {
                    answer(200)
                    send(method, "/a", "Cache-Control: only-if-cached", body = "x").status shouldBe 200
                }
            }
        }
    }

    context("RFC 10008: QUERY") {
        test("is neither stored nor answered, with a body or without") {
            scene {
                answers = { Answer.of(200, FRESH, "Date: ${clock.date()}").body(it.method + it.text()) }
                for (body in listOf("x", "x", "y", null, null)) {
                    send("QUERY", body = body).run { listOf(outcome, text) } shouldBe
                        listOf(null, "QUERY" + body.orEmpty())
                }
                requestCount() shouldBe 5
                cache.statistics().run { listOf(entryCount, misses.toInt()) } shouldBe listOf(0, 0)
                get().run { listOf(outcome, text) } shouldBe listOf(MISS, "GET")
            }
        }
        test("gets no stored response to GET, and leaves it there") {
            scene {
                answers = { Answer.of(200, FRESH, "Date: ${clock.date()}", "Location: /b").body(it.method) }
                get("/a")
                get("/b")
                send("QUERY", "/a", body = "x").text shouldBe "QUERY"
                for (path in listOf("/a", "/b")) get(path).run { listOf(outcome, text) } shouldBe listOf(HIT, "GET")
            }
        }
    }

    context("the failure hook") {
        for (thrown in listOf(IOException("x"), Exception("x"), NotImplementedError("x"), Error("x"))) {
            test("may throw ${thrown::class.simpleName}, which is ignored") {
                scene({ withFailureHook { throw thrown } }, BrokenStorage()) {
                    answer(200, FRESH, body = "first")
                    repeat(2) { get().run { listOf(outcome, text) } shouldBe listOf(MISS, "first") }
                    cache.statistics().storageFailures shouldBe 4
                }
            }
        }
    }

    context("RFC 9111 §3.1: fields that Connection names") {
        val fields = mapOf(
            "Cache-Control" to listOf("Cache-Control: no-store", "ETag: \"1\""),
            "Vary" to listOf(FRESH, "Vary: *"),
            "Set-Cookie" to listOf(FRESH, "Set-Cookie: a=b"),
            "Expires" to listOf("Expires: @-5", "ETag: \"1\""),
            "Age" to listOf(FRESH, "Age: 100"),
            "date" to listOf(FRESH, "Date: @-100"),
        )
        for ((name, response) in fields) {
            test("$name still says how a response may be used") {
                scene({ withHeuristicCap(HOUR) }) {
                    answer(200, *response.toTypedArray(), "Last-Modified: @-9999", "Connection: $name", body = "first")
                    get()
                    answer(200, body = "second")
                    get().run { listOf(outcome, text) } shouldBe listOf(MISS, "second")
                }
            }
        }
    }
})

/** Fails whatever it is asked for. */
private class BrokenStorage : CacheStorage by MemoryStorage(0) {
    override fun find(key: String): List<CacheStorage.Entry> = throw IOException("broken")

    override fun write(key: String, head: okio.ByteString): CacheStorage.Draft = throw IOException("broken")
}
