package httpwire.client

import httpwire.Request
import httpwire.RequestBody
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Identities
import httpwire.transport.awaitEvent
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import java.time.Duration
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit

private fun answer(text: String) = "HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n$text"

/** What a server sends on its own account. */
private val UNASKED = mapOf(
    "a whole response" to answer("evil"),
    "a part of a response" to "HTTP/1.1 200 OK\r\nConte",
    "the head of a response" to "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n",
    "an interim response" to "HTTP/1.1 103 Early Hints\r\n\r\n",
    "a request timeout" to "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
    "an empty line" to "\r\n",
    "one byte" to "x",
)

private val BODIES = mapOf(
    "GET" to { Request.builder("GET", "/next") },
    "POST" to { Request.builder("POST", "/next").body(RequestBody.of("b")) },
)

class IdleBytesTest : FunSpec({
    for ((method, request) in BODIES) {
        withTests(nameFn = {
            "T17, F46: $it with a response, before $method: the connection is not used again"
        }, UNASKED.keys) {
            val first = Script.start().expectHead().reply(answer("first") + UNASKED.getValue(it)).expectEnd()
            converse(first, 0, request)
        }
        withTests(nameFn = {
            "T17, F46: $it on an idle connection, before $method: it is closed, and the next answer is right"
        }, UNASKED.keys) {
            val idle = CountDownLatch(1)
            val sent = CountDownLatch(1)
            val first = Script.start().expectHead().reply(answer("first")).waitFor(idle)
                .reply(UNASKED.getValue(it)).signal(sent).expectEnd()
            converse(first, 1, request) {
                idle.countDown()
                sent.await(10, TimeUnit.SECONDS) shouldBe true
            }
        }
    }

    test("F46: after chunks, and to HEAD, an answer that nobody asked for is not the next one") {
        val chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n0\r\n\r\n"
        converse(Script.start().expectHead().reply(chunks + answer("evil")).expectEnd(), 0, BODIES.getValue("GET"))
        // A body after the response to HEAD is one that nobody asked for.
        val scripts = arrayOf(
            Script.start().expectHead().reply(answer("HTTP/1.1 200 OK\r\n\r\n")).expectEnd(),
            Script.start().expectHead().reply(answer("next")),
        )
        ScriptedPeer.listening(*scripts).use { peer ->
            HttpClient.builder().baseUrl("http://${peer.address()}").build().use { client ->
                client.head("/").close()
                client.get("/next").text() shouldBe "next"
            }
        }
    }

    test("F46: over TLS too") {
        val idle = CountDownLatch(1)
        val sent = CountDownLatch(1)
        val first = Script.start().expectHead().reply(answer("first")).waitFor(idle).reply(answer("evil")).signal(sent)
        ScriptedPeer.listening(Identities.good, first.expectEnd(), Script.start().expectHead().reply(answer("next")))
            .use { peer ->
                HttpClient.builder().baseUrl("https://${peer.address()}").tls(Identities.trusting).build()
                    .use { client ->
                        client.get("/first").text() shouldBe "first"
                        idle.countDown()
                        sent.await(10, TimeUnit.SECONDS) shouldBe true
                        client.get("/next").text() shouldBe "next"
                    }
            }
    }

    test("F16: a server that ends its side after a response: the response is whole, the connection is not used again") {
        val first = Script.start().expectHead().reply(answer("first")).shutdownOutput().expectEnd()
        ScriptedPeer.listening(first, Script.start().expectHead().reply(answer("next"))).use { peer ->
            HttpClient.builder().baseUrl("http://${peer.address()}").build().use { client ->
                client.get("/first").text() shouldBe "first"
                peer.awaitEvent("output shut down")
                client.send(Request.builder("POST", "/next").body(RequestBody.of("")).build()).text() shouldBe "next"
                client.statistics().run { listOf(leased.toLong(), idle.toLong(), opened, reused, resent) } shouldBe
                    listOf(0L, 1L, 2L, 0L, 0L)
            }
        }
    }

    test("F16: and one that ends it with the end of a body that has no length") {
        val head = "HTTP/1.1 200 OK\r\n\r\n"
        val first = Script.start().expectHead().reply(head + "first").shutdownOutput().expectEnd()
        ScriptedPeer.listening(first, Script.start().expectHead().reply(answer("next"))).use { peer ->
            HttpClient.builder().baseUrl("http://${peer.address()}").build().use { client ->
                client.get("/first").text() shouldBe "first"
                client.statistics().run { listOf(leased, idle) } shouldBe listOf(0, 0)
                client.get("/next").text() shouldBe "next"
            }
        }
    }

    for (piece in listOf(1, 2)) {
        test("a response that comes in pieces of $piece: the connection is used again after it") {
            val chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n0\r\nA: b\r\n\r\n"
            val script = Script.start().expectHead().replyInPieces(answer("first"), piece)
                .expectHead().replyInPieces(chunks, piece).expectHead().drip(answer("third"), Duration.ofMillis(1))
            ScriptedPeer.listening(script).use { peer ->
                HttpClient.builder().baseUrl("http://${peer.address()}").build().use { client ->
                    client.get("/1").text() shouldBe "first"
                    client.get("/2").text() shouldBe "first"
                    client.get("/3").text() shouldBe "third"
                    client.statistics().run { listOf(leased.toLong(), idle.toLong(), opened, reused) } shouldBe
                        listOf(0L, 1L, 1L, 2L)
                }
            }
        }
    }
})

/** @param idleCount how many connections are idle after the first response */
private fun converse(first: Script, idleCount: Int, request: () -> Request.Builder, afterFirst: () -> Unit = {}) {
    ScriptedPeer.listening(first, Script.start().expectHead().ignoreInput().reply(answer("next"))).use { peer ->
        HttpClient.builder().baseUrl("http://${peer.address()}").build().use { client ->
            client.get("/first").text() shouldBe "first"
            client.statistics().run { listOf(leased, idle) } shouldBe listOf(0, idleCount)
            afterFirst()
            client.send(request().build()).text() shouldBe "next"
            client.statistics().run { listOf(leased.toLong(), opened, reused, resent) } shouldBe listOf(0L, 2L, 0L, 0L)
        }
    }
}
