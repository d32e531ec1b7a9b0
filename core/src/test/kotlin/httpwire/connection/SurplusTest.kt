package httpwire.connection

import httpwire.CloseReason
import httpwire.HttpException
import httpwire.state.ConnectionState
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.await
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import java.util.concurrent.CountDownLatch

private val EVIL = ok("evil")
private const val CHUNKED_OK = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"

/** What is planted after the first response, in one segment with it. */
private val PLANTED = mapOf(
    "after a length" to ok("ok") + EVIL,
    "after chunks" to CHUNKED_OK + EVIL,
    "a byte" to ok("ok") + "x",
)

class SurplusTest : FunSpec({
    withTests(nameFn = { "T18, P23: planted after an unread response: $it" }, PLANTED.keys) { name ->
        val script = Script.start().expectHead().reply(PLANTED.getValue(name)).expectHead().expectEnd()
        ScriptedPeer.listening(script).use { peer ->
            connectionTo(peer).use { connection ->
                connection.request("GET", "/1")
                val first = connection.readResponse()
                connection.request("GET", "/2")
                first.text() shouldBe "ok"
                connection.closeReasons shouldBe setOf(CloseReason.SURPLUS_BYTES)
                connection.state shouldBe ConnectionState.REQUEST_SENT
                val lost = shouldThrow<HttpException.ConnectionLost> { connection.readResponse() }
                lost.circumstances!!.delivery.isResendSafe shouldBe false
                connection.state shouldBe ConnectionState.IDLE
            }
        }
    }

    test("T17, T18, P23: planted while a response is unread, after its last byte came: it answers no later request") {
        val isRead = CountDownLatch(1)
        val isPlanted = CountDownLatch(1)
        val script = Script.start().expectHead().reply(ok("ok")).waitFor(isRead).reply(EVIL).signal(isPlanted)
        ScriptedPeer.listening(script.expectHead().expectEnd()).use { peer ->
            connectionTo(peer).use { connection ->
                connection.request("GET", "/1")
                val first = connection.readResponse()
                first.peek(2).utf8() shouldBe "ok"
                isRead.countDown()
                await(isPlanted)
                connection.request("GET", "/2")
                first.text() shouldBe "ok"
                connection.closeReasons shouldBe setOf(CloseReason.SURPLUS_BYTES)
                shouldThrow<HttpException.ConnectionLost> { connection.readResponse() }
            }
        }
    }

    withTests(nameFn = {
        "T18, P23: planted after a response that is read before the next request: $it"
    }, PLANTED.keys) { name ->
        val first = Script.start().expectHead().reply(PLANTED.getValue(name)).expectEnd()
        ScriptedPeer.listening(first, Script.start().expectHead().reply(ok("real"))).use { peer ->
            connectionTo(peer).use { connection ->
                connection.request("GET", "/1")
                connection.readResponse().text() shouldBe "ok"
                connection.request("GET", "/2")
                connection.readResponse().text() shouldBe "real"
            }
        }
    }

    test("a request that was started, and not sent, goes to another connection") {
        val planted = Script.start().expectHead().reply(ok("ok") + EVIL).expectEnd()
        ScriptedPeer.listening(planted, Script.start().expectHead().reply(ok("real"))).use { peer ->
            connectionTo(peer).use { connection ->
                connection.request("GET", "/1")
                val first = connection.readResponse()
                connection.putRequest("GET", "/2")
                first.text() shouldBe "ok"
                connection.state shouldBe ConnectionState.REQUEST_STARTED
                connection.endHeaders()
                connection.readResponse().text() shouldBe "real"
            }
        }
    }

    test("an answer that comes after its request is not surplus, though the response before is unread") {
        val script = Script.start().expectHead().reply(ok("one")).expectHead().reply(ok("two"))
        ScriptedPeer.listening(script).use { peer ->
            connectionTo(peer).use { connection ->
                connection.request("GET", "/1")
                val first = connection.readResponse()
                connection.request("GET", "/2")
                first.text() shouldBe "one"
                connection.readResponse().text() shouldBe "two"
            }
        }
    }

    withTests(
        nameFn = { "C2: before the first request: $it" },
        mapOf<String, Script.() -> Script>(
            "an unasked response" to { reply(EVIL) },
            "408 and the end" to {
                reply("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n").shutdownOutput()
            },
            "the end" to { shutdownOutput() },
        ).entries,
    ) { (_, spoil) ->
        val sent = CountDownLatch(1)
        val unasked = Script.start().spoil().signal(sent).expectEnd()
        ScriptedPeer.listening(unasked, Script.start().expectHead().reply(ok("real"))).use { peer ->
            connectionTo(peer).use { connection ->
                connection.connect()
                await(sent)
                connection.request("GET", "/")
                connection.readResponse().text() shouldBe "real"
            }
        }
    }
})
