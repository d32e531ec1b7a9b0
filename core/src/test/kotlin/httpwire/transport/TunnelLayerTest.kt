package httpwire.transport

import httpwire.Headers
import httpwire.HttpException
import httpwire.Limits
import httpwire.Origin
import httpwire.Timeouts
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import okio.ByteString
import java.io.IOException
import java.io.InterruptedIOException

private val ORIGIN = Origin("http", "a.test", 8080)

private const val CONNECT = "CONNECT a.test:8080 HTTP/1.1\r\nHost: a.test:8080\r\n\r\n"

private fun layer(headers: Headers = Headers.EMPTY, origin: Origin = ORIGIN) =
    TunnelLayer(origin, headers, Limits.DEFAULT)

/** Opens the tunnel against a proxy that answers so, and reads what is behind it. */
private fun behind(answer: Script): String =
    ScriptedPeer.listening(answer).use { peer -> peer.open(layer()).use { it.source.readUtf8() } }

private fun answering(answer: String): Script = Script.start().expect(CONNECT).reply(answer)

private fun refused(answer: String): HttpException.TunnelRefused =
    refused(answering(answer).shutdownOutput().expectEnd())

private fun refused(script: Script): HttpException.TunnelRefused =
    ScriptedPeer.listening(script).use { peer -> shouldThrow { peer.open(layer()) } }

/** Heads of CONNECT: the origin, the caller's fields, what is sent. */
private val HEADS =
    listOf(
        Triple(ORIGIN, Headers.EMPTY, CONNECT),
        Triple(
            Origin("https", "a.test", 443),
            Headers.EMPTY,
            "CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n",
        ),
        Triple(
            Origin("http", "2001:db8::1", 80),
            Headers.EMPTY,
            "CONNECT [2001:db8::1]:80 HTTP/1.1\r\nHost: [2001:db8::1]:80\r\n\r\n",
        ),
        Triple(
            ORIGIN,
            Headers.of("Proxy-Authorization", "Basic eDp5", "X", "é"),
            "CONNECT a.test:8080 HTTP/1.1\r\nProxy-Authorization: Basic eDp5\r\nX: é\r\nHost: a.test:8080\r\n\r\n",
        ),
        Triple(
            ORIGIN,
            Headers.of("hOST", "other", "A", "b"),
            "CONNECT a.test:8080 HTTP/1.1\r\nhOST: other\r\nA: b\r\n\r\n",
        ),
    )

/** Answers that open a tunnel, and what is behind them. */
private val OPEN =
    mapOf(
        "HTTP/1.1 200 Connection established\r\n\r\nearly" to "early",
        "HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n" to "",
        "HTTP/1.1 299 \r\nA: b\r\n\r\nHTTP/1.1 200 OK" to "HTTP/1.1 200 OK",
        "HTTP/1.1 204 No Content\r\n\r\nx" to "x",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabcdef" to "abcdef",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx" to "x",
    )

/** Answers that are none. */
private val BROKEN =
    mapOf(
        "" to HttpException.RemoteDisconnected::class,
        "HTTP/1.1 200 OK\r\n" to HttpException.IncompleteRead::class,
        "SSH-2.0-OpenSSH_9.2\r\n" to HttpException.BadStatusLine::class,
        "HTTP/2.0 200 OK\r\n\r\n" to HttpException.UnknownProtocol::class,
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n" to HttpException.MalformedMessage::class,
        "HTTP/1.1 200 OK\r\nA: ${"x".repeat(65_537)}\r\n\r\n" to HttpException.LineTooLong::class,
        "HTTP/1.1 101 Switching Protocols\r\n\r\n" to HttpException.MalformedMessage::class,
        "HTTP/1.1 102 Processing\r\n\r\n".repeat(101) to HttpException.LimitExceeded::class,
    )

