package httpwire.client.cache

import httpwire.CacheOutcome
import httpwire.CacheOutcome.HIT
import httpwire.CacheOutcome.MISS
import httpwire.CacheOutcome.STALE
import httpwire.HttpException
import httpwire.HttpUrl
import httpwire.Limits
import httpwire.Request
import httpwire.client.ClientListener
import httpwire.client.HttpClient
import httpwire.client.backgroundForTests
import httpwire.testing.Answer
import httpwire.trace.Moment
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import okio.GzipSink
import okio.Source
import okio.buffer
import java.io.IOException
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executor
import java.util.concurrent.RejectedExecutionException
import java.util.concurrent.TimeUnit

private const val FRESH = "Cache-Control: max-age=60"

class CacheExchangeTest : FunSpec({
    context("RFC 9111 §3.3: what is stored is whole") {
        test("a body that is read to its end") {
            scene {
                answer(200, FRESH, "Date: @0", body = "x".repeat(100_000))
                get().text.length shouldBe 100_000
                get().run { listOf(outcome, text.length) } shouldBe listOf(HIT, 100_000)
            }
        }
        test("a body that is left unread is neither stored nor read") {
            scene {
                answer(200, FRESH, "Date: @0", body = "x".repeat(10_000_000))
                client.get(server.url("/a")).use { it.read(10).size shouldBe 10 }
                cache.statistics().run { listOf(entryCount, stored.toInt()) } shouldBe listOf(0, 0)
                client.statistics().run { listOf(leased, idle) } shouldBe listOf(0, 0)
            }
        }
        test("a reader that knows the length need not read the end") {
            scene {
                answer(200, FRESH, "Date: @0", body = "first")
                val response = client.get(server.url("/a"))
                response.readInto(ByteArray(5)) shouldBe 5
                client.statistics().run { listOf(leased, idle) } shouldBe listOf(0, 1)
                get().outcome shouldBe HIT
                response.close()
            }
        }
        for (cut in listOf(1, 50, 120, 200)) {
            test("T48: a body that is cut off after $cut bytes is not stored") {
                scene {
                    answers = { Answer.of(200, FRESH).body("x".repeat(1000)).cutAfter(it.toString().length + cut) }
                    runCatching { get() }.isFailure shouldBe true
                    cache.statistics().entryCount shouldBe 0
                }
            }
        }
        test("T48: a chunked body that is cut off is not stored") {
            scene {
                answers = {
                    Answer.raw(
                        "HTTP/1.1 200 OK\r\n$FRESH\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n",
                    ).then(Answer.After.CLOSE)
                }
                shouldThrow<HttpException> { get() }
                cache.statistics().entryCount shouldBe 0
            }
        }
        test("T48: a chunked body that is closed before its end is not stored") {
            scene {
                val head = "HTTP/1.1 200 OK\r\n$FRESH\r\nTransfer-Encoding: chunked\r\n\r\n"
                answers = { Answer.raw(head + "5\r\nfirst\r\n5\r\nother\r\n0\r\n\r\n") }
                client.get(server.url("/a")).use { it.readInto(ByteArray(5)) shouldBe 5 }
                cache.statistics().entryCount shouldBe 0
                get().outcome shouldBe MISS
            }
        }
        test("a chunked body is stored without its framing and trailers") {
            scene {
                answers = {
                    Answer.raw(
                        "HTTP/1.1 200 OK\r\n$FRESH\r\nTransfer-Encoding: chunked\r\nTrailer: T\r\n\r\n" +
                            "5\r\nfirst\r\n0\r\nT: 1\r\n\r\n",
                    )
                }
                client.get(server.url("/a")).use {
                    it.text() shouldBe "first"
                    it.trailers.get("T") shouldBe "1"
                }
                client.get(server.url("/a")).use {
                    it.cacheOutcome shouldBe HIT
                    it.text() shouldBe "first"
                    it.headers.get("Transfer-Encoding") shouldBe null
                    it.trailers.size() shouldBe 0
                }
            }
        }
        test("T48: a body that ends with its connection may be cut off, and is not stored") {
            scene {
                answers = { Answer.raw("HTTP/1.1 200 OK\r\n$FRESH\r\n\r\nfirst").then(Answer.After.CLOSE) }
                get().text shouldBe "first"
                cache.statistics().entryCount shouldBe 0
            }
        }
        test("an empty body, and none") {
            for (status in listOf(200, 204, 404)) {
                scene {
                    answer(status, FRESH, "Date: @0")
                    get()
                    get().run { listOf(outcome, this.status, text) } shouldBe listOf(HIT, status, "")
                }
            }
        }
        test("a body that is taken away while it is read is not stored") {
            scene {
                answers = {
                    Answer.raw(
                        "HTTP/1.1 200 OK\r\n$FRESH\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n",
                    ).then(Answer.After.STALL)
                }
                val response = client.get(server.url("/a"))
                response.read(5).utf8() shouldBe "first"
                client.cancelAll()
                shouldThrow<HttpException> { response.read(1) }
                cache.statistics().entryCount shouldBe 0
            }
        }
        test("a body over the limit is given and not stored") {
            scene({ withMaxEntryBytes(10) }) {
                answer(200, FRESH, "Date: @0", body = "x".repeat(11))
                get().text.length shouldBe 11
                answers = { Answer.of(200, FRESH).body("x".repeat(11)).chunked(4) }
                get().text.length shouldBe 11
                cache.statistics().run { listOf(entryCount, storageFailures.toInt()) } shouldBe listOf(0, 0)
                answer(200, FRESH, "Date: @0", body = "x".repeat(10))
                get()
                cache.statistics().entryCount shouldBe 1
            }
        }
    }

    context("RFC 9111 §3.1: the fields that are stored") {
        test("all but those of the connection, and those that it names") {
            scene {
                answers = {
                    Answer.of(
                        200,
                        FRESH,
                        "Connection: a, B",
                        "A: 1",
                        "b: 2",
                        "C: 3",
                        "C: 4",
                        "Keep-Alive: timeout=5",
                        "Proxy-Authenticate: Basic",
                        "Via: x",
                    ).body("first")
                }
                get().headers.get("A") shouldBe "1"
                val stored = get().headers
                for (
                name in listOf("Connection", "A", "B", "Keep-Alive", "Proxy-Authenticate")
                ) {
                    stored.get(name) shouldBe null
                }
                stored.getAll("C") shouldContainExactly listOf("3", "4")
                stored.get("Via") shouldBe "x"
            }
        }
        test("fields named by no-cache are not given without validation, §5.2.2.4") {
            scene {
                answer(
                    200,
                    "Cache-Control: max-age=60, no-cache=\"a, B\"",
                    "ETag: \"1\"",
                    "Date: @0",
                    "A: 1",
                    "B: 1",
                    "C: 1",
                    body = "first",
                )
                get().headers.get("A") shouldBe "1"
                get().headers.run { listOf(get("A"), get("B"), get("C")) } shouldBe listOf(null, null, "1")
                answer(304, "ETag: \"1\"")
                get("/a", "Cache-Control: no-cache").headers.run {
                    listOf(get("A"), get("C"))
                } shouldBe listOf("1", "1")
            }
        }
        test("RFC 9110 §6.6.1: a Date is added if there is none, and none is changed") {
            scene {
                answer(200, FRESH, body = "first")
                val now = clock.date()
                get()
                clock.pass(5)
                get().run { listOf(headers.get("Date"), age()) } shouldBe listOf(now, 5L)
            }
        }
        test("interim responses are not stored") {
            scene {
                answers = {
                    Answer.raw(
                        "HTTP/1.1 103 Early Hints\r\nLink: a\r\n$FRESH\r\n\r\n" +
                            "HTTP/1.1 200 OK\r\n$FRESH\r\nContent-Length: 5\r\n\r\nfirst",
                    )
                }
                get()
                get().run { listOf(outcome, status, headers.get("Link")) } shouldBe listOf(HIT, 200, null)
            }
        }
    }

    context("T48: RFC 9111 §2: the key") {
        test("queries are a part of it, fragments are not") {
            scene {
                answers = { Answer.of(200, FRESH, "Date: ${clock.date()}").body(it.target) }
                get("/a?x=1").text shouldBe "/a?x=1"
                get("/a?x=2").run { listOf(outcome, text) } shouldBe listOf(MISS, "/a?x=2")
                get("/a?x=1#part").run { listOf(outcome, text) } shouldBe listOf(HIT, "/a?x=1")
            }
        }
        test("a GET with a body is none that a cache answers") {
            scene {
                answer(200, FRESH, "Date: @0", body = "first")
                send("GET", body = "x").outcome shouldBe null
                send("GET", body = "x").outcome shouldBe null
                requestCount() shouldBe 2
            }
        }
    }

    context("RFC 9111 §4: what is given from the cache") {
        test("the age grows, and the connection is not used") {
            scene {
                answer(200, FRESH, "Date: @0", "Age: 3", body = "first")
                get()
                clock.pass(7)
                get().age() shouldBe 10L
                client.statistics().run { listOf(leased, opened) }.map { it.toLong() } shouldBe listOf(0L, 1L)
            }
        }
        test("reason, URL and request are right") {
            scene {
                answers = { Answer.raw("HTTP/1.1 200 Fine\r\n$FRESH\r\nContent-Length: 0\r\n\r\n") }
                get()
                client.get(server.url("/a#b")).use {
                    it.reason shouldBe "Fine"
                    it.url shouldBe server.url("/a#b")
                    it.request!!.method shouldBe "GET"
                    it.willClose() shouldBe false
                    it.history.size shouldBe 0
                    it.summary() shouldContain "200"
                }
            }
        }
        test("the bound on what is buffered is the client's") {
            scene(build = { limits(Limits.DEFAULT.withMaxBufferedBodyBytes(10)) }) {
                answer(200, FRESH, "Date: @0", body = "x".repeat(20))
                client.get(server.url("/a")).use { it.source().readByteArray().size shouldBe 20 }
                client.get(server.url("/a")).use {
                    it.cacheOutcome shouldBe HIT
                    shouldThrow<HttpException.LimitExceeded> { it.read() }
                }
            }
        }
        test("two readers at the same time, one of which gives up") {
            scene {
                answer(200, FRESH, "Date: @0", body = "0123456789")
                get()
                val one = client.get(server.url("/a"))
                val two = client.get(server.url("/a"))
                one.read(3).utf8() shouldBe "012"
                one.close()
                one.close()
                two.text() shouldBe "0123456789"
            }
        }
        test("a decoding client gets the coded body decoded, from the cache too") {
            val coded = Buffer().also { buffer ->
                GzipSink(buffer).buffer().use { it.writeUtf8("first") }
            }.readByteString()
            scene(build = { decoding() }) {
                answers = { Answer.of(200, FRESH, "Vary: Accept-Encoding", "Content-Encoding: gzip").body(coded) }
                get().text shouldBe "first"
                get().run { listOf(outcome, text, headers.get("Content-Encoding")) } shouldBe listOf(HIT, "first", null)
                HttpClient.builder().cache(cache).build().use { raw ->
                    raw.get(server.url("/a")).use { it.cacheOutcome shouldBe MISS }
                    val request = Request.builder("GET", server.url("/a")).header(
                        "Accept-Encoding",
                        lastAccepted(),
                    ).build()
                    raw.send(request).use { listOf(it.cacheOutcome, it.read()) shouldBe listOf(HIT, coded) }
                }
            }
        }
        test("redirects are followed from the cache, and told with their URLs") {
            val told = CopyOnWriteArrayList<String>()
            val listener = object : ClientListener {
                override fun redirected(moment: Moment, status: Int, from: HttpUrl, to: HttpUrl) {
                    told += "${moment.exchangeNumber()} $status ${from.target()} ${to.target()}"
                }

                override fun answeredFromCache(moment: Moment, url: HttpUrl) {
                    told += "${moment.exchangeNumber()} cache ${url.target()}"
                }
            }
            scene(build = { redirects().listener(listener) }) {
                answers = {
                    if (it.target == "/b") {
                        Answer.of(200, FRESH).body("b")
                    } else {
                        Answer.of(
                            301,
                            FRESH,
                            "Location: /b",
                        ).body("moved")
                    }
                }
                get().text shouldBe "b"
                get().run { listOf(outcome, text) } shouldBe listOf(HIT, "b")
                requestCount() shouldBe 2
                told shouldContainExactly listOf("1 301 /a /b", "0 cache /a", "0 301 /a /b", "0 cache /b")
            }
        }
        test("what a listener throws ends the call, and nothing stays open") {
            for (thrown in listOf(IllegalStateException("x"), AssertionError("x"))) {
                val storage = CountingStorage()
                val listener = object : ClientListener {
                    override fun answeredFromCache(moment: Moment, url: HttpUrl): Unit = throw thrown
                }
                scene(storage = storage, build = { listener(listener) }) {
                    answer(200, FRESH, "Date: @0", body = "first")
                    get()
                    runCatching { get() }.exceptionOrNull() shouldBe thrown
                    storage.openCount shouldBe 0
                }
            }
        }
        test("interceptors see the outcome") {
            val seen = CopyOnWriteArrayList<CacheOutcome?>()
            val exchanges = CopyOnWriteArrayList<CacheOutcome?>()
            scene(
                build = {
                    interceptor { request, next -> next.handle(request).also { seen += it.cacheOutcome } }
                    hopInterceptor { request, next -> next.handle(request).also { exchanges += it.cacheOutcome } }
                },
            ) {
                answer(200, FRESH, "Date: @0", body = "first")
                get()
                get()
                seen shouldContainExactly listOf(MISS, HIT)
                exchanges shouldContainExactly listOf(null)
            }
        }
        test("without a cache there is no outcome") {
            scene {
                answer(200, FRESH, body = "first")
                HttpClient.builder().build().use { plain ->
                    plain.get(server.url("/a")).use { it.cacheOutcome shouldBe null }
                }
                client.newBuilder().cache(null).build().use { plain ->
                    plain.get(server.url("/a")).use { it.cacheOutcome shouldBe null }
                }
            }
        }
        test("newBuilder() shares the cache, and the client does not close it") {
            scene {
                answer(200, FRESH, "Date: @0", body = "first")
                client.newBuilder().build().use { it.get(server.url("/a")).use { response -> response.text() } }
                get().outcome shouldBe HIT
            }
        }
    }

    context("statistics") {
        test("count the outcomes") {
            scene {
                answer(200, "Cache-Control: max-age=5, stale-if-error=60", "ETag: \"1\"", "Date: @0", body = "first")
                get()
                get()
                clock.pass(10)
                answer(304, "ETag: \"1\"")
                get()
                clock.pass(10)
                answer(503)
                get()
                cache.statistics().run {
                    listOf(hits, misses, revalidated, staleServed, stored, evicted, storageFailures)
                } shouldBe
                    listOf(1L, 1L, 1L, 1L, 1L, 0L, 0L)
                cache.statistics().run { entryCount to (byteCount > 100) } shouldBe (1 to true)
            }
        }
    }

    context("RFC 5861 §3: stale-while-revalidate") {
        val tasks = CopyOnWriteArrayList<Runnable>()
        val later = Executor { tasks.add(it) }
        fun stale(executor: Executor = later, block: CacheScene.() -> Unit) {
            tasks.clear()
            scene(build = { backgroundForTests(executor) }) {
                answer(
                    200,
                    "Cache-Control: max-age=5, stale-while-revalidate=60",
                    "ETag: \"1\"",
                    "Date: @0",
                    "Vary: Foo",
                    body = "first",
                )
                get("/a", "Foo: 1")
                clock.pass(10)
                block()
            }
        }
        test("the stale response is given at once; the background asks with its validators and Vary's fields") {
            stale {
                answer(304, "ETag: \"1\"", "Date: @0")
                get("/a", "Foo: 1").run { listOf(outcome, text, age()) } shouldBe listOf(STALE, "first", 10L)
                requestCount() shouldBe 1
                tasks.single().run()
                lastRequest().run { listOf(field("If-None-Match"), field("Foo")) } shouldBe listOf("\"1\"", "1")
                get("/a", "Foo: 1").run { listOf(outcome, age()) } shouldBe listOf(HIT, 0L)
                requestCount() shouldBe 2
                cache.statistics().run { listOf(misses, revalidated, staleServed) } shouldBe listOf(1L, 0L, 1L)
                client.statistics().run { listOf(leased, idle) } shouldBe listOf(0, 1)
            }
        }
        test("a new response is stored") {
            stale {
                answer(200, FRESH, "Date: @0", "Vary: Foo", body = "second")
                get("/a", "Foo: 1").text shouldBe "first"
                tasks.single().run()
                get("/a", "Foo: 1").run { listOf(outcome, text) } shouldBe listOf(HIT, "second")
                cache.statistics().entryCount shouldBe 1
            }
        }
        test("whatever starting it throws, the stale response is given, and the next caller asks again") {
            val failures = listOf(RejectedExecutionException(), OutOfMemoryError("no thread"), Exception("checked"))
            var startCount = 0
            stale({ throw failures[startCount++] }) {
                repeat(failures.size) { get("/a", "Foo: 1").outcome shouldBe STALE }
            }
            startCount shouldBe failures.size
        }
        test("what a callback throws in the background reaches nobody, and the next caller asks again") {
            var isArmed = false
            val listener = object : ClientListener {
                override fun exchangeStarted(moment: Moment, request: Request) {
                    if (isArmed) throw Exception("checked")
                }
            }
            scene(build = { backgroundForTests(later).listener(listener) }) {
                tasks.clear()
                answer(200, "Cache-Control: max-age=5, stale-while-revalidate=60", "Date: @0", body = "first")
                get()
                clock.pass(10)
                isArmed = true
                repeat(2) { get().outcome shouldBe STALE.also { tasks.removeFirst().run() } }
            }
        }
        test("one for each URL, and four at most") {
            stale {
                repeat(3) { get("/a", "Foo: 1").outcome shouldBe STALE }
                tasks.size shouldBe 1
                answer(200, "Cache-Control: max-age=5, stale-while-revalidate=60", "Date: @0", body = "x")
                for (i in 1..6) get("/$i")
                clock.pass(10)
                for (i in 1..6) get("/$i").outcome shouldBe STALE
                tasks.size shouldBe 4
                answer(200, "Cache-Control: max-age=5, stale-while-revalidate=60", "Date: @0", "Vary: Foo", body = "y")
                tasks.toList().forEach { it.run() }
                get("/6").run { listOf(outcome, text) } shouldBe listOf(STALE, "x")
                tasks.size shouldBe 5
            }
        }
        test("an error of the server, and a failure, leave the stale response as it is") {
            for (failure in listOf(Answer.of(503), Answer.hangUp())) {
                stale {
                    answers = { failure }
                    get("/a", "Foo: 1")
                    tasks.single().run()
                    get("/a", "Foo: 1").run { listOf(outcome, text) } shouldBe listOf(STALE, "first")
                }
            }
        }
        test("only-if-cached asks nobody in the background either") {
            stale {
                get("/a", "Foo: 1", "Cache-Control: only-if-cached").outcome shouldBe STALE
                tasks.size shouldBe 0
            }
        }
        test("HEAD is answered, and GET asked in the background") {
            stale {
                answer(304, "ETag: \"1\"")
                send("HEAD", "/a", "Foo: 1").outcome shouldBe STALE
                tasks.single().run()
                lastRequest().method shouldBe "GET"
            }
        }
        test("an executor that takes nothing breaks no call") {
            stale(Executor { throw java.util.concurrent.RejectedExecutionException("full") }) {
                repeat(6) { get("/a", "Foo: 1").outcome shouldBe STALE }
            }
        }
        test("after close() nothing begins, and what goes on is cut") {
            stale {
                get("/a", "Foo: 1")
                client.close()
                tasks.single().run()
                requestCount() shouldBe 1
            }
        }
        test("its own threads do it, and close() ends them") {
            val asked = CountDownLatch(1)
            scene {
                answer(
                    200,
                    "Cache-Control: max-age=5, stale-while-revalidate=60",
                    "ETag: \"1\"",
                    "Date: @0",
                    body = "first",
                )
                get()
                clock.pass(10)
                answers = {
                    asked.countDown()
                    Answer.stall()
                }
                get().outcome shouldBe STALE
                asked.await(10, TimeUnit.SECONDS) shouldBe true
                client.close()
                val deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10)
                while (client.statistics().leased > 0 && System.nanoTime() < deadline) Thread.yield()
                client.statistics().leased shouldBe 0
            }
        }
    }

    context("a storage that fails breaks no call") {
        for (
        thrown in listOf(
            IOException("full"),
            IllegalStateException("x"),
            AssertionError("x"),
            NoClassDefFoundError("x"),
        )
        ) {
            for (moment in FailingStorage.Moment.entries) {
                test("${thrown::class.simpleName} at $moment") {
                    val told = CopyOnWriteArrayList<Throwable>()
                    val storage = FailingStorage(moment, thrown)
                    scene({ withFailureHook { told += it } }, storage) {
                        answer(200, "Cache-Control: max-age=5", "ETag: \"1\"", "Date: @0", body = "first")
                        storage.isFailing = moment in WHILE_STORING
                        if (moment == FailingStorage.Moment.ABORT) {
                            client.get(server.url("/a")).use { it.read(1) }
                        } else {
                            get().text shouldBe "first"
                        }
                        storage.isFailing = true
                        get().text shouldBe "first"
                        clock.pass(10)
                        answers = {
                            if (it.field("If-None-Match") != "") Answer.of(304, "ETag: \"1\"") else Answer.ok("first")
                        }
                        get().text shouldBe "first"
                        send("POST", body = "x").status shouldBe 200
                        told.isNotEmpty() shouldBe true
                        told.distinct() shouldBe listOf(thrown)
                        cache.statistics().storageFailures shouldBe told.size.toLong()
                        client.statistics().leased shouldBe 0
                    }
                }
            }
        }
        test("what the hook throws is ignored") {
            for (thrown in listOf(IllegalStateException("x"), AssertionError("x"))) {
                scene(
                    { withFailureHook { throw thrown } },
                    FailingStorage(FailingStorage.Moment.FIND, IOException("x")).also { it.isFailing = true },
                ) {
                    answer(200, FRESH, body = "first")
                    get().text shouldBe "first"
                }
            }
        }
        test("T48: an entry that is for another URL is removed, and a miss") {
            val memory = MemoryStorage(1 shl 20)
            var latest = ""
            val confused = object : CacheStorage by memory {
                override fun find(key: String) = memory.find(latest)

                override fun write(key: String, head: ByteString) = memory.write(key, head).also { latest = key }
            }
            scene(storage = confused) {
                answers = { Answer.of(200, FRESH, "Date: ${clock.date()}").body(it.target) }
                get("/a").text shouldBe "/a"
                get("/b").run { listOf(outcome, text) } shouldBe listOf(MISS, "/b")
            }
        }
        test("T48: an entry that is none is removed, and a miss") {
            scene {
                val storage = MemoryStorage(1 shl 20)
                for (head in listOf("", "nonsense", "httpwire 2\n", "httpwire 1\nhttp://x/\n")) {
                    storage.write("GET " + server.url("/a"), head.encodeUtf8()).use { it.commit() }
                }
                Cache.of(storage, cache.options).use { own ->
                    client.newBuilder().cache(own).build().use { client ->
                        answer(200, FRESH, "Date: @0", body = "first")
                        client.get(server.url("/a")).use { it.text() shouldBe "first" }
                        own.statistics().run { listOf(entryCount, misses.toInt()) } shouldBe listOf(1, 1)
                    }
                }
            }
        }
    }
})

