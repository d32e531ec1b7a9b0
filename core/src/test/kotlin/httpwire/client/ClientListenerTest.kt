package httpwire.client

import httpwire.CloseReason
import httpwire.Headers
import httpwire.HttpException
import httpwire.HttpUrl
import httpwire.Origin
import httpwire.Request
import httpwire.auth.Credentials
import httpwire.call.Interceptor
import httpwire.client.pool.PoolOptions
import httpwire.client.proxy.ProxyChooser
import httpwire.connection.HttpResponse
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.trace.Moment
import httpwire.transport.Proxy
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import java.time.Duration
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicReference
import kotlin.concurrent.thread

/** Writes down what it hears, with the number of the exchange. */
private class Record : ClientListener {
    val heard = CopyOnWriteArrayList<String>()

    private fun note(moment: Moment, what: String) {
        heard += "${moment.exchangeNumber} $what"
    }

    override fun exchangeStarted(moment: Moment, request: Request) = note(moment, "started ${request.method}")

    override fun queued(moment: Moment, origin: Origin) = note(moment, "queued")

    override fun leased(moment: Moment, origin: Origin, isOpen: Boolean) =
        note(moment, if (isOpen) "leased open" else "leased")

    override fun resent(moment: Moment, failure: HttpException) = note(moment, "resent")

    override fun redirected(moment: Moment, status: Int, from: HttpUrl, to: HttpUrl) = note(moment, "redirected")

    override fun headSent(moment: Moment, method: String, target: String) = note(moment, "sent $target")

    override fun headReceived(moment: Moment, status: Int, reason: String, headers: Headers) =
        note(moment, "received $status")

    override fun exchangeEnded(moment: Moment, reasons: Set<CloseReason>) = note(moment, "ended")

    override fun connected(moment: Moment, peer: Origin, address: String) = note(moment, "connected")
}

