package httpwire.coroutines

import httpwire.CloseReason
import httpwire.RequestBody
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Dialer
import httpwire.transport.Transport
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineName
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.withContext
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import okio.ByteString.Companion.toByteString
import java.util.concurrent.CountDownLatch
import java.util.concurrent.atomic.AtomicLong
import kotlin.time.Duration.Companion.milliseconds

private const val HEAD = "POST / HTTP/1.1\r\nHost: example.org\r\nAccept-Encoding: identity\r\n"

private suspend fun posting(wire: String, block: SuspendRequestScope.() -> Unit) =
    ScriptedPeer.inMemory(Script.start().expect(HEAD + wire).reply(OK)).use { peer ->
        http("example.org") {
            dialer = Dialer { Transport.of(peer.socket()) }
            post("/", block).text()
        }
    }

/** Longer than all the buffers between two sockets. */
private const val MANY_PIECES = 1_000
private val PIECE = ByteArray(65_536).toByteString()

class WriterTest :
    FunSpec({
        test("a writer of unknown length is sent in chunks, one of known length as it is") {
            posting("Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n4\r\nllo!\r\n0\r\n\r\n") {
                body {
                    send("he")
                    send(ByteString.EMPTY)
                    send("llo!".encodeUtf8())
                }
            } shouldBe "hi"
            posting("Content-Length: 6\r\n\r\nhello!") {
                body(6) {
                    send("he")
                    send("llo!")
                }
            } shouldBe "hi"
        }

        test("chunks that a writer or a flow writes itself are followed: an unfinished body ends the connection") {
            val bodies = mapOf<String, SuspendRequestScope.(String) -> Unit>(
                "a writer" to { text -> body { text.forEach { send("$it") } } },
                "a writer with a length" to { text -> body(text.length.toLong()) { send(text) } },
                "a flow" to { text -> body(flowOf(text.encodeUtf8())) },
                "a body of core's" to { text -> body(RequestBody.of(text.byteInputStream())) },
            )
            for ((name, fill) in bodies) {
                for ((text, reasons) in mapOf(
                    "4\r\nab" to setOf(CloseReason.REQUEST_INCOMPLETE),
                    "2\r\nab\r\n0\r\n\r\n" to setOf(),
                )) {
                    val script = Script.start().expectHead().expect(text).reply(OK)
                    val response =
                        talk(script) {
                            post("/") {
                                header("Transfer-Encoding", "chunked")
                                fill(text)
                            }.also { it.text() }
                        }
                    withClue(name) { response.closeReasons shouldBe reasons }
                }
            }
        }

        test("a piece is on the way when its send returns, and what it waits for may depend on that") {
            val firstCame = CountDownLatch(1)
            val script =
                Script.start().expectHead().expect("2\r\nhe\r\n").signal(firstCame)
                    .expect("4\r\nllo!\r\n0\r\n\r\n").reply(OK)
            talk(script) {
                post("/") {
                    body {
                        send("he")
                        firstCame.join()
                        send("llo!")
                    }
                }.text()
            } shouldBe "hi"
        }

        test("too much, too little and less than nothing are refused") {
            withPeer(Script.start().expectHead().expectEnd()) { peer ->
                http(peer.address()) {
                    shouldThrow<IllegalArgumentException> { post("/") { body(1) { send("xy") } } }
                }
            }
            withPeer(Script.start().expectHead().ignoreInput().expectEnd()) { peer ->
                http(peer.address()) {
                    shouldThrow<IllegalArgumentException> { post("/") { body(2) { send("x") } } }
                }
            }
            http("example.org") { shouldThrow<IllegalArgumentException> { post("/") { body(-1) { } } } }
            http("example.org") {
                shouldThrow<IllegalStateException> {
                    post("/") {
                        body("one")
                        body { send("two") }
                    }
                }
            }
        }

        for ((kind, sending) in mapOf<String, SuspendRequestScope.(AtomicLong) -> Unit>(
            "a writer" to { taken ->
                body {
                    repeat(MANY_PIECES) {
                        send(PIECE)
                        taken.addAndGet(1)
                    }
                }
            },
            "a flow" to { taken ->
                body(
                    flow {
                        repeat(MANY_PIECES) {
                            emit(PIECE)
                            taken.addAndGet(1)
                        }
                    },
                )
            },
        )) {
            test("$kind waits while the peer does not read: nothing is kept of it") {
                val goOn = CountDownLatch(1)
                val taken = AtomicLong()
                withPeer(Script.start().expectHead().waitFor(goOn).ignoreInput().expectEnd()) { peer ->
                    timeToCancel({ taken.awaitStandstill() }) {
                        http(peer.address()) { post("/") { sending(taken) } }
                    } shouldBeLessThan 500.milliseconds
                    // 64 MB are to be sent; what stands between two sockets of this machine is less than 20.
                    taken.get() shouldBeLessThan 300
                    goOn.countDown()
                }
            }
        }

        test("a writer runs in a child of the verb's coroutine, and is cancelled with it") {
            val waiting = CompletableDeferred<String?>()
            withPeer(Script.start().expectHead().ignoreInput().expectEnd()) { peer ->
                timeToCancel({ waiting.await() shouldBe "mine" }) {
                    withContext(CoroutineName("mine")) {
                        http(peer.address()) {
                            post("/") {
                                body {
                                    send("x")
                                    waiting.complete(currentCoroutineContext()[CoroutineName]?.name)
                                    awaitCancellation()
                                }
                            }
                        }
                    }
                } shouldBeLessThan 500.milliseconds
            }
        }

        test("what a writer throws the verb throws, and the next request has a connection of its own") {
            withPeer(Script.start().expectHead().expect("1\r\nx\r\n").expectEnd(), answering().expectEnd()) { peer ->
                http(peer.address()) {
                    shouldThrow<ArithmeticException> {
                        post("/") {
                            body {
                                send("x")
                                throw ArithmeticException("mine")
                            }
                        }
                    }
                    get("/").text()
                } shouldBe "hi"
            }
        }
    })
