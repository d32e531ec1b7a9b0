package httpwire.coroutines

import httpwire.ContinueAnswer
import httpwire.HttpException
import httpwire.Request
import httpwire.state.ConnectionState
import httpwire.testing.Script
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.types.shouldBeInstanceOf
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import okio.ByteString.Companion.toByteString
import java.io.IOException
import java.util.concurrent.CountDownLatch
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

private val THROWN: Map<String, () -> Throwable> = mapOf(
    "IOException" to { IOException("own") },
    "ConnectionLost of another connection" to { HttpException.ConnectionLost("own", null) },
    "RuntimeException" to { IllegalStateException("own") },
    "Exception" to { Exception("own") },
    "InterruptedException" to { InterruptedException("own") },
    "CancellationException" to { CancellationException("own") },
    "Error" to { AssertionError("own") },
)

private const val CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n"

private val PIECE = ByteArray(1_000).toByteString()

/** Where what is not the network's can go wrong while a request is sent. */
private val FAULTS: Map<String, suspend SuspendHttpScope.(Throwable) -> Any?> = mapOf(
    "a flow, at once" to { thrown -> put("/") { body(flow { throw thrown }) } },
    "a flow, after a piece" to { thrown ->
        put("/") {
            body(
                flow {
                    emit(PIECE)
                    throw thrown
                },
            )
        }
    },
    "a flow, after many" to { thrown ->
        put("/") {
            body(
                flow {
                    repeat(1_000) { emit(PIECE) }
                    throw thrown
                },
            )
        }
    },
    "a writer that waits for 100" to { thrown ->
        put("/") {
            expectContinue(1.milliseconds)
            body { throw thrown }
        }
    },
    "a writer of a known length" to { thrown ->
        put("/") {
            body(byteCount = 5_000) {
                send(PIECE)
                throw thrown
            }
        }
    },
    "a trailer" to { thrown ->
        put("/") {
            body(flow { emit(PIECE) })
            trailer("Digest") { throw thrown }
        }
    },
    "a trailer of an empty body" to { thrown ->
        put("/") {
            body(flow { })
            trailer("Digest") { throw thrown }
        }
    },
    "a trailer after 100" to { thrown ->
        put("/") {
            expectContinue(1.milliseconds)
            body("x")
            trailer("Digest") { throw thrown }
        }
    },
    "the block of a body step by step" to { thrown ->
        exchange("PUT", "/", head = { header("Content-Length", "9") }) {
            send("spam")
            throw thrown
        }
    },
    "the block of a body that has ended the output" to { thrown ->
        exchange("PUT", "/", head = { header("Content-Length", "9") }) {
            shutdownOutput()
            throw thrown
        }
    },
)

/** The calls that wait in the middle of an exchange, and what the peer says before. */
private val WAITS: Map<String, Pair<String, suspend SuspendHttpScope.(CompletableDeferred<Unit>) -> Any?>> = mapOf(
    "awaitContinue" to Pair("") { reached ->
        exchange("PUT", "/", head = { header("Content-Length", "4") }) {
            reached.complete(Unit)
            awaitContinue(60.seconds)
        }
    },
    "awaitContinue after 102" to Pair("HTTP/1.1 102 P\r\n\r\n") { reached ->
        exchange("PUT", "/", head = { header("Content-Length", "4") }) {
            reached.complete(Unit)
            awaitContinue(60.seconds)
        }
    },
    "responseArrived in a loop" to Pair("") { reached ->
        exchange("PUT", "/", head = { header("Content-Length", "4") }) {
            reached.complete(Unit)
            while (!responseArrived()) delay(1.milliseconds)
        }
    },
    "a pipeline's first response" to Pair("") { reached ->
        val pipeline = pipeline(listOf(Request.get("/1"), Request.get("/2")))
        reached.complete(Unit)
        pipeline.readResponse()
    },
    "a pipeline's second response" to Pair(OK) { reached ->
        val pipeline = pipeline(listOf(Request.get("/1"), Request.get("/2")))
        pipeline.readResponse().text() shouldBe "hi"
        reached.complete(Unit)
        pipeline.readResponse()
    },
    "a pipeline's body" to Pair("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nx") { reached ->
        val pipeline = pipeline(listOf(Request.get("/1"), Request.get("/2")))
        val response = pipeline.readResponse()
        reached.complete(Unit)
        response.text()
    },
)

