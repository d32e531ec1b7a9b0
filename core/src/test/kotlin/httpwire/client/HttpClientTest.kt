package httpwire.client

import httpwire.HttpException
import httpwire.Phase
import httpwire.Request
import httpwire.RequestBody
import httpwire.client.pool.PoolOptions
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import okio.BufferedSink
import java.nio.file.Path
import java.time.Duration
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread
import kotlin.io.path.readText

class HttpClientTest : FunSpec({
    fun withServer(answer: (Received) -> Answer = { Answer.ok(it.toString()) }, block: (AnsweringPeer) -> Unit) =
        AnsweringPeer.start(answer).use(block)

    test("one connection serves one call after the other, and statistics say so") {
        withServer { server ->
            HttpClient.builder().build().use { client ->
                repeat(5) { client.get(server.url("/$it")).text() shouldBe "GET /$it" }
                server.connectionCount() shouldBe 1
                val seen = client.statistics()
                seen.leased shouldBe 0
                seen.idle shouldBe 1
                seen.opened shouldBe 1
                seen.reused shouldBe 4
            }
        }
    }

    test("each verb sends its method and its body") {
        withServer({ Answer.ok("${it.method} ${it.text()}") }) { server ->
            HttpClient.create().use { client ->
                val body = RequestBody.of("b")
                val url = server.url("/")
                client.get(url).text() shouldBe "GET "
                client.delete(url).text() shouldBe "DELETE "
                client.options(url).text() shouldBe "OPTIONS "
                client.post(url, body).text() shouldBe "POST b"
                client.put(url, body).text() shouldBe "PUT b"
                client.patch(url, body).text() shouldBe "PATCH b"
                client.query(url, body).text() shouldBe "QUERY b"
                client.send(Request.builder("BREW", url).build()).text() shouldBe "BREW "
            }
        }
        withServer({ Answer.raw("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n") }) { server ->
            HttpClient.create().use { client -> client.head(server.url("/")).isClosed shouldBe true }
        }
    }

    test("the response knows its request and its URL, and nothing came before it") {
        withServer { server ->
            HttpClient.create().use { client ->
                val request = Request.builder("GET", server.url("/a?b")).header("X", "y").build()
                client.send(request).use { response ->
                    response.url shouldBe server.url("/a?b")
                    response.request!!.target shouldBe server.url("/a?b")
                    response.request!!.headers.get("X") shouldBe "y"
                    response.history.shouldBeEmpty()
                }
            }
        }
    }

    test("User-Agent and Content-Type are added only if they are absent, and can be left out") {
        withServer { server ->
            HttpClient.builder().header("X-Default", "1").header("Accept", "a/b").build().use { client ->
                fun sent(request: Request): Received {
                    client.send(request).close()
                    return server.received().last()
                }
                val url = server.url("/")
                sent(Request.get(url)).run {
                    field("User-Agent") shouldBe HttpClient.USER_AGENT
                    field("X-Default") shouldBe "1"
                    field("Content-Type") shouldBe ""
                }
                sent(Request.post(url, RequestBody.of("t"))).field("Content-Type") shouldBe "text/plain; charset=utf-8"
                sent(Request.post(url, RequestBody.of(byteArrayOf(1)))).field("Content-Type") shouldBe ""
                val own = Request.builder("POST", url).body(RequestBody.of("t"))
                sent(own.header("Content-Type", "x/y").header("User-Agent", "me").header("Accept", "c/d").build()).run {
                    fields.filter { it.key == "Content-Type" }.map { it.value } shouldContainExactly listOf("x/y")
                    fields.filter { it.key == "User-Agent" }.map { it.value } shouldContainExactly listOf("me")
                    fields.filter { it.key == "Accept" }.map { it.value } shouldContainExactly listOf("c/d")
                }
                val without = Request.builder("GET", url).withoutHeader("User-Agent").withoutHeader("X-Default")
                sent(without.build()).run {
                    field("User-Agent") shouldBe ""
                    field("X-Default") shouldBe ""
                }
            }
        }
    }

    test("the version in User-Agent is the project's") {
        val pom = Path.of("").toAbsolutePath().resolveSibling("pom.xml").readText()
        val version = pom.substringAfter("<version>").substringBefore("</version>").removeSuffix("-SNAPSHOT")
        HttpClient.USER_AGENT shouldBe "httpwire/$version"
    }

    test("a target is resolved against the base URL") {
        withServer { server ->
            HttpClient.builder().baseUrl(server.url("/v1/")).build().use { client ->
                client.get("users/1?a=b").text() shouldBe "GET /v1/users/1?a=b"
                client.get("/root").text() shouldBe "GET /root"
                client.get("../up").text() shouldBe "GET /up"
                client.get(server.url("/whole")).text() shouldBe "GET /whole"
            }
            HttpClient.create().use { shouldThrow<HttpException.InvalidUrl> { it.get("users/1") } }
        }
    }

    test("F55, C8: callers beyond the limit wait, in their order, and get the connection") {
        val gate = CountDownLatch(1)
        withServer({
            if (it.target == "/first") gate.await(10, TimeUnit.SECONDS)
            Answer.ok(it.target)
        }) { server ->
            HttpClient.builder().pool(PoolOptions.DEFAULT.withMaxPerOrigin(1)).build().use { client ->
                val first = thread { client.get(server.url("/first")).text() }
                await { server.received().size == 1 }
                val others = (1..3).map { number ->
                    val other = thread { client.get(server.url("/$number")).text() }
                    await { client.statistics().waiting == number }
                    other
                }
                gate.countDown()
                (others + first).forEach { it.join(10_000) }
                server.received().map { it.target } shouldContainExactly listOf("/first", "/1", "/2", "/3")
                server.connectionCount() shouldBe 1
                client.statistics().run { listOf(leased, idle, waiting) } shouldContainExactly listOf(0, 1, 0)
            }
        }
    }

    test("F55: waiting ends with the wait timeout, the deadline, an interrupt, cancelAll; too many are refused") {
        withServer { server ->
            val options = PoolOptions.DEFAULT.withMaxPerOrigin(1).withMaxWaiting(1)
            HttpClient.builder().pool(options.withWaitTimeout(Duration.ofMillis(50))).build().use { client ->
                val held = client.get(server.url("/"))
                val late = shouldThrow<HttpException.Timeout> { client.get(server.url("/late")) }
                late.phase shouldBe Phase.POOL
                late.circumstances!!.phase shouldBe Phase.POOL
                late.message!! shouldContain "the time for waiting for a connection to ${server.url("/").dropLast(1)}"
                held.close()
                client.statistics().waiting shouldBe 0
            }
            HttpClient.builder().pool(options).build().use { client ->
                val held = client.get(server.url("/"))
                val request = Request.builder("GET", server.url("/")).deadline(Duration.ofMillis(50)).build()
                shouldThrow<HttpException.Timeout> { client.send(request) }.message!! shouldContain "the deadline"
                var thrown: Throwable? = null
                var isInterrupted = false
                val waiter = thread {
                    thrown = runCatching { client.get(server.url("/")) }.exceptionOrNull()
                    isInterrupted = Thread.currentThread().isInterrupted
                }
                await { client.statistics().waiting == 1 }
                shouldThrow<HttpException.PoolExhausted> { client.get(server.url("/")) }
                waiter.interrupt()
                waiter.join(10_000)
                (thrown is HttpException.Cancelled) shouldBe true
                isInterrupted shouldBe true
                val sentAway = thread { thrown = runCatching { client.get(server.url("/")) }.exceptionOrNull() }
                await { client.statistics().waiting == 1 }
                thrown = null
                client.cancelAll()
                sentAway.join(10_000)
                (thrown is HttpException.Cancelled) shouldBe true
                shouldThrow<HttpException> { held.text() }
                held.close()
                client.get(server.url("/")).text() shouldBe "GET /"
                client.statistics().run { listOf(leased, waiting) } shouldContainExactly listOf(0, 0)
            }
        }
    }

    test("F56: after close() no call is made, idle connections are closed, and those in use with their response") {
        withServer { server ->
            val client = HttpClient.create()
            val held = client.get(server.url("/held"))
            client.get(server.url("/idle")).close()
            client.statistics().idle shouldBe 1
            client.close()
            client.statistics().run { listOf(leased, idle) } shouldContainExactly listOf(1, 0)
            shouldThrow<IllegalStateException> { client.get(server.url("/")) }
            held.text() shouldBe "GET /held"
            client.statistics().run { listOf(leased, idle) } shouldContainExactly listOf(0, 0)
            client.close()
        }
    }

    test("C4: a response that is closed keeps its connection if the rest of it has arrived, and only then") {
        val rest = "x".repeat(300_000)
        withServer({ if (it.target == "/long") Answer.ok(rest) else Answer.ok("short") }) { server ->
            HttpClient.create().use { client ->
                val short = client.get(server.url("/short"))
                short.close()
                shouldThrow<IllegalStateException> { short.text() }
                client.get(server.url("/short")).text() shouldBe "short"
                server.connectionCount() shouldBe 1
                client.get(server.url("/long")).close()
                client.get(server.url("/short")).text() shouldBe "short"
                server.connectionCount() shouldBe 2
            }
        }
    }

    test("a client that shares connections keeps them until the last of both is closed") {
        withServer { server ->
            val first = HttpClient.create()
            val second = first.newBuilder().header("X", "2").build()
            first.get(server.url("/")).text()
            second.get(server.url("/")).text()
            server.connectionCount() shouldBe 1
            first.close()
            shouldThrow<IllegalStateException> { first.get(server.url("/")) }
            shouldThrow<IllegalStateException> { first.newCall(Request.get(server.url("/"))) }
            second.get(server.url("/")).text() shouldBe "GET /"
            server.connectionCount() shouldBe 1
            second.statistics().idle shouldBe 1
            second.close()
            second.statistics().idle shouldBe 0
        }
    }

    test("F53: a response that was lost is found, and whoever waits gets its place") {
        withServer { server ->
            HttpClient.builder().pool(PoolOptions.DEFAULT.withMaxPerOrigin(1)).build().use { client ->
                fun lose() {
                    client.get(server.url("/lost"))
                }
                lose()
                await {
                    System.gc()
                    client.statistics().leased == 0
                }
                client.statistics().leaked shouldBe 1
                client.get(server.url("/next")).text() shouldBe "GET /next"
            }
        }
    }

    test("C9: a connection is not used again after the time that the server gives, or its own age") {
        withServer({ Answer.of(200, "Keep-Alive: timeout=1, max=100").body("ok") }) { server ->
            HttpClient.create().use { client ->
                repeat(2) { client.get(server.url("/")).text() }
                server.connectionCount() shouldBe 2
            }
        }
        withServer { server ->
            val pool = PoolOptions.DEFAULT.withMaxAge(Duration.ofNanos(1))
            HttpClient.builder().pool(pool).build().use { client ->
                repeat(2) { client.get(server.url("/")).text() }
                server.connectionCount() shouldBe 2
            }
        }
    }

    test("F10: a connection that the server has closed meanwhile is not used, even for a POST") {
        withServer { server ->
            HttpClient.create().use { client ->
                client.get(server.url("/")).text()
                server.closeConnections()
                await { server.received().size == 1 }
                client.post(server.url("/"), RequestBody.of("x")).text() shouldBe "POST /"
                server.connectionCount() shouldBe 2
                client.statistics().run { listOf(opened, reused, resent) } shouldContainExactly listOf(2L, 0L, 0L)
            }
        }
    }

    test("F9: a body that can be sent once is sent once, if the connection was found closed before a byte of it went") {
        withServer({ Answer.ok(it.text()) }) { server ->
            HttpClient.create().use { client ->
                client.get(server.url("/")).text()
                server.closeConnections()
                val asked = AtomicInteger()
                val once = object : RequestBody {
                    override fun length() = -1L

                    override fun writeTo(sink: BufferedSink) {
                        asked.incrementAndGet()
                        sink.writeUtf8("once")
                    }
                }
                client.post(server.url("/"), once).text() shouldBe "once"
                asked.get() shouldBe 1
                server.received().map { it.method } shouldContainExactly listOf("GET", "POST")
                client.statistics().run { listOf(opened, reused, resent) } shouldContainExactly listOf(2L, 0L, 0L)
            }
        }
    }

    test("Http.send is one exchange on a connection of its own, and Http.client() begins a client") {
        withServer { server ->
            val request = Request.builder("POST", server.url("/a?b")).body(RequestBody.of("x"))
            Http.send(request.header("X", "y").build()).run {
                text() shouldBe "POST /a?b"
                willClose() shouldBe true
            }
            server.received().single().field("X") shouldBe "y"
            server.received().single().field("Connection") shouldBe "close"
            server.received().single().field("User-Agent") shouldBe ""
            val silent = Request.builder("GET", server.url("/")).withoutHeader("Connection").build()
            Http.send(silent).text() shouldBe "GET /"
            server.received().last().field("Connection") shouldBe ""
            val late = Request.builder("GET", server.url("/")).deadline(Duration.ofNanos(1)).build()
            shouldThrow<HttpException.Timeout> { Http.send(late) }
            Http.client().build().use { it.get(server.url("/")).text() shouldBe "GET /" }
        }
    }
})

/** Waits for what other threads bring about. */
internal fun await(condition: () -> Boolean) {
    val until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20)
    while (!condition()) {
        check(System.nanoTime() < until) { "it did not happen in 20 s" }
        Thread.onSpinWait()
        Thread.sleep(1)
    }
}