class TunnelLayerTest :
    FunSpec({
        for ((origin, headers, bytes) in HEADS) {
            test("CONNECT is sent whole: ${bytes.lines()[1]}") {
                val script = Script.start().expect(bytes).reply("HTTP/1.1 200 OK\r\n\r\n").expectEnd()
                ScriptedPeer.listening(script).use { peer ->
                    val layer = layer(headers, origin)
                    layer.answerHeaders.shouldBeNull()
                    peer.open(layer).close()
                    layer.answerHeaders shouldBe Headers.EMPTY
                }
            }
        }

        for ((answer, early) in OPEN) {
            test("open: ${answer.lines()[0]}") {
                behind(answering(answer).shutdownOutput().expectEnd()) shouldBe early
                behind(Script.start().expect(CONNECT).replyInPieces(answer, 1).shutdownOutput().expectEnd()) shouldBe
                    early
            }
        }

        for ((answer, kind) in BROKEN) {
            test("no answer: ${answer.take(40).lines()[0]} ${kind.simpleName}") {
                ScriptedPeer.listening(answering(answer).shutdownOutput().ignoreInput().expectEnd()).use { peer ->
                    (shouldThrow<HttpException> { peer.open(layer()) }::class) shouldBe kind
                }
            }
        }

        test("a head without an end is bounded") {
            for (flood in listOf("A: b\r\n", "HTTP/1.1 102 Processing\r\n\r\n")) {
                ScriptedPeer.listening(
                    answering("HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 102 Slow\r\n").floodUntilClosed(flood),
                ).use { peer ->
                    shouldThrow<HttpException> { peer.open(layer()) }.fault shouldBe
                        if (flood.startsWith("A")) HttpException.Fault.LIMIT else HttpException.Fault.PEER
                }
            }
        }

        test("407 tells its reason, fields and explanation") {
            val answer =
                "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 6\r\n\r\nno way"
            val refused = refused(answer + "HTTP/1.1 200 OK\r\n\r\n")
            refused.status shouldBe 407
            refused.reason shouldBe "Proxy Authentication Required"
            refused.headers.get("proxy-authenticate") shouldBe "Basic realm=\"x\""
            refused.body.utf8() shouldBe "no way"
            refused.message shouldBe "Tunnel connection failed: 407 Proxy Authentication Required"
            refused.fault shouldBe HttpException.Fault.PEER
        }

        test("a redirect, a not modified, and an error without a length are refusals too") {
            refused("HTTP/1.1 302 Found\r\nLocation: http://b.test/\r\nContent-Length: 0\r\n\r\n").body shouldBe
                ByteString.EMPTY
            refused("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n").body shouldBe ByteString.EMPTY
            refused("HTTP/1.1 502 Bad Gateway\r\n\r\nuntil the end").body.utf8() shouldBe "until the end"
            refused("HTTP/1.1 500 \r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n").body.utf8() shouldBe
                "abc"
        }

        test("an explanation that breaks off, or makes no sense, is kept as far as it goes") {
            refused("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 9\r\n\r\ncut").body.utf8() shouldBe "cut"
            refused("HTTP/1.1 502 Bad Gateway\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\nzz").body.utf8() shouldBe
                "ok"
            refused("HTTP/1.1 502 Bad Gateway\r\nContent-Length: x\r\n\r\nlost").body shouldBe ByteString.EMPTY
        }

        test("no more than 64 KiB of an explanation are kept, or waited for") {
            val flood = answering("HTTP/1.1 502 Bad Gateway\r\n\r\n").floodUntilClosed("0123456789")
            refused(flood).body shouldBe ByteString.of(*"0123456789".repeat(6554).take(65_536).toByteArray())
        }

        test("an explanation that never comes is not waited for beyond the tunnel's time") {
            val script = answering("HTTP/1.1 407 No\r\nContent-Length: 9\r\n\r\nso far").expectEnd()
            ScriptedPeer.listening(script).use { peer ->
                val refused =
                    shouldThrow<HttpException.TunnelRefused> {
                        peer.open(layer(), timeouts = Timeouts.NONE.withTunnel(millis(100)))
                    }
                refused.body.utf8() shouldBe "so far"
            }
        }

        test("a proxy that stalls, or drips, runs out of time as a whole") {
            val dripping = Script.start().expect(CONNECT).dripUntilClosed("HTTP/1.1 200 OK\r\nA: b", millis(10))
            for (script in listOf(Script.start().expect(CONNECT).expectEnd(), dripping)) {
                ScriptedPeer.listening(script).use { peer ->
                    val start = System.nanoTime()
                    shouldThrow<InterruptedIOException> {
                        peer.open(layer(), timeouts = Timeouts.NONE.withTunnel(millis(150)))
                    }
                    (System.nanoTime() - start) / 1_000_000 shouldBeLessThan 3000
                }
            }
        }

        test("a proxy that resets the connection") {
            ScriptedPeer.listening(Script.start().expect(CONNECT).reset()).use { peer ->
                shouldThrow<IOException> { peer.open(layer()) }
            }
        }
    })
