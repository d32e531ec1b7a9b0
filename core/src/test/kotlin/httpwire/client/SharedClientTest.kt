package httpwire.client

import httpwire.HttpException
import httpwire.client.pool.PoolOptions
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Running
import httpwire.transport.Threads
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread

private const val LONG = 300_000

class SharedClientTest : FunSpec({
    test("F54: two threads that read one response: each byte comes once, or the second is refused; the place is free") {
        AnsweringPeer.start { Answer.ok("x".repeat(LONG)) }.use { server ->
            HttpClient.create().use { client ->
                repeat(30) {
                    val response = client.get(server.url("/"))
                    val byteCount = AtomicInteger()
                    val failures = CopyOnWriteArrayList<Throwable>()
                    val readers = List(2) {
                        thread {
                            runCatching {
                                val block = ByteArray(1_000)
                                while (true) {
                                    val count = response.readInto(block)
                                    if (count < 0) break
                                    byteCount.addAndGet(count)
                                }
                            }.onFailure(failures::add)
                        }
                    }
                    readers.forEach { it.join(10_000) }
                    // Whoever was refused came too early; the rest is still there.
                    response.use { byteCount.addAndGet(it.read().size) }
                    for (failure in failures) failure.shouldBeInstanceOf<HttpException.ImproperConnectionState>()
                    byteCount.get() shouldBe LONG
                    client.statistics().run { listOf(leased, idle) } shouldBe listOf(0, 1)
                }
            }
        }
    }

    test("F54: close() while another thread reads: the read fails at once, and the place is free") {
        val head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
        ScriptedPeer.listening(Script.start().expectHead().reply(head).expectEnd()).use { peer ->
            HttpClient.create().use { client ->
                val response = client.get("http://${peer.address()}/")
                val reading = Running { response.text() }
                reading.awaitStuck("text")
                response.close()
                reading.failure().shouldBeInstanceOf<HttpException.Cancelled>()
                await { client.statistics().leased == 0 }
                client.statistics().run { listOf(idle, waiting) } shouldBe listOf(0, 0)
            }
        }
    }

    test("F54: a response that is closed twice, and read after that, gives its place back once") {
        AnsweringPeer.start { Answer.ok(it.target) }.use { server ->
            HttpClient.builder().pool(PoolOptions.DEFAULT.withMaxPerOrigin(1)).build().use { client ->
                val first = client.get(server.url("/first"))
                first.close()
                val second = client.get(server.url("/second"))
                // The connection belongs to the second response now.
                first.close()
                shouldThrow<IllegalStateException> { first.text() }
                client.statistics().run { listOf(leased, idle) } shouldBe listOf(1, 0)
                second.text() shouldBe "/second"
                second.close()
                second.close()
                client.statistics().run { listOf(leased, idle) } shouldBe listOf(0, 1)
                client.get(server.url("/third")).text() shouldBe "/third"
                server.connectionCount() shouldBe 1
            }
        }
    }

    withTests(nameFn = {
        "F52, F56: $it threads that call while one closes the client: answered or refused, and nothing is left"
    }, Threads.available) {
        AnsweringPeer.start { Answer.ok(it.target) }.use { server ->
            repeat(25) { round -> closeUnder(it, server, round) }
        }
    }

    withTests(nameFn = {
        "$it threads share few connections, and each gets its own answer"
    }, Threads.available) { kind ->
        AnsweringPeer.start { Answer.ok(it.target) }.use { server ->
            HttpClient.builder().pool(PoolOptions.DEFAULT.withMaxPerOrigin(3)).build().use { client ->
                val wrong = CopyOnWriteArrayList<Any>()
                val callers = List(20) { caller ->
                    thread {
                        kind.run {
                            repeat(30) { call ->
                                val answer = runCatching { client.get(server.url("/$caller/$call")).text() }
                                if (answer.getOrNull() != "/$caller/$call") wrong += answer
                            }
                        }
                    }
                }
                callers.forEach { it.join(60_000) }
                wrong shouldContainExactly listOf()
                client.statistics().run { listOf(leased, waiting) } shouldBe listOf(0, 0)
                client.statistics().run { opened + reused } shouldBe 600L
                (server.connectionCount() <= 3) shouldBe true
            }
        }
    }

    test("F56: close() with callers that wait: they are sent away, the one in use ends, and its connection is closed") {
        val script = Script.start().expectHead().reply("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n")
        val go = CountDownLatch(1)
        ScriptedPeer.listening(script.waitFor(go).reply("held").expectEnd()).use { peer ->
            val client = HttpClient.builder().pool(PoolOptions.DEFAULT.withMaxPerOrigin(1)).build()
            val held = client.get("http://${peer.address()}/")
            val waiters = List(3) { Running { client.get("http://${peer.address()}/") } }
            await { client.statistics().waiting == 3 }
            client.close()
            for (each in waiters) each.failure().shouldBeInstanceOf<HttpException.Cancelled>()
            go.countDown()
            held.text() shouldBe "held"
            client.statistics().run { listOf(leased, idle, waiting) } shouldBe listOf(0, 0, 0)
        }
    }

    test("a response that one thread closes while another one reads it gives its place back") {
        AnsweringPeer.start { Answer.raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf") }.use { server ->
            HttpClient.builder().build().use { client ->
                val response = client.get(server.url("/"))
                val reader = kotlin.concurrent.thread { runCatching { response.read() } }
                await { reader.stackTrace.any { it.methodName.startsWith("park") || it.methodName.startsWith("read") } }
                response.close()
                reader.join(10_000)
                client.statistics().leased shouldBe 0
            }
        }
    }
})

private fun closeUnder(kind: Threads, server: AnsweringPeer, round: Int) {
    val client = HttpClient.builder().pool(PoolOptions.DEFAULT.withMaxPerOrigin(1 + round % 2)).build()
    val start = CountDownLatch(1)
    val outcomes = CopyOnWriteArrayList<Result<String>>()
    val callers = List(4) { caller ->
        thread {
            kind.run {
                start.await(10, TimeUnit.SECONDS)
                for (call in 0 until 20) {
                    val outcome = runCatching { client.get(server.url("/$round/$caller/$call")).text() }
                    outcomes += outcome.map { if (it == "/$round/$caller/$call") "right" else "wrong: $it" }
                    if (outcome.isFailure) break
                }
            }
        }
    }
    start.countDown()
    await { outcomes.size >= round }
    client.close()
    callers.forEach { it.join(20_000) }
    for (outcome in outcomes) {
        withClue(outcome) {
            val failure = outcome.exceptionOrNull()
            if (failure == null) outcome.getOrThrow() shouldBe "right"
            val isRefused = failure is IllegalStateException || failure is HttpException.Cancelled
            (failure == null || isRefused) shouldBe true
        }
    }
    client.statistics().run { listOf(leased, idle, waiting) } shouldBe listOf(0, 0, 0)
}
