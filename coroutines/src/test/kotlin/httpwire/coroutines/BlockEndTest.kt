package httpwire.coroutines

import httpwire.dsl.OptionsScope
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.cancel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext

private const val CLOSING = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi"

class BlockEndTest :
    FunSpec({
        for ((kind, reply) in mapOf("kept" to OK, "closing" to CLOSING)) {
            context("on a $kind connection") {
                test("a value that is read is the result, and the connection is closed") {
                    talk(answering(reply)) { get("/").text() } shouldBe "hi"
                }

                test("a response that is the result stays readable, and closes at its end") {
                    withPeer(answering(reply).expectEnd()) { peer ->
                        val response: SuspendHttpResponse = http(peer.address()) { get("/") }
                        response.isClosed shouldBe false
                        response.text() shouldBe "hi"
                        response.isClosed shouldBe true
                    }
                }

                test("a response that is the result can be closed unread") {
                    withPeer(answering(reply).expectEnd()) { peer -> http(peer.address()) { get("/") }.close() }
                }

                test("a response that is unread and not the result is closed") {
                    talk(answering(reply)) { listOf(get("/")) }.single().isClosed shouldBe true
                }

                test("an exception closes the connection under an unread response") {
                    shouldThrow<IllegalStateException> {
                        talk(answering(reply)) {
                            get("/")
                            error("no")
                        }
                    }.message shouldBe "no"
                }

                test("who is cancelled at the end of the block gets no response, and nothing stays open") {
                    withPeer(answering(reply).expectEnd()) { peer ->
                        shouldThrow<CancellationException> {
                            coroutineScope {
                                http(peer.address()) { get("/").also { currentCoroutineContext().cancel() } }
                            }
                        }
                    }
                }
            }
        }

        test("responses that took their connections along are all closed but the result") {
            val script = answering(CLOSING).expectEnd()
            withPeer(script, script, script) { peer ->
                val others = mutableListOf<SuspendHttpResponse>()
                val second =
                    http(peer.address()) {
                        others += get("/")
                        val second = get("/")
                        others += get("/")
                        second
                    }
                others.map { it.isClosed } shouldBe listOf(true, true)
                second.text() shouldBe "hi"
            }
        }

        test("the block runs exactly once, as the compiler knows") {
            withPeer(answering().expectEnd()) { peer ->
                val text: String
                http(peer.address()) { text = get("/").text() }
                text shouldBe "hi"
            }
        }

        test("a scope that escaped is dead, and so is one without a host") {
            val escaped: SuspendHttpScope
            http("example.org") { escaped = this }
            shouldThrow<IllegalStateException> { with(escaped) { get("/") } }
            shouldThrow<IllegalStateException> { http { get("/") } }
            shouldThrow<IllegalStateException> { https { get("/") } }
        }

        test("options after the first request are refused, where the compiler cannot follow") {
            fun OptionsScope.set() {
                shouldThrow<IllegalStateException> { blockSize = 7 }
                shouldThrow<IllegalStateException> { tunnel("h") }
            }
            talk(answering()) {
                get("/").text()
                set()
            }
        }
    })
