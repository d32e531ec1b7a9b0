package httpwire.dsl

import httpwire.connection.HttpResponse
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.delay

private const val CLOSING = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi"

/** Answers, and then holds the client to closing the connection. */
private fun answering(reply: String = OK): Script = Script.start().expectHead().reply(reply).expectEnd()

private inline fun withPeer(vararg scripts: Script, block: (ListeningPeer) -> Unit) =
    ScriptedPeer.listening(*scripts).use(block)

private fun returningFromTheFunction(host: String): String {
    http(host) { return get("/").text() }
}

class BlockEndTest :
    FunSpec({
        for ((kind, reply) in mapOf("kept" to OK, "closing" to CLOSING)) {
            context("on a $kind connection") {
                test("a value that is read is the result, and the connection is closed") {
                    withPeer(answering(reply)) { peer -> http(peer.address()) { get("/").text() } shouldBe "hi" }
                }

                test("a response that is the result stays readable, and closes at its end") {
                    withPeer(answering(reply)) { peer ->
                        val response: HttpResponse = http(peer.address()) { get("/") }
                        response.isClosed shouldBe false
                        response.text() shouldBe "hi"
                        response.isClosed shouldBe true
                    }
                }

                test("a response that is the result can be closed unread") {
                    withPeer(answering(reply)) { peer -> http(peer.address()) { get("/") }.close() }
                }

                test("a response that is unread and not the result is closed") {
                    withPeer(answering(reply)) { peer ->
                        val response: HttpResponse
                        http(peer.address()) {
                            response = get("/")
                            response.status
                        } shouldBe 200
                        response.isClosed shouldBe true
                    }
                }

                test("an exception closes the connection under an unread response") {
                    withPeer(answering(reply)) { peer ->
                        shouldThrow<IllegalStateException> {
                            http(peer.address()) {
                                get("/")
                                error("no")
                            }
                        }.message shouldBe "no"
                    }
                }
            }
        }

        test("responses that took their connections along are all closed but the result") {
            withPeer(answering(CLOSING), answering(CLOSING), answering(CLOSING)) { peer ->
                val others = mutableListOf<HttpResponse>()
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

        test("a finished response as the result leaves nothing open") {
            withPeer(Script.start().expectHead().reply(OK).expectHead().reply(OK).expectEnd()) { peer ->
                http(peer.address()) {
                    val first = get("/")
                    first.text()
                    get("/")
                    first
                }.isClosed shouldBe true
            }
        }

        test("a jump out of the block closes too") {
            withPeer(answering()) { peer -> returningFromTheFunction(peer.address()) shouldBe "hi" }
        }

        test("a block that asks for nothing opens nothing") {
            http("example.org") { host } shouldBe "example.org"
        }

        test("the block runs exactly once, as the compiler knows, and may suspend") {
            val status: Int
            withPeer(answering()) { peer ->
                val text: String
                http(peer.address()) {
                    delay(1)
                    text = get("/").text()
                }
                text shouldBe "hi"
            }
            http("example.org") { status = 1 }
            status shouldBe 1
        }

        test("a scope that escaped is dead") {
            val escaped: HttpScope
            http("example.org") { escaped = this }
            shouldThrow<IllegalStateException> { with(escaped) { get("/") } }
            shouldThrow<IllegalStateException> { escaped.connection }
        }
    })
