package httpwire.connection

import httpwire.CloseReason
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.trace.ConnectionListener
import httpwire.trace.Moment
import httpwire.transport.Identities
import httpwire.transport.await
import httpwire.transport.awaitEvent
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.shouldBe
import java.util.concurrent.CountDownLatch

private val PLANTED = ok("planted")

/** Ways in which a peer spoils a connection that waits, after a good first answer. */
private val SPOILED: Map<String, Script.() -> Script> =
    mapOf(
        "it ends" to { shutdownOutput() },
        "a whole response comes" to { reply(PLANTED) },
        "a response and the end come" to { reply(PLANTED).shutdownOutput() },
        "the server says that it is tired of waiting" to
            { reply("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n") },
        "a lone line end comes" to { reply("\r\n") },
        "a single byte comes" to { reply("H") },
    )

/** First exchanges whose answer has more after it in the same flush: the method, the answer, what is read of it. */
private val BEHIND =
    mapOf(
        "a length" to Triple("GET", ok("first"), "first"),
        "no length to speak of" to Triple("GET", ok("Content-Length: 0\r\n", ""), ""),
        "chunks" to Triple("GET", ok("Transfer-Encoding: chunked\r\n", "5\r\nfirst\r\n0\r\n\r\n"), "first"),
        "204" to Triple("GET", "HTTP/1.1 204 No Content\r\n\r\n", ""),
        "304 with a length" to Triple("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", ""),
        "HEAD" to Triple("HEAD", ok("Content-Length: 5\r\n", ""), ""),
    )

private val second = Script.start().expectHead().reply(ok("second")).expectEnd()

private fun read(method: String, connection: HttpConnection): String {
    connection.request(method, "/")
    return connection.readResponse().text()
}

/** The second exchange must be a good one on a connection of its own. */
private fun ListeningPeer.checkSecond(connection: HttpConnection) {
    exchanged(connection) shouldBe "second"
    connection.close()
    verify()
    connectionCount() shouldBe 2
    transcript(1).received().split("GET /", "HEAD /").size shouldBe 2
}

class StaleConnectionTest :
    FunSpec({
        for ((name, spoil) in SPOILED) {
            for (secure in listOf(false, true)) {
                test(
                    "T17, F10, C2, C10: $name while idle: the next request opens a new connection, ${if (secure) "TLS" else "TCP"}",
                ) {
                    val spoiled = CountDownLatch(1)
                    val first = Script.start().expectHead().reply(
                        ok("first"),
                    ).spoil().signal(spoiled).ignoreInput().expectEnd()
                    val scripts = arrayOf(first, second)
                    val peer = if (secure) {
                        ScriptedPeer.listening(
                            Identities.good,
                            *scripts,
                        )
                    } else {
                        ScriptedPeer.listening(*scripts)
                    }
                    val reasons = mutableListOf<Set<CloseReason>>()
                    val listener =
                        object : ConnectionListener {
                            override fun closed(moment: Moment, closed: Set<CloseReason>) {
                                reasons += closed
                            }
                        }
                    peer.use {
                        val connection =
                            connectionTo(peer) {
                                listener(listener)
                                if (secure) tls(Identities.trusting)
                            }
                        connection.request("GET", "/")
                        val response = connection.readResponse()
                        await(spoiled)
                        response.text() shouldBe "first"
                        peer.checkSecond(connection)
                        (reasons.first().single() in listOf(CloseReason.STALE, CloseReason.SURPLUS_BYTES)) shouldBe true
                    }
                }
            }
        }

        test("a reset while idle: the next request opens a new connection") {
            ScriptedPeer.listening(Script.start().expectHead().reply(ok("first")).reset(), second).use { peer ->
                val connection = connectionTo(peer)
                connection.request("GET", "/")
                val response = connection.readResponse()
                response.text() shouldBe "first"
                peer.awaitEvent("reset")
                peer.checkSecond(connection)
            }
        }

        for ((name, answer) in BEHIND) {
            for (planted in listOf(PLANTED, "H", "\r\n")) {
                test(
                    "T18, F47, P23: bytes in the segment of an answer with $name are never the next answer: ${planted.length} bytes",
                ) {
                    val first = Script.start().expectHead().reply(answer.second + planted).ignoreInput().expectEnd()
                    ScriptedPeer.listening(first, second).use { peer ->
                        val connection = connectionTo(peer)
                        read(answer.first, connection) shouldBe answer.third
                        connection.closeReasons shouldContain CloseReason.SURPLUS_BYTES
                        peer.checkSecond(connection)
                    }
                }
            }
        }

        test("nor are bytes of which TLS holds the end of a record back") {
            // The first record leaves 8092 bytes of room in the segment that the second one is read into.
            val planted = PLANTED.padEnd(100)
            val head = "HTTP/1.1 200 OK\r\nContent-Length: ${LENGTH}\r\nX: ".padEnd(100, 'x')
            val body = "b".repeat(LENGTH)
            val answer = head + "\r\n\r\n" + body
            (answer.length - 100 + planted.length) shouldBe 8192
            val first = Script.start().expectHead().replySplitAt(answer + planted, 100).ignoreInput().expectEnd()
            ScriptedPeer.listening(Identities.good, first, second).use { peer ->
                val connection = secureConnectionTo(peer)
                exchanged(connection) shouldBe body
                peer.checkSecond(connection)
            }
        }

        test("through a tunnel too, and CONNECT is said again") {
            val tunnel = Script.start().expectHead().reply("HTTP/1.1 200 OK\r\n\r\n")
            val planted = CountDownLatch(1)
            val first = tunnel.expectHead().reply(ok("first")).reply(PLANTED).signal(planted).ignoreInput().expectEnd()
            val again = tunnel.expectHead().reply(ok("second")).expectEnd()
            ScriptedPeer.listening(first, again).use { peer ->
                val connection = connectionTo(peer)
                connection.setTunnel("o.test")
                connection.request("GET", "/")
                val response = connection.readResponse()
                await(planted)
                response.text() shouldBe "first"
                exchanged(connection) shouldBe "second"
                connection.close()
            }
        }

        test("a healthy connection carries many exchanges") {
            var script = Script.start()
            repeat(50) { script = script.expectHead().reply(ok("$it")) }
            ScriptedPeer.listening(script.expectEnd()).use { peer ->
                connectionTo(peer).use { connection -> repeat(50) { exchanged(connection) shouldBe "$it" } }
            }
        }

        test("answers to requests that were sent ahead come in turn, in one segment too") {
            val read = CountDownLatch(1)
            val script = Script.start().expectHead().reply(
                ok("first"),
            ).expectHead().reply(ok("second")).signal(read).expectEnd()
            ScriptedPeer.listening(script).use { peer ->
                connectionTo(peer).use {
                    it.request("GET", "/")
                    val first = it.readResponse()
                    it.request("GET", "/")
                    await(read)
                    first.text() shouldBe "first"
                    it.readResponse().text() shouldBe "second"
                }
            }
        }
    })

private const val LENGTH = 8088
