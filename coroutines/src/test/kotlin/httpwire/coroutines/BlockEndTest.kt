package httpwire.coroutines

import httpwire.HttpException
import httpwire.dsl.OptionsScope
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.cancel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.flow.toList

private const val CLOSING = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi"

/** A way to let a response out of the block that is not its result, and to read it then. */
private class Leaving(
    val name: String,
    val reply: String,
    val read: suspend (host: String) -> Any?,
)

private val leaving =
    mapOf("kept" to OK, "closing" to CLOSING).flatMap { (kind, reply) ->
        listOf(
            Leaving("bodyAsFlow() on a $kind connection", reply) { http(it) { get("/").bodyAsFlow() }.toList() },
            Leaving("lines() on a $kind connection", reply) { http(it) { get("/").lines() }.toList() },
            Leaving("textLines() on a $kind connection", reply) { http(it) { get("/").textLines() }.toList() },
            Leaving("text() on a $kind connection", reply) { http(it) { listOf(get("/")) }.single().text() },
            Leaving("bytes() on a $kind connection", reply) { http(it) { listOf(get("/")) }.single().bytes() },
            Leaving("awaitResponse() on a $kind connection", reply) { host ->
                http(host) {
                    connection.awaitRequest("GET", "/")
                    listOf(connection.awaitResponse())
                }.single().text()
            },
            Leaving("readResponse() on a $kind connection", reply) { host ->
                http(host) {
                    connection.awaitRequest("GET", "/")
                    listOf(connection.await { readResponse() })
                }.single().text()
            },
        )
    }

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

                test("a response read from the connection is like a verb's: the result stays readable") {
                    withPeer(answering(reply).expectEnd(), answering(reply).expectEnd()) { peer ->
                        http(peer.address()) {
                            connection.awaitRequest("GET", "/")
                            connection.awaitResponse()
                        }.text() shouldBe "hi"
                        http(peer.address()) {
                            connection.awaitRequest("GET", "/")
                            connection.await { readResponse() }
                        }.text() shouldBe "hi"
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
                    withPeer(answering(reply).expectEnd()) { peer ->
                        shouldThrow<CancellationException> {
                            coroutineScope {
                                http(peer.address()) {
                                    connection.awaitRequest("GET", "/")
                                    connection.await { readResponse() }.also { currentCoroutineContext().cancel() }
                                }
                            }
                        }
                    }
                }
            }
        }

        withTests(nameFn = { "read after the block: ${it.name}" }, leaving) { way ->
            withPeer(answering(way.reply).expectEnd()) { peer ->
                val cancelled = shouldThrow<HttpException.Cancelled> { way.read(peer.address()) }
                cancelled.message shouldContain "the http block of this response has ended"
                cancelled.message shouldNotContain "close()"
            }
        }

        test("a listener that throws at the block's end does not hide what the block threw") {
            withPeer(answering().expectEnd()) { peer ->
                val thrown =
                    shouldThrow<IllegalStateException> {
                        http(peer.address()) {
                            listener { closed { error("from the listener") } }
                            get("/")
                            error("from the block")
                        }
                    }
                thrown.message shouldBe "from the block"
                thrown.suppressed.map { it.message } shouldBe listOf("from the listener")
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
