package httpwire.connection

import httpwire.Headers
import httpwire.HttpException
import httpwire.Request
import httpwire.RequestBody
import httpwire.state.ConnectionState
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.trace.ByteListener
import httpwire.trace.Moment
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldEndWith
import io.kotest.matchers.string.shouldNotContain
import okio.Buffer
import okio.BufferedSink
import okio.ByteString
import okio.HashingSink
import okio.blackholeSink
import okio.buffer

/** A body of unknown or known length whose digest follows it. */
private class Summed(
    private val text: String,
    private val length: Long = -1,
    private val name: String = "Digest",
) : RequestBody {
    private var digest = ""

    override fun length() = length

    override fun writeTo(sink: BufferedSink) {
        val hash = HashingSink.sha256(blackholeSink())
        for (piece in text.chunked(2)) {
            sink.writeUtf8(piece)
            sink.emit()
            hash.buffer().writeUtf8(piece).flush()
        }
        digest = hash.hash.hex()
    }

    override fun trailers(): Headers = Headers.of(name, digest.ifEmpty { "asked too early" })
}

private fun digestOf(text: String) = Buffer().writeUtf8(text).sha256().hex()

private val FORBIDDEN = listOf(
    "Transfer-Encoding", "content-length", "Host", "CONNECTION", "Trailer", "TE", "Expect", "Range", "If-Match",
    "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range", "Cache-Control", "Pragma", "Max-Forwards",
    "Authorization", "Proxy-Authorization", "Cookie", "Content-Type", "Content-Encoding", "Content-Range", "Upgrade",
    "Keep-Alive",
)

private fun putting(vararg fields: Pair<String, String>, block: (HttpConnection, Wire) -> Unit) {
    val wire = Wire(ok("hi"))
    connectionOver(wire).use { connection ->
        connection.putRequest("PUT", "/")
        for ((name, value) in fields) connection.putHeader(name, value)
        block(connection, wire)
    }
}

