package httpwire.coroutines

import httpwire.HttpException.CannotSendRequest
import httpwire.HttpException.ConnectionLost
import httpwire.HttpException.InvalidUrl
import httpwire.RequestBody
import httpwire.testing.Script
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import okio.ByteString.Companion.encodeUtf8
import java.util.concurrent.CountDownLatch
import kotlin.time.Duration.Companion.milliseconds

class StepsTest :
    FunSpec({
        test("head, then pieces, each sent when its call returns") {
            val headCame = CountDownLatch(1)
            val firstCame = CountDownLatch(1)
            val script =
                Script.start().expectHead().signal(headCame).expect("he").signal(firstCame).expect("llo!").reply(OK)
            withPeer(script.expectEnd()) { peer ->
                http(peer.address()) {
                    exchange("PUT", "/x", head = { header("Content-Length", "6") }) {
                        headCame.join()
                        send("he")
                        firstCame.join()
                        send("ll".encodeUtf8())
                        send(RequestBody.of("o!"))
                    }.text()
                } shouldBe "hi"
            }
        }

        test("its bytes: fields in order, several values as one, automatic ones left out, no body") {
            talk(Script.start().expect("GET / HTTP/1.1\r\nA: 1, 2\r\nB: 3\r\n\r\n").reply(OK)) {
                exchange("GET", "/", skipHost = true, skipAcceptEncoding = true, head = {
                    header("A", "1", "2")
                    header("B", "3")
                }).text()
            } shouldBe "hi"
        }

        test("a wrong step fails, and the connection goes on") {
            withPeer(Script.start().expectHead().expectEnd(), answering().expectEnd()) { peer ->
                http(peer.address()) {
                    shouldThrow<InvalidUrl> { exchange("PUT", "/a b") { error("never run") } }
                    shouldThrow<IllegalArgumentException> { exchange("PUT", "/", head = { header("A", "\n") }) }
                    shouldThrow<CannotSendRequest> { exchange("PUT", "/") { send("x") } }
                    get("/").text()
                } shouldBe "hi"
            }
        }

        test("a block that throws ends the connection, as half a request is none") {
            val half = Script.start().expectHead().expect("half").expectEnd()
            withPeer(half, answering().expectEnd()) { peer ->
                http(peer.address()) {
                    shouldThrow<IllegalStateException> {
                        exchange("PUT", "/", head = { header("Content-Length", "9") }) {
                            send("half")
                            error("changed my mind")
                        }
                    }
                    get("/").text()
                } shouldBe "hi"
            }
        }

        test("pieces of several coroutines are sent one after the other, and each send returns") {
            val script = Script.start().expectHead().expectBytes(200).reply(OK)
            talk(script) {
                exchange("PUT", "/", head = { header("Content-Length", "200") }) {
                    coroutineScope { repeat(100) { launch(Dispatchers.Default) { send("ab") } } }
                }.text()
            } shouldBe "hi"
        }

        test("an answer that comes in mid-body is the result") {
            val script = Script.start().expectHead().reply("HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n").reset()
            withPeer(script) { peer ->
                http(peer.address()) {
                    exchange("PUT", "/", head = { header("Content-Length", "100000000") }) {
                        repeat(1000) { send("x".repeat(100_000)) }
                    }.status
                } shouldBe 413
            }
        }

        test("what another connection lost does not answer this one") {
            withPeer(Script.start().expectHead().expectEnd()) { peer ->
                http(peer.address()) {
                    shouldThrow<ConnectionLost> {
                        exchange("PUT", "/") { throw ConnectionLost("another one", null) }
                    }.message shouldBe "another one"
                }
            }
        }

        test("cancelled between two steps, it is over at once") {
            val between = CompletableDeferred<Unit>()
            withPeer(Script.start().expectHead().expect("half").expectEnd()) { peer ->
                timeToCancel({ between.await() }) {
                    http(peer.address()) {
                        exchange("PUT", "/", head = { header("Content-Length", "9") }) {
                            send("half")
                            between.complete(Unit)
                            awaitCancellation()
                        }
                    }
                } shouldBeLessThan 500.milliseconds
            }
        }

        test("a response that closes its connection is the block's as any other") {
            val closing = "HTTP/1.1 200 OK\r\n\r\nhi"
            talk(answering(closing)) { listOf(exchange("GET", "/")) }.single().isClosed shouldBe true
        }
    })