class ClientListenerTest : FunSpec({
    test("each exchange of a call has a number of its own, and its moments come in order") {
        AnsweringPeer.start { if (it.target == "/a") Answer.of(302, "Location: /b") else Answer.ok("b") }.use { peer ->
            val record = Record()
            HttpClient.builder().redirects().listener(record).build().use { it.get(peer.url("/a")).text() }
            record.heard shouldContainExactly listOf(
                "1 started GET", "1 leased", "1 connected", "1 sent /a", "1 received 302", "1 ended", "1 redirected",
                "2 started GET", "2 leased open", "2 sent /b", "2 received 200", "2 ended",
            )
        }
    }

    test("waiting and sending again are heard of") {
        var lost = 0
        AnsweringPeer.start {
            if (it.target == "/lost" && lost++ == 0) Answer.nothing(Answer.After.CLOSE) else Answer.ok("b")
        }.use { peer ->
            val record = Record()
            val pool = PoolOptions.DEFAULT.withMaxPerOrigin(1)
            HttpClient.builder().pool(pool).listener(record).build().use { client ->
                val held = client.get(peer.url("/"))
                record.heard.clear()
                val other = thread { client.get(peer.url("/lost")).text() }
                await { client.statistics().waiting == 1 }
                held.text()
                other.join(10_000)
                record.heard.filterNot { it.startsWith("1 ") } shouldContainExactly listOf(
                    "2 started GET", "2 queued", "2 leased open", "2 sent /lost", "2 ended", "2 resent",
                    "3 started GET", "3 leased", "3 connected", "3 sent /lost", "3 received 200", "3 ended",
                )
            }
        }
    }

    test("an exchange that waits in vain for a connection ends too") {
        AnsweringPeer.start { Answer.ok("b") }.use { peer ->
            val record = Record()
            val pool = PoolOptions.DEFAULT.withMaxPerOrigin(1).withWaitTimeout(Duration.ofMillis(50))
            HttpClient.builder().pool(pool).listener(record).build().use { client ->
                val held = client.get(peer.url("/"))
                shouldThrow<HttpException.Timeout> { client.get(peer.url("/late")) }
                held.text()
                record.heard.filter { it.startsWith("2 ") } shouldContainExactly
                    listOf("2 started GET", "2 queued", "2 ended")
            }
        }
    }

    context("a listener that throws takes nothing along") {
        val moments = mapOf<String, (() -> Nothing) -> ClientListener>(
            "exchangeStarted" to { fail ->
                object : ClientListener {
                    override fun exchangeStarted(moment: Moment, request: Request) = fail()
                }
            },
            "leased" to { fail ->
                object : ClientListener {
                    override fun leased(moment: Moment, origin: Origin, isOpen: Boolean) = fail()
                }
            },
            "connected" to { fail ->
                object : ClientListener {
                    override fun connected(moment: Moment, peer: Origin, address: String) = fail()
                }
            },
            "headReceived" to { fail ->
                object : ClientListener {
                    override fun headReceived(moment: Moment, status: Int, reason: String, headers: Headers) = fail()
                }
            },
            "redirected" to { fail ->
                object : ClientListener {
                    override fun redirected(moment: Moment, status: Int, from: HttpUrl, to: HttpUrl) = fail()
                }
            },
            "exchangeEnded" to { fail ->
                object : ClientListener {
                    override fun exchangeEnded(moment: Moment, reasons: Set<CloseReason>) = fail()
                }
            },
        )
        for ((name, listener) in moments) {
            for (failure in listOf(Exception("planted"), AssertionError("planted"))) {
                test("$name throws ${failure.javaClass.simpleName}") {
                    AnsweringPeer.start {
                        if (it.target == "/a") Answer.of(302, "Location: /b").body("moved") else Answer.ok("b")
                    }.use { peer ->
                        val client = HttpClient.builder().redirects().listener(listener { throw failure }).build()
                        client.use {
                            shouldThrow<Throwable> { client.get(peer.url("/a")).text() } shouldBe failure
                            client.statistics().run { listOf(leased, waiting) } shouldContainExactly listOf(0, 0)
                        }
                    }
                }
            }
        }
    }

    context("interceptors") {
        fun marking(mark: String) = Interceptor { request, next ->
            next.handle(request.newBuilder().header("X", mark).build())
        }

        test("stand around calls and around exchanges, the first one outermost") {
            AnsweringPeer.start {
                if (it.target ==
                    "/a"
                ) {
                    Answer.of(302, "Location: /b")
                } else {
                    Answer.ok("b")
                }
            }.use { peer ->
                val client = HttpClient.builder().redirects().interceptor(marking("1")).interceptor(marking("2"))
                    .hopInterceptor(marking("3")).hopInterceptor(marking("4")).build()
                client.use { it.get(peer.url("/a")).text() shouldBe "b" }
                peer.received().map { each ->
                    each.fields.filter { it.key == "X" }.map { it.value }
                } shouldContainExactly
                    listOf(listOf("1", "2", "3", "4"), listOf("1", "2", "3", "4"))
                client.statistics().run { listOf(leased.toLong(), opened, reused) } shouldContainExactly
                    listOf(0L, 1L, 1L)
            }
        }

        test("can answer themselves, and send twice") {
            AnsweringPeer.start { Answer.of(503) }.use { peer ->
                val own = Interceptor { request, _ ->
                    HttpResponse.builder(200).request(request).body(okio.Buffer().writeUtf8("own")).build()
                }
                HttpClient.builder().interceptor(own).build().use { client ->
                    val response = client.get(peer.url("/"))
                    response.text() shouldBe "own"
                    response.url shouldBe peer.url("/")
                }
                HttpClient.builder().hopInterceptor(own).redirects().build().use {
                    it.get(peer.url("/")).text() shouldBe
                        "own"
                }
                peer.received().size shouldBe 0
                val twice = Interceptor { request, next ->
                    next.handle(request).close()
                    next.handle(request)
                }
                for (client in listOf(
                    HttpClient.builder().interceptor(twice).build(),
                    HttpClient.builder().hopInterceptor(twice).build(),
                )) {
                    client.use { it.get(peer.url("/")).close() }
                    client.statistics().leased shouldBe 0
                }
                peer.received().size shouldBe 4
            }
        }

        test("one that throws takes nothing along") {
            AnsweringPeer.start { Answer.ok("b") }.use { peer ->
                val failing = Interceptor { request, next ->
                    next.handle(request).use { throw Exception("planted") }
                }
                for (client in listOf(
                    HttpClient.builder().interceptor(failing).build(),
                    HttpClient.builder().hopInterceptor(failing).build(),
                )) {
                    client.use { shouldThrow<Exception> { it.get(peer.url("/")) }.message shouldBe "planted" }
                    client.statistics().leased shouldBe 0
                }
            }
        }
    }

    test("a call whose client is closed between two exchanges is cancelled, and each exchange that began has ended") {
        AnsweringPeer.start { Answer.of(302, "Location: /b") }.use { peer ->
            val begun = AtomicInteger()
            val ended = AtomicInteger()
            val client = AtomicReference<HttpClient>()
            val listener = object : ClientListener {
                override fun exchangeStarted(moment: Moment, request: Request) {
                    begun.incrementAndGet()
                }

                override fun exchangeEnded(moment: Moment, reasons: Set<CloseReason>) {
                    ended.incrementAndGet()
                }

                override fun redirected(moment: Moment, status: Int, from: HttpUrl, to: HttpUrl) = client.get().close()
            }
            client.set(HttpClient.builder().redirects().listener(listener).build())
            shouldThrow<HttpException.Cancelled> { client.get().get(peer.url("/a")) }.message shouldContain "closed"
            listOf(begun.get(), ended.get()) shouldBe listOf(2, 2)
        }
    }

    test("a challenge behind a hop interceptor is told with its exchange, and a chooser is asked once for each") {
        val challenge = "Proxy-Authenticate: Digest realm=r, nonce=n, qop=auth, algorithm=SHA-256"
        AnsweringPeer.start {
            if (it.field("Proxy-Authorization") == "") Answer.of(407, challenge) else Answer.ok("ok")
        }.use { peer ->
            val proxy = Proxy.http(peer.address()).credentials(Credentials.digest("u", "p"))
            val asked = CopyOnWriteArrayList<HttpUrl>()
            val told = CopyOnWriteArrayList<String>()
            val listener = object : ClientListener {
                override fun challenged(moment: Moment, status: Int, url: HttpUrl) {
                    told += "${moment.exchangeNumber} $status $url"
                }
            }
            val moving = Interceptor { request, next -> next.handle(request.withTarget("http://b.test/")) }
            HttpClient.builder().hopInterceptor(moving).listener(listener)
                .proxies(
                    ProxyChooser {
                        asked += it
                        listOf(proxy)
                    },
                ).build().use { it.get("http://a.test/").text() shouldBe "ok" }
            told shouldBe listOf("1 407 http://b.test/")
            asked.map { it.toString() } shouldBe List(2) { "http://b.test/" }
        }
    }
})