private fun CacheScene.lastAccepted(): String = server.received().first().field("Accept-Encoding")

/** Counts the bodies that are open. */
private class CountingStorage(private val storage: CacheStorage = MemoryStorage(1 shl 20)) : CacheStorage by storage {
    @Volatile
    var openCount = 0

    override fun find(key: String): List<CacheStorage.Entry> = storage.find(key).map { Counted(it) }

    private inner class Counted(private val entry: CacheStorage.Entry) : CacheStorage.Entry by entry {
        override fun openBody(from: Long): Source {
            openCount++
            val body = entry.openBody(from)
            return object : Source by body {
                override fun close() {
                    openCount--
                    body.close()
                }
            }
        }
    }
}

private val WHILE_STORING = setOf(
    FailingStorage.Moment.BEGIN,
    FailingStorage.Moment.WRITE,
    FailingStorage.Moment.COMMIT,
    FailingStorage.Moment.ABORT,
)

/** Fails at one kind of moment. */
private class FailingStorage(private val at: Moment, private val failure: Throwable) : CacheStorage {
    enum class Moment { FIND, HEAD, OPEN, REPLACE, BEGIN, WRITE, COMMIT, ABORT, REMOVE }

    @Volatile
    var isFailing = false
    private val storage = MemoryStorage(1 shl 20)

