package httpwire.dsl

import httpwire.Headers
import httpwire.HttpException
import httpwire.connection.HttpResponse
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import kotlinx.coroutines.delay
import java.io.UncheckedIOException

private const val CLOSING = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi"

/** Answers, and then holds the client to closing the connection. */
private fun answering(reply: String = OK): Script = Script.start().expectHead().reply(reply).expectEnd()

private inline fun withPeer(vararg scripts: Script, block: (ListeningPeer) -> Unit) =
    ScriptedPeer.listening(*scripts).use(block)

private fun returningFromTheFunction(host: String): String {
    http(host) { return get("/").text() }
}

/** A way to let a response out of the block that is not its result, and to read it then. */
private class Leaving(
    val name: String,
    val reply: String,
    val read: (host: String) -> Any?,
)

private fun jumpingOut(host: String): HttpResponse {
    http(host) { return get("/") }
}

private val leaving =
    mapOf("kept" to OK, "closing" to CLOSING).flatMap { (kind, reply) ->
        listOf(
            Leaving("source() on a $kind connection", reply) { http(it) { get("/").source() }.readUtf8() },
            Leaving("textLines() on a $kind connection", reply) { http(it) { get("/").textLines() }.toList() },
            Leaving("lines() on a $kind connection", reply) { host ->
                try {
                    http(host) { get("/").lines() }.toList()
                } catch (e: UncheckedIOException) {
                    throw e.cause!!
                }
            },
            Leaving("a list on a $kind connection", reply) { http(it) { listOf(get("/")) }.single().text() },
            Leaving("read() on a $kind connection", reply) { http(it) { listOf(get("/")) }.single().read() },
            Leaving("read(n) on a $kind connection", reply) { http(it) { listOf(get("/")) }.single().read(1) },
            Leaving("readLine() on a $kind connection", reply) { http(it) { listOf(get("/")) }.single().readLine() },
            Leaving("peek(n) on a $kind connection", reply) { http(it) { listOf(get("/")) }.single().peek(1) },
            Leaving("readInto(array) on a $kind connection", reply) { host ->
                http(host) { listOf(get("/")) }.single().readInto(ByteArray(2))
            },
            Leaving("a jump out on a $kind connection", reply) { jumpingOut(it).text() },
            Leaving("readResponse() on a $kind connection", reply) { host ->
                http(host) {
                    connection.request("GET", "/")
                    listOf(connection.readResponse())
                }.single().text()
            },
            Leaving("exchange() of the connection on a $kind connection", reply) { host ->
                http(host) { listOf(connection.exchange("GET", "/", Headers.EMPTY, null)) }.single().text()
            },
        )
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

                test("a response read from the connection is like a verb's: the result stays readable") {
                    withPeer(answering(reply)) { peer ->
                        http(peer.address()) {
                            connection.request("GET", "/")
                            connection.readResponse()
                        }.text() shouldBe "hi"
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

        withTests(nameFn = { "read after the block: ${it.name}" }, leaving) { way ->
            withPeer(answering(way.reply)) { peer ->
                val cancelled = shouldThrow<HttpException.Cancelled> { way.read(peer.address()) }
                cancelled.message shouldContain "the http block of this response has ended"
                cancelled.message shouldNotContain "close()"
                cancelled.circumstances.shouldNotBeNull()
            }
        }

        test("a listener that throws at the block's end does not hide what the block threw") {
            withPeer(answering()) { peer ->
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

        test("a listener that throws at the block's end is heard if the block did not throw") {
            withPeer(answering()) { peer ->
                shouldThrow<IllegalStateException> {
                    http(peer.address()) {
                        listener { closed { error("from the listener") } }
                        get("/").text()
                    }
                }.message shouldBe "from the listener"
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

        test("so are responses read from the connection") {
            withPeer(answering(CLOSING), answering(CLOSING), answering(CLOSING)) { peer ->
                val others = mutableListOf<HttpResponse>()
                fun HttpScope.read(): HttpResponse {
                    connection.request("GET", "/")
                    return connection.readResponse()
                }
                val second =
                    http(peer.address()) {
                        others += read()
                        val second = read()
                        others += read()
                        second
                    }
                for (other in others) shouldThrow<HttpException.Cancelled> { other.text() }
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

        test("a response that is the result is closed if the block ends with a failure of a listener") {
            withPeer(answering(CLOSING), answering(CLOSING)) { peer ->
                var kept: HttpResponse? = null
                shouldThrow<IllegalStateException> {
                    http(peer.address()) {
                        listener { closed { error("planted") } }
                        get("/")
                        get("/").also { kept = it }
                    }
                }.message shouldBe "planted"
                kept.shouldNotBeNull().isClosed shouldBe true
            }
        }
    })
