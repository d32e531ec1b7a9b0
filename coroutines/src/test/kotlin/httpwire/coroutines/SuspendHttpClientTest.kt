package httpwire.coroutines

import httpwire.HttpException
import httpwire.Request
import httpwire.call.Handler
import httpwire.client.HttpClient
import httpwire.client.pool.PoolOptions
import httpwire.connection.HttpResponse
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeoutOrNull
import okio.ByteString.Companion.encodeUtf8
import java.time.Duration
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlin.time.Duration.Companion.milliseconds

private fun withPeer(answers: (Received) -> Answer, block: suspend (AnsweringPeer) -> Unit): suspend () -> Unit = {
    val peer = AnsweringPeer.start(answers)
    try {
        block(peer)
    } finally {
        peer.close()
    }
}

private val echo = { it: Received -> Answer.ok("${it.method} ${it.target} ${it.text()}") }

private suspend fun await(condition: () -> Boolean) {
    checkNotNull(
        withTimeoutOrNull(20_000) {
            while (!condition()) delay(1)
        },
    ) { "it did not happen in 20 s" }
}

class SuspendHttpClientTest : FunSpec({
    fun play(name: String, answers: (Received) -> Answer = echo, block: suspend (AnsweringPeer) -> Unit) =
        test(name) { withPeer(answers, block)() }

    play("each verb sends its method, and one connection serves them all") { peer ->
        httpClient { defaults() }.use { client ->
            val url = peer.url("/a")
            client.get(url).text() shouldBe "GET /a "
            client.post(url) { body("b") }.text() shouldBe "POST /a b"
            client.put(url) { body("b") }.text() shouldBe "PUT /a b"
            client.patch(url) { body("b") }.text() shouldBe "PATCH /a b"
            client.query(url) { body("b") }.text() shouldBe "QUERY /a b"
            client.delete(url).text() shouldBe "DELETE /a "
            client.options(url).text() shouldBe "OPTIONS /a "
            client.request("BREW", url).text() shouldBe "BREW /a "
            client.head(url).isClosed shouldBe true
            client.send(Request.get(url)).text() shouldBe "GET /a "
            peer.connectionCount() shouldBe 1
            client.statistics().run { listOf(leased(), idle()) } shouldContainExactly listOf(0, 1)
        }
    }

    play("redirects are followed, and the history is there", {
        if (it.target == "/a") Answer.of(302, "Location: /b").body("moved") else echo(it)
    }) { peer ->
        httpClient { defaults() }.use { client ->
            val response = client.get(peer.url("/a"))
            response.url shouldBe peer.url("/b")
            response.history.map { it.status } shouldContainExactly listOf(302)
            response.text() shouldBe "GET /b "
        }
    }

    play("1,000 callers share 4 connections, whatever dispatcher they come from") { peer ->
        val pool = PoolOptions.DEFAULT.withMaxPerOrigin(4)
        HttpClient.builder().pool(pool).build().suspending().use { client ->
            for (dispatcher in listOf(Dispatchers.Default, Dispatchers.IO, Dispatchers.IO.limitedParallelism(1))) {
                withContext(dispatcher) {
                    (1..1_000).map { async { client.get(peer.url("/$it")).text() } }.awaitAll()
                } shouldContainExactly (1..1_000).map { "GET /$it " }
            }
            (peer.connectionCount() <= 4) shouldBe true
            client.statistics().run { listOf(leased(), waiting()) } shouldContainExactly listOf(0, 0)
        }
    }

    play("a dispatcher with one thread serves callers that wait for each other's connections") { peer ->
        val single = Dispatchers.IO.limitedParallelism(1)
        val pool = PoolOptions.DEFAULT.withMaxPerOrigin(1)
        HttpClient.builder().pool(pool).build().suspending(single).use { client ->
            withContext(single) {
                val held = client.get(peer.url("/held"))
                val others = (1..20).map { async { client.get(peer.url("/$it")).text() } }
                await { client.statistics().waiting() == 20 }
                held.text() shouldBe "GET /held "
                others.awaitAll() shouldContainExactly (1..20).map { "GET /$it " }
            }
        }
    }

    play("a flow is a body, and needs no thread while it waits") { peer ->
        val single = Dispatchers.IO.limitedParallelism(1)
        httpClient(single) { defaults() }.use { client ->
            withContext(single) {
                val pieces = flow {
                    emit("a".encodeUtf8())
                    // The only thread is needed for this.
                    emit(client.get(peer.url("/b")).text().encodeUtf8())
                }
                client.post(peer.url("/up")) { body(pieces) }.text() shouldBe "POST /up aGET /b "
            }
            client.post(peer.url("/up")) { body(byteCount = 2) { send("hi") } }.text() shouldBe "POST /up hi"
            shouldThrow<IllegalStateException> {
                client.post(peer.url("/up")) { body(flow { error("no more") }) }
            }.message shouldBe "no more"
            client.statistics().leased() shouldBe 0
            client.get(peer.url("/b")).bodyAsFlow().map { it.utf8() }.toList().joinToString("") shouldBe "GET /b "
        }
    }

    play("a cancelled call gives its place to whoever waits") { peer ->
        val pool = PoolOptions.DEFAULT.withMaxPerOrigin(1)
        HttpClient.builder().pool(pool).build().suspending().use { client ->
            coroutineScope {
                val held = client.get(peer.url("/held"))
                val first = launch(start = CoroutineStart.UNDISPATCHED) { client.get(peer.url("/first")) }
                val second = async(start = CoroutineStart.UNDISPATCHED) { client.get(peer.url("/second")).text() }
                await { client.statistics().waiting() == 2 }
                first.cancelAndJoin()
                client.statistics().waiting() shouldBe 1
                held.close()
                second.await() shouldBe "GET /second "
                peer.received().map { it.target } shouldContainExactly listOf("/held", "/second")
            }
        }
    }

    test("a call that is cancelled while it waits for its answer is cut at once") {
        val gate = CountDownLatch(1)
        AnsweringPeer.start {
            if (it.target == "/stuck") gate.await(20, TimeUnit.SECONDS)
            echo(it)
        }.use { peer ->
            val pool = PoolOptions.DEFAULT.withMaxPerOrigin(1)
            HttpClient.builder().pool(pool).build().suspending().use { client ->
                coroutineScope {
                    val stuck = launch { client.get(peer.url("/stuck")) }
                    await { peer.received().size == 1 }
                    stuck.cancelAndJoin()
                    client.get(peer.url("/next")).text() shouldBe "GET /next "
                    await { client.statistics().leased() == 0 }
                }
            }
            gate.countDown()
        }
    }

    play("the wait for a connection is bounded, and the failure is typed") { peer ->
        val pool = PoolOptions.DEFAULT.withMaxPerOrigin(1).withMaxWaiting(1).withWaitTimeout(Duration.ofMillis(50))
        HttpClient.builder().pool(pool).build().suspending().use { client ->
            val held = client.get(peer.url("/"))
            shouldThrow<HttpException.Timeout> { client.get(peer.url("/")) }.phase shouldBe httpwire.Phase.POOL
            coroutineScope {
                val waiting = async { runCatching { client.get(peer.url("/")) } }
                await { client.statistics().waiting() == 1 }
                shouldThrow<HttpException.PoolExhausted> { client.get(peer.url("/")) }
                waiting.await().exceptionOrNull().shouldBeInstanceOf<HttpException.Timeout>()
            }
            withTimeoutOrNull(20.milliseconds) { client.get(peer.url("/")) } shouldBe null
            held.close()
            client.statistics().run { listOf(leased(), waiting()) } shouldContainExactly listOf(0, 0)
        }
    }

    play("F53: a response that was lost is found, and the call that waits gets its place") { peer ->
        val pool = PoolOptions.DEFAULT.withMaxPerOrigin(1)
        HttpClient.builder().pool(pool).build().suspending().use { client ->
            suspend fun lose() {
                client.get(peer.url("/lost"))
            }
            lose()
            coroutineScope {
                val next = async(start = CoroutineStart.UNDISPATCHED) { client.get(peer.url("/next")).text() }
                client.statistics().waiting() shouldBe 1
                await {
                    System.gc()
                    next.isCompleted
                }
                next.await() shouldBe "GET /next "
            }
            client.statistics().leaked() shouldBe 1
        }
    }

    play("with an interceptor a call blocks as a whole, and its body is written in its thread") { peer ->
        val client = HttpClient.builder()
            .interceptor { request, next -> next.handle(request.newBuilder().header("X", "y").build()) }
            .hopInterceptor { request, next -> next.handle(request) }.build().suspending()
        client.use {
            client.post(peer.url("/a")) { body(flow { emit("f".encodeUtf8()) }) }.text() shouldBe "POST /a f"
            peer.received().single().field("X") shouldBe "y"
            client.statistics().run { listOf(leased(), idle()) } shouldContainExactly listOf(0, 1)
        }
    }

    context("a call with an interceptor that is cancelled gives back its thread and its connection") {
        val stuck = mapOf<String, (Handler, Request, CountDownLatch) -> HttpResponse>(
            "before the exchange" to { next, request, never ->
                never.await()
                next.handle(request)
            },
            "in the exchange" to { next, request, _ -> next.handle(request) },
        )
        for ((name, interceptor) in stuck) {
            test("while it is stuck $name") {
                val never = CountDownLatch(1)
                val entered = CountDownLatch(1)
                val left = CountDownLatch(1)
                val client = HttpClient.builder().interceptor { request, next ->
                    entered.countDown()
                    try {
                        interceptor(next, request, never)
                    } finally {
                        left.countDown()
                    }
                }.build().suspending()
                AnsweringPeer.start {
                    if (name == "in the exchange") never.await(30, TimeUnit.SECONDS)
                    echo(it)
                }.use { peer ->
                    client.use {
                        coroutineScope {
                            val call = launch(Dispatchers.Default) { client.get(peer.url("/")) }
                            await { entered.count == 0L && (name != "in the exchange" || peer.received().size == 1) }
                            call.cancelAndJoin()
                            await { left.count == 0L }
                        }
                        await { client.statistics().leased() == 0 }
                        never.countDown()
                    }
                }
            }
        }
    }

    play("a response that comes after its call with an interceptor was cancelled is closed") { peer ->
        val gate = CountDownLatch(1)
        val answered = CountDownLatch(1)
        val client = HttpClient.builder().interceptor { request, next ->
            val response = next.handle(request)
            answered.countDown()
            // Whatever an interceptor does with an interrupt.
            while (gate.count > 0) runCatching { gate.await() }
            response
        }.build().suspending()
        client.use {
            coroutineScope {
                val call = launch(Dispatchers.Default) { client.get(peer.url("/")) }
                await { answered.count == 0L }
                call.cancelAndJoin()
                client.statistics().leased() shouldBe 1
                gate.countDown()
                await { client.statistics().leased() == 0 }
            }
        }
    }

    play("closing closes, and cancelAll cuts") { peer ->
        val client = httpClient { defaults() }
        val held = client.get(peer.url("/"))
        client.cancelAll()
        shouldThrow<HttpException> { held.text() }
        held.close()
        client.close()
        shouldThrow<IllegalStateException> { client.get(peer.url("/")) }
        client.statistics().run { listOf(leased(), idle(), waiting()) } shouldContainExactly listOf(0, 0, 0)
    }
})