class TrailersTest : FunSpec({
    test("R29: they are asked for after the last byte, and follow the last chunk") {
        val wire = Wire(ok("hi"))
        connectionOver(wire).use { connection ->
            connection.exchange("PUT", "/", Headers.of("Trailer", "Digest"), Summed("spam")).text() shouldBe "hi"
            wire.sent() shouldContain "Transfer-Encoding: chunked\r\nTrailer: Digest\r\n\r\n"
            wire.sent() shouldEndWith "2\r\nsp\r\n2\r\nam\r\n0\r\nDigest: ${digestOf("spam")}\r\n\r\n"
        }
    }

    test("a body of known length is sent in chunks if Trailer announces some") {
        val wire = Wire(ok("hi"))
        connectionOver(wire).use { connection ->
            connection.exchange("PUT", "/", Headers.of("Trailer", "Digest"), Summed("spam", 4)).text() shouldBe "hi"
            wire.sent() shouldNotContain "Content-Length"
            wire.sent() shouldEndWith "0\r\nDigest: ${digestOf("spam")}\r\n\r\n"
        }
    }

    test("R29: with Content-Length they cannot be sent, and are not dropped in silence") {
        val wire = Wire(ok("hi"))
        connectionOver(wire).use { connection ->
            shouldThrow<IllegalArgumentException> { connection.request("PUT", "/", Headers.EMPTY, Summed("spam", 4)) }
            connection.state shouldBe ConnectionState.IDLE
        }
    }

    withTests(nameFn = { "R28: refused, because it has to come before the body: $it" }, FORBIDDEN) { name ->
        val wire = Wire(ok("hi"))
        connectionOver(wire).use { connection ->
            shouldThrow<IllegalArgumentException> {
                connection.request("PUT", "/", Headers.EMPTY, Summed("spam", name = name))
            }
                .message shouldContain name
            wire.sent() shouldNotContain "0\r\n"
            connection.state shouldBe ConnectionState.IDLE
        }
    }

    test("step by step, after chunks of ours") {
        putting("Transfer-Encoding" to "chunked", "Trailer" to "Digest") { connection, wire ->
            connection.endHeaders(null, true)
            connection.send("spam".toByteArray())
            connection.send("".toByteArray())
            connection.endBody(Headers.of("Digest", "x", "digest", "y"))
            wire.sent() shouldEndWith "\r\n\r\n4\r\nspam\r\n0\r\nDigest: x\r\ndigest: y\r\n\r\n"
            shouldThrow<HttpException.CannotSendRequest> { connection.endBody() }
            shouldThrow<HttpException.CannotSendRequest> { connection.send("x".toByteArray()) }
            connection.readResponse().text() shouldBe "hi"
            connection.state shouldBe ConnectionState.IDLE
        }
    }

    test("step by step, after chunks of the caller's") {
        putting("Transfer-Encoding" to "chunked") { connection, wire ->
            connection.endHeaders()
            connection.send("4\r\nspam\r\n".toByteArray())
            connection.endBody(Headers.of("Digest", "x"))
            wire.sent() shouldEndWith "\r\n\r\n4\r\nspam\r\n0\r\nDigest: x\r\n\r\n"
            connection.readResponse().closeReasons.size shouldBe 0
        }
    }

    withTests(nameFn = {
        "in the middle of a chunk of the caller's nothing is ended: '$it'"
    }, "4", "4\r\nspa", "4\r\nspam\r", "0\r\n") { sent ->
        putting("Transfer-Encoding" to "chunked") { connection, wire ->
            connection.endHeaders()
            connection.send(sent.toByteArray())
            shouldThrow<IllegalArgumentException> { connection.endBody() }
            wire.sent() shouldEndWith "\r\n\r\n$sent"
            connection.state shouldBe ConnectionState.REQUEST_SENT
        }
    }

    test("a refused field changes nothing: the body can be ended without it") {
        putting("Transfer-Encoding" to "chunked") { connection, wire ->
            connection.endHeaders(null, true)
            connection.send("spam".toByteArray())
            shouldThrow<IllegalArgumentException> { connection.endBody(Headers.of("Host", "x")) }
            connection.endBody()
            wire.sent() shouldEndWith "4\r\nspam\r\n0\r\n\r\n"
            connection.readResponse().text() shouldBe "hi"
        }
    }

    test("with Content-Length endBody says what is missing") {
        putting("Content-Length" to "4") { connection, _ ->
            connection.endHeaders()
            connection.send("sp".toByteArray())
            shouldThrow<IllegalArgumentException> { connection.endBody() }.message shouldContain
                "after 2 of the 4 bytes"
            connection.send("am".toByteArray())
            shouldThrow<IllegalArgumentException> { connection.endBody(Headers.of("Digest", "x")) }
            connection.endBody()
            connection.readResponse().text() shouldBe "hi"
        }
    }

    test("without a body there is nothing to end") {
        putting { connection, _ ->
            connection.endHeaders()
            shouldThrow<HttpException.CannotSendRequest> { connection.endBody() }
            connection.readResponse().text() shouldBe "hi"
            shouldThrow<HttpException.CannotSendRequest> { connection.endBody() }
        }
    }

    test("a listener is shown what ends a body, and what a response has beside its data") {
        val shown = mutableListOf<String>()
        val listener = object : ByteListener {
            override fun bodyBytesSent(moment: Moment, piece: ByteString) {
                shown += "sent ${piece.utf8()}"
            }

            override fun chunkExtensionsReceived(moment: Moment, extensions: String) {
                shown += "extensions $extensions"
            }

            override fun trailersReceived(moment: Moment, trailers: Headers) {
                shown += "trailers ${trailers.toList()}"
            }

            override fun bodyEnded(moment: Moment, isComplete: Boolean) {
                shown += "ended"
            }
        }
        val answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
            "1;a=b; c=\"d;e\"\r\nx\r\n1\r\ny\r\n0 ;last\r\nDigest: z\r\n\r\n"
        connectionOver(Wire(answer)) { listener(listener) }.use { connection ->
            val request = Request.builder("PUT", "/").header("Trailer", "T").body(
                object : RequestBody by RequestBody.of("x") {
                    override fun trailers() = Headers.of("T", "u")
                },
            ).build()
            val response = connection.exchange(request)
            response.trailers shouldBe Headers.EMPTY
            response.text() shouldBe "xy"
            response.trailers shouldBe Headers.of("Digest", "z")
            shown shouldBe listOf(
                "sent 1\r\nx\r\n",
                "sent 0\r\nT: u\r\n\r\n",
                "extensions ;a=b; c=\"d;e\"",
                "extensions ;last",
                "trailers [Digest=z]",
                "ended",
            )
        }
    }

    test("P27: no trailer changes the framing of what follows, or ends the connection") {
        val trailers = "Content-Length: 99\r\nTransfer-Encoding: chunked\r\nConnection: close\r\nSet-Cookie: a=b\r\n"
        AnsweringPeer.start {
            if (it.target != "/first") return@start Answer.ok("next")
            Answer.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n$trailers\r\n")
        }.use { peer ->
            HttpConnection.http(peer.address()).use { connection ->
                val first = connection.exchange("GET", "/first", Headers.EMPTY, null)
                first.text() shouldBe "a"
                first.trailers["Content-Length"] shouldBe "99"
                first.headers.contains("Set-Cookie") shouldBe false
                connection.exchange("GET", "/", Headers.EMPTY, null).text() shouldBe "next"
            }
            peer.connectionCount() shouldBe 1
        }
    }

    withTests(nameFn = {
        "a listener that throws $it at an extension closes the connection"
    }, Exception("own"), Error("own")) { thrown ->
        val listener = object : ByteListener {
            override fun chunkExtensionsReceived(moment: Moment, extensions: String) = throw thrown
        }
        val wire = Wire("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;a\r\nx\r\n0\r\n\r\n")
        connectionOver(wire) { listener(listener) }.use { connection ->
            runCatching { connection.exchange("GET", "/", Headers.EMPTY, null).text() }.exceptionOrNull() shouldBe
                thrown
            connection.state shouldBe ConnectionState.IDLE
            wire.isClosed shouldBe true
        }
    }
})
