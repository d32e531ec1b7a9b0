package httpwire.client.decoding

import httpwire.HttpException
import httpwire.HttpException.IncompleteRead
import httpwire.HttpException.LimitExceeded
import httpwire.HttpException.MalformedMessage
import httpwire.Limits
import httpwire.Request
import httpwire.connection.HttpConnection
import httpwire.connection.HttpResponse
import httpwire.connection.connectionTo
import httpwire.connection.ok
import httpwire.state.ConnectionState
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8

private fun Decoding.exchange(connection: HttpConnection, request: Request = Request.get("/")): HttpResponse {
    val step = newStep()
    val sent = checkNotNull(step.before(request).request)
    return checkNotNull(step.after(sent, connection.exchange(sent)).response)
}

private fun withLength(coding: String, body: ByteString, byteCount: Int = body.size): ByteString =
    Buffer().writeUtf8("HTTP/1.1 200 OK\r\nContent-Encoding: $coding\r\nContent-Length: $byteCount\r\n\r\n").write(body)
        .readByteString()

/** In chunks of one byte. */
private fun inChunks(coding: String, body: ByteString): ByteString {
    val reply = Buffer().writeUtf8("HTTP/1.1 200 OK\r\nContent-Encoding: $coding\r\nTransfer-Encoding: chunked\r\n\r\n")
    for (i in 0 until body.size) reply.writeUtf8("1\r\n").write(body, i, 1).writeUtf8("\r\n")
    return reply.writeUtf8("0\r\nX-Trailer: 1\r\n\r\n").readByteString()
}

/** The layer's response over a real connection to a peer that plays [script], which [use] gets. */
private fun played(
    script: Script,
    request: Request = Request.get("/"),
    options: Decoding = Decoding.DEFAULT,
    limits: Limits = Limits.DEFAULT,
    use: (HttpConnection, HttpResponse) -> Unit,
) = ScriptedPeer.listening(script).use { peer ->
    connectionTo(peer) { limits(limits) }.use { use(it, options.exchange(it, request)) }
}

private val asked: Script = Script.start().expectHead()

/** What is said to the next request on the same connection. */
private fun Script.next(): Script = expectHead().reply(ok("next"))

private fun HttpConnection.next() {
    exchange(Request.get("/next")).text() shouldBe "next"
}

