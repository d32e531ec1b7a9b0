package httpwire.client

import httpwire.HttpException
import httpwire.Request
import httpwire.RequestBody
import httpwire.auth.Credentials
import httpwire.call.Backoff
import httpwire.client.retry.Retries
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.trace.Moment
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import java.net.ServerSocket
import java.time.Duration
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.CountDownLatch
import kotlin.concurrent.thread

private val AT_ONCE = Retries.of(3).withBackoff(Backoff(Duration.ZERO, Duration.ZERO))

private fun client(retries: Retries = AT_ONCE, more: HttpClientBuilder.() -> Unit = {}): HttpClient =
    HttpClient.builder().retries(retries).apply(more).build()

/** Notes each repetition as `failure or status before it: delay`. */
private class Noted : ClientListener {
    val lines = CopyOnWriteArrayList<String>()

    override fun retried(moment: Moment, delay: Duration, failure: HttpException?) {
        lines += "${moment.exchangeNumber}: ${failure?.javaClass?.simpleName} $delay"
    }
}

/** Answers that come one after the other, the last one again and again. */
private fun answering(vararg answers: Answer): AnsweringPeer {
    var count = 0
    return AnsweringPeer.start { answers[minOf(count++, answers.lastIndex)] }
}

class RetriesTest : FunSpec({
    test("a status is tried again over the same connection, and the earlier responses are the history") {
        val noted = Noted()
        answering(Answer.of(503).body("busy"), Answer.of(429).body("later"), Answer.ok("ok")).use { server ->
            client { listener(noted) }.use { client ->
                val response = client.get(server.url("/"))
                response.text() shouldBe "ok"
                response.history.map { it.status } shouldBe listOf(503, 429)
                client.statistics().run { listOf(opened, reused, leased, idle) } shouldBe listOf(1, 2, 0, 1)
            }
            server.received().size shouldBe 3
            noted.lines.toList() shouldContainExactly listOf("1: null PT0S", "2: null PT0S")
        }
    }

    test("when nothing is left the last response is the call's") {
        answering(Answer.of(503).body("busy")).use { server ->
            client().use { client ->
                val response = client.get(server.url("/"))
                response.status shouldBe 503
                response.text() shouldBe "busy"
                response.history.size shouldBe 3
            }
            server.received().size shouldBe 4
        }
    }

    test("nothing is tried again unless that was asked for") {
        answering(Answer.of(503)).use { server ->
            HttpClient.create().use { it.get(server.url("/")).close() }
            client().use { it.newBuilder().retries(null).build().use { it.get(server.url("/")).close() } }
            server.received().size shouldBe 2
        }
    }

    test("a POST that was lost arrives once, one with a key again with the same key") {
        answering(Answer.hangUp(), Answer.hangUp(), Answer.ok("ok")).use { server ->
            client().use { client ->
                shouldThrow<HttpException.RemoteDisconnected> { client.post(server.url("/"), RequestBody.of("b")) }
                    .attempts shouldBe listOf()
                server.received().size shouldBe 1
                val keyed = Request.builder("POST", server.url("/")).body(RequestBody.of("b")).idempotencyKey("k")
                client.send(keyed.build()).text() shouldBe "ok"
            }
            server.received().drop(1).map { it.field("Idempotency-Key") } shouldBe listOf("k", "k")
            server.received().drop(1).map { it.body.utf8() } shouldBe listOf("b", "b")
        }
    }

    test("a server that cannot be reached: the error tells of each attempt, in words too") {
        val port = ServerSocket(0).use { it.localPort }
        client().use { client ->
            val failure = shouldThrow<HttpException.ConnectFailed> {
                client.post("http://127.0.0.1:$port/", RequestBody.of("b"))
            }
            failure.attempts.size shouldBe 3
            failure.attempts.map { it.failure!!.circumstances!!.hop } shouldBe listOf(1, 2, 3)
            failure.circumstances!!.hop shouldBe 4
            failure.toString() shouldContain "in exchange 4 of the call"
            failure.toString() shouldContain "attempts before: [ConnectFailed"
            client.statistics().run { listOf(leased, waiting) } shouldBe listOf(0, 0)
        }
    }

    test("only the exchange that failed is repeated, not the redirects before it") {
        val server = AnsweringPeer.start()
        server.on("GET /a").reply(Answer.of(302, "Location: /b"))
        server.on("GET /b").reply(Answer.of(503)).reply(Answer.ok("ok"))
        server.use {
            client { redirects() }.use { it.get(server.url("/a")).text() shouldBe "ok" }
            server.received().map { it.target } shouldBe listOf("/a", "/b", "/b")
        }
    }

    test("credentials go with each attempt") {
        answering(Answer.of(503), Answer.ok("ok")).use { server ->
            client {
                baseUrl(server.url("/"))
                auth(Credentials.basic("u", "p"))
            }.use { it.get("/").text() shouldBe "ok" }
            server.received().map { it.field("Authorization") } shouldBe listOf("Basic dTpw", "Basic dTpw")
        }
    }

    test("what Retry-After asks for is not waited for if the deadline comes first") {
        answering(Answer.of(503, "Retry-After: 50").body("busy")).use { server ->
            client { deadline(Duration.ofSeconds(20)) }.use { client ->
                client.get(server.url("/")).text() shouldBe "busy"
            }
            server.received().size shouldBe 1
        }
    }

    test("an interrupt ends the wait, and the flag stays") {
        answering(Answer.of(503, "Retry-After: 50")).use { server ->
            val waits = CountDownLatch(1)
            val outcome = CopyOnWriteArrayList<Any>()
            val noticing = object : ClientListener {
                override fun retried(moment: Moment, delay: Duration, failure: HttpException?) = waits.countDown()
            }
            client { listener(noticing) }.use { client ->
                val caller = thread {
                    outcome += runCatching { client.get(server.url("/")) }.exceptionOrNull()!!
                    outcome += Thread.currentThread().isInterrupted
                }
                waits.await()
                caller.interrupt()
                caller.join()
                (outcome[0] is HttpException.Cancelled) shouldBe true
                outcome[1] shouldBe true
                client.statistics().run { listOf(leased, waiting) } shouldBe listOf(0, 0)
            }
        }
    }

    test("a call that waits while everything is cancelled sends nothing more") {
        answering(Answer.of(503, "Retry-After: 1"), Answer.ok("ok")).use { server ->
            val clients = mutableListOf<HttpClient>()
            val cancelling = object : ClientListener {
                override fun retried(moment: Moment, delay: Duration, failure: HttpException?) =
                    thread { clients.single().cancelAll() }.join()
            }
            client { listener(cancelling) }.use { client ->
                clients += client
                shouldThrow<HttpException.Cancelled> { client.get(server.url("/")) }
                client.get(server.url("/")).text() shouldBe "ok"
            }
            server.received().size shouldBe 2
        }
    }

    test("clients that come from each other share the budget, others do not") {
        answering(Answer.of(503)).use { server ->
            client(AT_ONCE.withBudget(2)).use { client ->
                client.newBuilder().build().use { it.get(server.url("/")).history.size shouldBe 2 }
                client.get(server.url("/")).history.size shouldBe 0
                client.newBuilder().retries(AT_ONCE).build().use { it.get(server.url("/")).history.size shouldBe 3 }
            }
        }
    }

    test("in an outage a client does not multiply its calls") {
        answering(Answer.of(503)).use { server ->
            client().use { client -> repeat(100) { client.get(server.url("/")).close() } }
            server.received().size shouldBe 110
        }
    }

    for (failure in listOf(RuntimeException("r"), Exception("e"), Error("x"))) {
        test("a listener that throws ${failure.javaClass.simpleName} ends the call, and nothing leaks") {
            answering(Answer.of(503)).use { server ->
                val throwing = object : ClientListener {
                    override fun retried(moment: Moment, delay: Duration, failed: HttpException?) = throw failure
                }
                client { listener(throwing) }.use { client ->
                    shouldThrow<Throwable> { client.get(server.url("/")) }.message shouldBe failure.message
                    client.statistics().run { listOf(leased, waiting) } shouldBe listOf(0, 0)
                }
            }
        }
    }
})