class MomentFaultTest : FunSpec({
    for ((where, fault) in FAULTS) {
        withTests(nameFn = {
            "F42: $it in $where comes through, and the next request opens the connection anew"
        }, THROWN.keys) {
            val thrown = THROWN.getValue(it)()
            withPeer(Script.start().ignoreInput().expectEnd(), answering()) { peer ->
                withTimeout(20.seconds) {
                    http(peer.address()) {
                        val caught = runCatching { fault(thrown) }.exceptionOrNull()
                        (caught!!::class to caught.message) shouldBe (thrown::class to thrown.message)
                        connection.state shouldBe ConnectionState.IDLE
                        get("/").text() shouldBe "hi"
                    }
                }
            }
        }
    }

    withTests(nameFn = { "F42: $it in a flow that a client sends comes through, and it is sent once" }, THROWN.keys) {
        val thrown = THROWN.getValue(it)()
        for (pieceCount in listOf(0, 1)) {
            var count = 0
            val failing = flow {
                count++
                repeat(pieceCount) { emit(PIECE) }
                throw thrown
            }
            withPeer(Script.start().ignoreInput().expectEnd(), answering()) { peer ->
                val url = "http://${peer.address()}/"
                withTimeout(20.seconds) {
                    httpClient { }.use { client ->
                        val caught = runCatching { client.put(url) { body(failing) } }.exceptionOrNull()
                        (caught!!::class to caught.message) shouldBe (thrown::class to thrown.message)
                        client.get(url).text() shouldBe "hi"
                    }
                }
            }
            count shouldBe 1
        }
    }

    withTests(nameFn = {
        "cancelled in $it: at once, and the next request opens the connection anew"
    }, WAITS.keys) { name ->
        val (before, wait) = WAITS.getValue(name)
        for (isAtOnce in listOf(true, false)) {
            withPeer(Script.start().expectHead().reply(before).ignoreInput().expectEnd(), answering()) { peer ->
                http(peer.address()) {
                    val reached = CompletableDeferred<Unit>()
                    coroutineScope {
                        val waiting = launch(Dispatchers.Default) { wait(reached) }
                        reached.await()
                        if (!isAtOnce) delay(20.milliseconds)
                        withTimeout(5.seconds) {
                            waiting.cancel()
                            waiting.join()
                        }
                    }
                    get("/").text() shouldBe "hi"
                }
            }
        }
    }

    test("a second coroutine waits for its turn while 100 is waited for, and its request is sent after the first") {
        val asked = CountDownLatch(1)
        val script = Script.start().expectHead().waitFor(
            asked,
        ).reply(CONTINUE).expect("spam").reply(OK).expectHead().reply(OK)
        talk(script) {
            coroutineScope {
                val reached = CompletableDeferred<Unit>()
                val first = async {
                    exchange("PUT", "/", head = { header("Content-Length", "4") }) {
                        reached.complete(Unit)
                        awaitContinue(60.seconds) shouldBe ContinueAnswer.CONTINUE
                        send("spam")
                    }.text()
                }
                reached.await()
                val second = async(start = CoroutineStart.UNDISPATCHED) {
                    first.join()
                    get("/").text()
                }
                asked.countDown()
                listOf(first.await(), second.await()) shouldBe listOf("hi", "hi")
            }
        }
    }

    test("a request, an exchange and a pipeline in the middle of an exchange's body are refused, and it goes on") {
        talk(Script.start().expectHead().expect("spam").reply(OK).expectHead().reply(OK)) {
            val calls = listOf<suspend () -> Any?>(
                { get("/") },
                { pipeline(listOf(Request.get("/"))) },
                { exchange("GET", "/") { } },
            )
            exchange("PUT", "/", head = { header("Content-Length", "4") }) {
                send("sp")
                for (call in calls) {
                    shouldThrow<HttpException.CannotSendRequest> { call() }
                }
                send("am")
            }.text() shouldBe "hi"
            get("/").text() shouldBe "hi"
        }
    }

    test("after shutdownOutput a body that goes on is told so, and the next request opens the connection anew") {
        withPeer(Script.start().expectHead().expect("sp").expectEnd(), answering()) { peer ->
            http(peer.address()) {
                shouldThrow<HttpException.CannotSendRequest> {
                    exchange("PUT", "/", head = { header("Content-Length", "4") }) {
                        send("sp")
                        shutdownOutput()
                        send("am")
                    }
                }.message shouldContain "shutdownOutput()"
                get("/").text() shouldBe "hi"
            }
        }
    }

    test("a pipeline that is flushed in the middle of a body is refused") {
        talk(Script.start().expectHead().reply(OK).expectHead().expect("spam").reply(OK).expectHead().reply(OK)) {
            val pipeline = pipeline(listOf(Request.get("/1")))
            pipeline.readResponse().text() shouldBe "hi"
            pipeline.add(Request.get("/2"))
            exchange("PUT", "/", head = { header("Content-Length", "4") }) {
                send("sp")
                shouldThrow<HttpException.CannotSendRequest> { pipeline.flush() }.message shouldContain "under way"
                send("am")
            }.text() shouldBe "hi"
            pipeline.readResponse().text() shouldBe "hi"
        }
    }

    test("what closes the connection while 100 is waited for ends the wait") {
        withPeer(Script.start().expectHead().expectEnd()) { peer ->
            http(peer.address()) {
                val reached = CompletableDeferred<Unit>()
                coroutineScope {
                    val waiting = async {
                        runCatching {
                            exchange("PUT", "/", head = { header("Content-Length", "4") }) {
                                reached.complete(Unit)
                                awaitContinue(60.seconds)
                            }
                        }.exceptionOrNull()
                    }
                    reached.await()
                    withContext(Dispatchers.IO) { connection.close() }
                    waiting.await().shouldBeInstanceOf<HttpException>()
                }
            }
        }
    }
})