    private fun check(moment: Moment) {
        if (isFailing && moment == at) throw failure
    }

    override fun find(key: String): List<CacheStorage.Entry> {
        check(Moment.FIND)
        return storage.find(key).map { Failing(it) }
    }

    override fun write(key: String, head: ByteString): CacheStorage.Draft {
        check(Moment.BEGIN)
        val draft = storage.write(key, head)
        return object : CacheStorage.Draft {
            override fun write(source: Buffer, byteCount: Long) {
                check(Moment.WRITE)
                draft.write(source, byteCount)
            }

            override fun commit() {
                check(Moment.COMMIT)
                draft.commit()
            }

            override fun close() {
                check(Moment.ABORT)
                draft.close()
            }
        }
    }

    override fun remove(key: String) {
        check(Moment.REMOVE)
        storage.remove(key)
    }

    override fun clear() = storage.clear()

    override fun byteCount() = storage.byteCount()

    override fun entryCount() = storage.entryCount()

    override fun close() = storage.close()

    private inner class Failing(private val entry: CacheStorage.Entry) : CacheStorage.Entry by entry {
        override fun head(): ByteString {
            check(Moment.HEAD)
            return entry.head()
        }

        override fun openBody(from: Long): Source {
            check(Moment.OPEN)
            return entry.openBody(from)
        }

        override fun replaceHead(head: ByteString) {
            check(Moment.REPLACE)
            entry.replaceHead(head)
        }

        override fun remove() {
            check(Moment.REMOVE)
            entry.remove()
        }
    }
}
