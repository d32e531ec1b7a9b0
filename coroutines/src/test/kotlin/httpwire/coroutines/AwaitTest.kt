package httpwire.coroutines

import httpwire.Headers
import httpwire.HttpException
import httpwire.RequestBody
import httpwire.connection.HttpConnection
import httpwire.coroutines.internal.Turn
import httpwire.state.ConnectionState
import httpwire.testing.Script
import httpwire.transport.Dialer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeSameInstanceAs
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.withTimeoutOrNull
import java.io.IOException
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

private const val PART = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhi"

/** What is open at the end is closed in the test's own thread. */
private suspend fun <R> connected(vararg scripts: Script, block: suspend (HttpConnection) -> R): R =
    withPeer(*scripts) { peer -> HttpConnection.http(peer.address()).use { block(it) } }

class AwaitTest :
    FunSpec({
        test("request, response and body, on one connection") {
            val script =
                Script.start().expectHead().expect("body").reply(OK).expectHead().reply(OK).expectHead().reply(OK)
            connected(script.expectEnd()) { connection ->
                connection.awaitRequest("POST", "/", Headers.of("A", "b"), RequestBody.of("body"))
                connection.awaitResponse().text() shouldBe "hi"
                connection.awaitExchange("GET", "/").bytes().utf8() shouldBe "hi"
                connection.await {
                    putRequest("GET", "/")
                    endHeaders()
                    readResponse()
                }.text() shouldBe "hi"
                connection.awaitClose()
                connection.transport shouldBe null
            }
        }

        test("an answer that comes before the request is sent whole is awaitExchange's result") {
            val script = Script.start().expectHead().reply("HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n").reset()
            connected(script) {
                it.awaitExchange("PUT", "/", body = RequestBody.of(ByteArray(100_000_000))).status shouldBe 413
            }
        }

        test("the calls run where they are told to") {
            Executors.newSingleThreadExecutor { Thread(it, "mine") }.asCoroutineDispatcher().use { mine ->
                HttpConnection.http("localhost").await(mine) { Thread.currentThread().name } shouldBe "mine"
            }
        }

        test("what core throws comes as it is; a call out of turn too") {
            val connection = HttpConnection.http("localhost")
            shouldThrow<HttpException.ResponseNotReady> { connection.awaitResponse() }
            shouldThrow<HttpException.CannotSendHeader> { connection.await { putHeader("A", "b") } }
        }

        test("cancelled while it waits for the head, the connection is closed at once, and opens again") {
            val headCame = CountDownLatch(1)
            val silent = Script.start().expectHead().signal(headCame).expectEnd()
            connected(silent, answering().expectEnd()) { connection ->
                timeToCancel({ headCame.join() }) {
                    connection.awaitExchange("GET", "/")
                } shouldBeLessThan 500.milliseconds
                connection.awaitExchange("GET", "/").text() shouldBe "hi"
            }
        }

        test("the caller's withTimeout is untouched, and the next call waits for the thread that was cut") {
            connected(Script.start().expectHead().expectEnd(), answering().expectEnd()) { connection ->
                shouldThrow<TimeoutCancellationException> {
                    withTimeout(1.seconds) { connection.awaitExchange("GET", "/") }
                }
                connection.awaitRequest("GET", "/")
                connection.awaitResponse().text() shouldBe "hi"
            }
        }

        for ((kind, reply) in mapOf("kept" to PART, "closing" to "HTTP/1.1 200 OK\r\n\r\nhi")) {
            test("a response on a $kind connection that comes too late for its caller is closed") {
                connected(answering(reply).expectEnd()) { connection ->
                    val caller = Steps()
                    val work = Steps()
                    var seen: Throwable? = null
                    val job =
                        CoroutineScope(caller).launch {
                            seen = runCatching { connection.awaitExchange("GET", "/", dispatcher = work) }
                                .exceptionOrNull()
                        }
                    caller.await().run()
                    work.await().run()
                    val resume = caller.await()
                    job.cancel()
                    resume.run()
                    (seen is kotlinx.coroutines.CancellationException) shouldBe true
                    connection.state shouldBe ConnectionState.IDLE
                    connection.transport shouldBe null
                }
            }
        }

        test("a body that is read when its caller is cancelled takes the connection along") {
            connected(answering(PART).expectEnd()) { connection ->
                val response = connection.awaitExchange("GET", "/")
                withTimeoutOrNull(1.seconds) { response.text() } shouldBe null
                connection.await { state } shouldBe ConnectionState.IDLE // After the thread that was cut.
                response.isClosed shouldBe true
            }
        }

        test("no two calls work one connection at a time, whichever way they come") {
            val atWork = AtomicInteger()
            val most = AtomicInteger()
            val work: HttpConnection.() -> Unit = {
                most.accumulateAndGet(atWork.incrementAndGet(), ::maxOf)
                Thread.yield()
                atWork.decrementAndGet()
            }
            http("localhost") {
                coroutineScope {
                    List(50) { i ->
                        async(Dispatchers.Default) {
                            connection.await(
                                if (i % 2 ==
                                    0
                                ) {
                                    Dispatchers.IO
                                } else {
                                    Dispatchers.Default
                                },
                                work,
                            )
                        }
                    }.awaitAll()
                }
                Turn.of(connection) shouldBeSameInstanceAs Turn.of(connection)
            }
            most.get() shouldBe 1
        }

        test("a verb of a block waits for a call of its connection, and does not begin before") {
            val calls = Steps()
            var isDialed = false
            http("example.org", Dispatchers.Unconfined) {
                dialer =
                    Dialer {
                        isDialed = true
                        throw IOException("no network")
                    }
                coroutineScope {
                    launch(Dispatchers.Unconfined) { connection.await(calls) { state } }
                    val asking = launch(Dispatchers.Unconfined) { runCatching { get("/") } }
                    isDialed shouldBe false
                    calls.await().run()
                    asking.join()
                    isDialed shouldBe true
                }
            }
        }

        test("the connection of a block, step by step, takes turns with its verbs") {
            val headCame = CountDownLatch(1)
            withPeer(
                Script.start().expectHead().signal(headCame).expectEnd(),
                answering().expectHead().reply(OK).expectEnd(),
            ) { peer ->
                http(peer.address()) {
                    coroutineScope {
                        val waiting = launch(Dispatchers.Default) { connection.awaitExchange("GET", "/") }
                        headCame.join()
                        waiting.cancelAndJoin()
                    }
                    get("/").text() shouldBe "hi"
                    connection.awaitRequest("GET", "/")
                    connection.awaitResponse().text()
                } shouldBe "hi"
            }
        }

        test("awaitClose cuts a call that is under way, and works in a coroutine that is cancelled") {
            val headCame = CountDownLatch(1)
            connected(Script.start().expectHead().signal(headCame).expectEnd()) { connection ->
                coroutineScope {
                    val waiting = async(Dispatchers.Default) { runCatching { connection.awaitExchange("GET", "/") } }
                    headCame.join()
                    connection.awaitClose()
                    (waiting.await().exceptionOrNull() is HttpException.Cancelled) shouldBe true
                }
            }
            connected(answering(PART).expectEnd()) { connection ->
                coroutineScope {
                    launch {
                        try {
                            connection.awaitExchange("GET", "/").text()
                        } finally {
                            connection.awaitClose()
                        }
                    }.let {
                        while (connection.state != ConnectionState.UNREAD_RESPONSE) kotlinx.coroutines.yield()
                        it.cancelAndJoin()
                    }
                }
            }
        }
    })