class DecodedExchangeTest : FunSpec({
    context("after the end of a decoded body the connection carries the next exchange") {
        val framings = mapOf("a length" to { c: String, b: ByteString -> withLength(c, b) }, "chunks" to ::inChunks)
        withTests(
            nameFn = { (coding, framing) -> "$coding in $framing" },
            Coding.entries.flatMap { c -> framings.keys.map { c to it } },
        ) { (coding, framing) ->
            val reply = framings.getValue(framing)(coding.token, coding.encode(TABLE))
            played(asked.reply(reply).next()) { connection, response ->
                var ends = 0
                response.setEndFollower { ends++ }
                response.read() shouldBe TABLE
                ends shouldBe 1
                response.isClosed shouldBe true
                connection.state shouldBe ConnectionState.IDLE
                connection.next()
            }
        }
    }

    test("the trailer of the coded body") {
        played(asked.reply(inChunks("gzip", Coding.GZIP.encode(HELLO)))) { _, response ->
            response.text() shouldBe HELLO.utf8()
            response.trailers.get("X-Trailer") shouldBe "1"
        }
    }

    withTests(
        nameFn = { "a response without a body keeps its fields and its connection: ${it.key}" },
        mapOf(
            "to HEAD" to (Request.head("/") to "200 OK\r\nContent-Length: 33"),
            "204" to (Request.get("/") to "204 No Content"),
            "304" to (Request.get("/") to "304 Not Modified\r\nContent-Length: 33"),
            "of the length 0" to (Request.get("/") to "200 OK\r\nContent-Length: 0"),
        ).entries,
    ) { (_, case) ->
        val (request, head) = case
        val script = asked.reply("HTTP/1.1 $head\r\nContent-Encoding: gzip\r\n\r\n").next()
        played(script, request) { connection, response ->
            response.getHeader("Content-Encoding") shouldBe "gzip"
            response.text() shouldBe ""
            connection.next()
        }
    }

    test("an empty body in chunks is empty, and the connection is kept") {
        played(asked.reply(inChunks("gzip", ByteString.EMPTY)).next()) { connection, response ->
            response.text() shouldBe ""
            connection.next()
        }
    }

    context("T29, T30: a malformed body that goes on closes the connection") {
        val broken = mapOf(
            "it does not begin as gzip" to ByteString.EMPTY,
            "its CRC-32 does not match" to Coding.GZIP.encode(HELLO).let { it.substring(0, it.size - 8) },
        )
        withTests(nameFn = { it.key }, broken.entries) { (what, begin) ->
            // Few bytes come, so that the peer has sent them all before the client hangs up.
            val body = Buffer().write(begin).write(ByteArray(100)).readByteString()
            played(asked.reply(withLength("gzip", body, body.size + 50_000)).expectEnd()) { connection, response ->
                var ends = 0
                response.setEndFollower { ends++ }
                val malformed = shouldThrow<MalformedMessage> { response.read() }
                malformed.message shouldBe "the gzip body is wrong: $what"
                malformed.circumstances.shouldNotBeNull()
                shouldThrow<MalformedMessage> { response.read() }
                ends shouldBe 1
                connection.transport shouldBe null
            }
        }
    }

    test("T30: a malformed body that was read to its end does not: what comes next is in order") {
        played(asked.reply(withLength("gzip", HELLO)).next()) { connection, response ->
            var ends = 0
            response.setEndFollower { ends++ }
            shouldThrow<MalformedMessage> { response.read() }
            ends shouldBe 1
            connection.next()
        }
    }

    test("T30: too many codings close the connection") {
        ScriptedPeer.listening(
            asked.reply(withLength("gzip, gzip, gzip, gzip, gzip, gzip", HELLO)).expectEnd(),
        ).use { peer ->
            connectionTo(peer).use { connection ->
                shouldThrow<LimitExceeded> { Decoding.DEFAULT.exchange(connection) }
                connection.transport shouldBe null
            }
        }
    }

    context("a coded body that is cut is an incomplete read, not a malformed message") {
        withTests(Coding.entries) { coding ->
            val body = coding.encode(TABLE)
            val reply = withLength(coding.token, body.substring(0, body.size / 2), body.size)
            played(asked.reply(reply).shutdownOutput().expectEnd()) { connection, response ->
                shouldThrow<IncompleteRead> { response.read() }
                connection.transport shouldBe null
            }
        }
    }

    context("T30: closed early, it closes the connection and frees what the decoder holds") {
        withTests(Coding.entries) { coding ->
            val watching = Watching()
            // org.brotli:dec waits for a block of 4 KiB.
            val body = Buffer().write(coding.encode(TABLE)).write(ByteArray(5_000)).readByteString()
            val script = asked.reply(withLength("watched, ${coding.token}", body, body.size + 1)).expectEnd()
            played(script, options = Decoding.DEFAULT.with(watching)) { connection, response ->
                response.read(10).size shouldBe 10
                response.close()
                watching.closeCount shouldBe 1
                connection.transport shouldBe null
                response.close()
            }
            watching.closeCount shouldBe 1
        }
    }

    test("a bound on what is held in memory is that of the decoded bytes, and nothing is lost") {
        val limits = Limits.DEFAULT.withMaxBufferedBodyBytes(1_000)
        played(asked.reply(withLength("br", Coding.BR.encode(TABLE))).next(), limits = limits) { connection, response ->
            shouldThrow<LimitExceeded> { response.read() }
            response.source().readByteString() shouldBe TABLE
            connection.next()
        }
    }

    test("cancelled") {
        val body = Coding.GZIP.encode(TABLE)
        played(asked.reply(withLength("gzip", body, body.size + 1)).expectEnd()) { _, response ->
            response.read(10)
            response.cancel()
            shouldThrow<HttpException.Cancelled> { response.read() }
        }
    }
})
