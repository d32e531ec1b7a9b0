package httpwire.connection

import httpwire.Headers
import httpwire.HttpException
import httpwire.Phase
import httpwire.Timeouts
import httpwire.state.ConnectionState
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.millis
import httpwire.transport.where
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import okio.ByteString

private const val CONNECT = "CONNECT o.test:81 HTTP/1.1\r\nHost: o.test:81\r\n\r\n"

private const val GET = "GET / HTTP/1.1\r\nHost: o.test:81\r\nAccept-Encoding: identity\r\n\r\n"

private val tunnelled = Script.start().expect(CONNECT).reply("HTTP/1.1 200 OK\r\nVia: p\r\n\r\n").expect(GET)

private fun exchange(connection: HttpConnection): String {
    connection.request("GET", "/")
    return connection.readResponse().text()
}

class TunnelTest :
    FunSpec({
        test("requests go through, named as the origin's, and the proxy's fields can be seen") {
            ScriptedPeer.listening(tunnelled.reply(ok("one")).expect(GET).reply(ok("two")).expectEnd()).use { peer ->
                connectionTo(peer).use {
                    it.setTunnel("o.test:81")
                    it.proxyResponseHeaders.shouldBeNull()
                    exchange(it) shouldBe "one"
                    exchange(it) shouldBe "two"
                    it.proxyResponseHeaders!!.toList().map { field -> field.toPair() } shouldBe listOf("Via" to "p")
                }
            }
        }

        test("every reconnect repeats CONNECT") {
            val closing = tunnelled.reply(ok("Connection: close\r\nContent-Length: 3\r\n", "one")).expectEnd()
            ScriptedPeer.listening(
                closing,
                tunnelled.reply(ok("two")).expectEnd(),
                tunnelled.reply(ok("six")).expectEnd(),
            ).use { peer ->
                connectionTo(peer).use {
                    it.setTunnel("o.test", 81)
                    exchange(it) shouldBe "one"
                    exchange(it) shouldBe "two"
                    it.close()
                    exchange(it) shouldBe "six"
                }
            }
        }

        test("the proxy's fields go to the proxy only") {
            val connect = CONNECT.replace("\r\nHost", "\r\nProxy-Authorization: Basic eDp5\r\nHost")
            val script = Script.start().expect(
                connect,
            ).reply("HTTP/1.1 200 OK\r\n\r\n").expect(GET).reply(ok("hi")).expectEnd()
            ScriptedPeer.listening(script).use { peer ->
                connectionTo(peer).use {
                    it.setTunnel("o.test", 81, Headers.of("Proxy-Authorization", "Basic eDp5"))
                    exchange(it) shouldBe "hi"
                }
            }
        }

        test("what the origin said in the segment of the proxy's answer is its answer") {
            val together = "HTTP/1.1 200 OK\r\n\r\n" + ok("early")
            ScriptedPeer.listening(Script.start().expect(CONNECT).reply(together).expect(GET).expectEnd()).use { peer ->
                connectionTo(peer).use {
                    it.setTunnel("o.test", 81)
                    exchange(it) shouldBe "early"
                }
            }
        }

        test("T38, F36: a refusal is never the origin's answer; the connection is closed and can be tried again") {
            val refusal =
                "HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic\r\nContent-Length: 2\r\n\r\nno" +
                    ok("from the origin")
            ScriptedPeer.listening(
                Script.start().expect(CONNECT).reply(refusal).expectEnd(),
                tunnelled.reply(ok("hi")).expectEnd(),
            ).use { peer ->
                connectionTo(peer).use {
                    it.setTunnel("o.test", 81)
                    val refused = shouldThrow<HttpException.TunnelRefused> { it.request("GET", "/") }
                    refused.status shouldBe 407
                    refused.body.utf8() shouldBe "no"
                    refused.where() shouldBe "TUNNEL nothing sent"
                    it.proxyResponseHeaders!!.get("Proxy-Authenticate") shouldBe "Basic"
                    it.state shouldBe ConnectionState.IDLE
                    it.transport.shouldBeNull()
                    exchange(it) shouldBe "hi"
                }
            }
        }

        for (refusal in listOf(
            "HTTP/1.1 407 Who\r\nContent-Length: 4\r\n\r\nfake",
            "HTTP/1.1 502 Bad Gateway\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfake\r\n0\r\n\r\n",
            "HTTP/1.1 302 Found\r\nLocation: http://o.test/login\r\nContent-Length: 4\r\n\r\nfake",
            "HTTP/1.1 199 Later\r\n\r\nHTTP/1.1 304 Not\r\n\r\n",
            "HTTP/1.1 999 Own\r\nConnection: close\r\nContent-Length: 9\r\n\r\nfake",
        )) {
            test("T38, F36: a proxy's ${refusal.lines().first()} is an exception, and redirects nobody") {
                val script = Script.start().expect(CONNECT).reply(refusal).shutdownOutput().expectEnd()
                ScriptedPeer.listening(script).use { peer ->
                    connectionTo(peer).use {
                        it.setTunnel("o.test", 81)
                        val refused = shouldThrow<HttpException.TunnelRefused> { it.request("GET", "/") }
                        refused.body.utf8() shouldBe if ("fake" in refusal) "fake" else ""
                        it.transport.shouldBeNull()
                    }
                }
            }
        }

        test(
            "T38, F36: 200 with the announcement of a body opens the tunnel, and the bytes after it are the origin's",
        ) {
            val open = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
            val script = Script.start().expect(CONNECT).reply(open).expect(GET).reply(ok("hi")).expectEnd()
            ScriptedPeer.listening(script).use { peer ->
                connectionTo(peer).use {
                    it.setTunnel("o.test", 81)
                    exchange(it) shouldBe "hi"
                }
            }
        }

        test("F36: a proxy that closes, resets, or talks nonsense") {
            val scripts =
                mapOf(
                    Script.start().expect(CONNECT).shutdownOutput().expectEnd() to
                        HttpException.RemoteDisconnected::class,
                    Script.start().expect(CONNECT).reset() to HttpException.ConnectionLost::class,
                    Script.start().expect(CONNECT).reply("ICY 200 OK\r\n").expectEnd() to
                        HttpException.BadStatusLine::class,
                )
            for ((script, kind) in scripts) {
                ScriptedPeer.listening(script).use { peer ->
                    connectionTo(peer).use {
                        it.setTunnel("o.test", 81)
                        val failed = shouldThrow<HttpException> { it.request("GET", "/") }
                        failed::class shouldBe kind
                        failed.where() shouldBe "TUNNEL nothing sent"
                    }
                }
            }
        }

        test("F36: a stall, a drip, and the deadline: a timeout of the tunnel, with the bytes that were moved") {
            val stall = Script.start().expect(CONNECT).expectEnd()
            val drip = Script.start().expect(CONNECT).dripUntilClosed("HTTP/1.1 200 OK\r\nA: b", millis(10))
            for (script in listOf(stall, drip)) {
                for (timeouts in listOf(
                    Timeouts.DEFAULT.withTunnel(millis(300)),
                    Timeouts.DEFAULT.withConnect(millis(300)),
                    Timeouts.DEFAULT.withDeadline(millis(300)),
                )) {
                    ScriptedPeer.listening(script).use { peer ->
                        connectionTo(peer, timeouts).use {
                            it.setTunnel("o.test", 81)
                            val start = System.nanoTime()
                            val timeout = shouldThrow<HttpException.Timeout> { it.request("GET", "/") }
                            timeout.phase shouldBe Phase.TUNNEL
                            (timeout.byteCount >= CONNECT.length) shouldBe true
                            (System.nanoTime() - start) / 1_000_000 shouldBeLessThan 3000
                        }
                    }
                }
            }
        }

        test("T5: nothing can be injected: refused before the proxy hears a byte") {
            ScriptedPeer.listening(Script.start().expectEnd()).use { peer ->
                connectionTo(peer).use {
                    for (host in listOf(
                        "o.test\r\nX: y", "o.test\nX: y", "o.test HTTP/1.1\r\n\r\n", "o.test\u0000", "o test", "",
                        "o.test/x", "x@o.test", "o.test:81\r\n", "[::1", "::1]:80", "o.test%0d%0a", "o.test\u2028",
                    )) {
                        shouldThrow<HttpException.InvalidUrl> { it.setTunnel(host) }
                        shouldThrow<HttpException.InvalidUrl> { it.setTunnel(host, 81) }
                    }
                    for ((name, value) in listOf(
                        "A" to "b\r\nX: y",
                        "A" to "b\n",
                        "A" to "\u0000",
                        "A\r\nX" to "y",
                        "A:" to "b",
                        "" to "b",
                        "A" to "\u2028",
                    )) {
                        shouldThrow<IllegalArgumentException> { it.setTunnel("o.test", 81, Headers.of(name, value)) }
                    }
                    it.connect()
                }
                peer.transcript().received() shouldBe ""
            }
        }

        test("the tunnel's end can't be changed while connected, and is kept when refused") {
            ScriptedPeer.listening(tunnelled.reply(ok("hi")).expectEnd()).use { peer ->
                connectionTo(peer).use {
                    it.setTunnel("o.test:81")
                    it.connect()
                    shouldThrow<IllegalStateException> { it.setTunnel("other.test") }.message!! shouldContain
                        "established"
                    exchange(it) shouldBe "hi"
                }
            }
        }

        test("an endless explanation of a refusal is bounded") {
            val script = Script.start().expect(CONNECT).reply("HTTP/1.1 502 No\r\n\r\n").floodUntilClosed("no ")
            ScriptedPeer.listening(script).use { peer ->
                connectionTo(peer).use {
                    it.setTunnel("o.test:81")
                    val refused = shouldThrow<HttpException.TunnelRefused> { it.connect() }
                    refused.body.size shouldBe 65_536
                    (refused.body == ByteString.EMPTY) shouldBe false
                }
            }
        }
    })
