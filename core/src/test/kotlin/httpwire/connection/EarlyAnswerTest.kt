package httpwire.connection

import httpwire.ContinueAnswer
import httpwire.Headers
import httpwire.HttpException
import httpwire.RequestBody
import httpwire.state.ConnectionState
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Arrival
import httpwire.transport.Dialer
import httpwire.transport.Transport
import httpwire.transport.awaitEvent
import httpwire.transport.loopbackDialer
import httpwire.transport.origin
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.longs.shouldBeLessThanOrEqual
import io.kotest.matchers.shouldBe
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import java.time.Duration

private const val CLOSE = "Connection: close\r\n"
private const val EMPTY = "Content-Length: 0\r\n\r\n"

/** What has come while a body is sent, and whether the server still wants it. */
private class Come(val bytes: String, val isWanted: Boolean, val isEnded: Boolean = false) {
    override fun toString() = bytes.replace("\r\n", "|") + (if (isEnded) ", and the end" else "")
}

private val COME = listOf(
    Come("HTTP/1.1 100 Continue\r\n\r\n", isWanted = true),
    Come("HTTP/1.1 103 X\r\nConnection: close\r\n\r\n", isWanted = true),
    Come("HTTP/1.1 4", isWanted = true),
    Come("HTTP/1.1 413 X\r\n$CLOSE", isWanted = true),
    Come("HTTP/1.1 413 X\r\n$CLOSE", isWanted = true, isEnded = true),
    Come("HTTP/1.1 413 X\r\n$CLOSE$EMPTY", isWanted = false),
    Come("HTTP/1.1 100 X\r\n\r\nHTTP/1.1 103 X\r\n\r\nHTTP/1.1 413 X\r\n$CLOSE$EMPTY", isWanted = false),
    Come("HTTP/1.1 100 X\r\n\r\nHTTP/1.1 413 X\r\n$EMPTY", isWanted = true),
    Come("HTTP/1.1 413 X\r\n$EMPTY", isWanted = true),
    Come("HTTP/1.1 413 X\r\n$EMPTY", isWanted = false, isEnded = true),
    Come("HTTP/1.1 413 X\r\n\r\n", isWanted = false),
    Come("HTTP/1.0 413 X\r\n$EMPTY", isWanted = false),
    Come("HTTP/1.1 503 X\r\n$CLOSE$EMPTY", isWanted = false),
    Come("HTTP/1.1 302 X\r\n$CLOSE$EMPTY", isWanted = false),
    Come("HTTP/1.1 302 X\r\n$EMPTY", isWanted = true),
    Come("HTTP/1.1 200 X\r\n$CLOSE$EMPTY", isWanted = true),
    Come("HTTP/1.1 200 X\r\n$CLOSE$EMPTY", isWanted = true, isEnded = true),
    Come("HTTP/1.1 101 X\r\n$CLOSE\r\n", isWanted = true),
    Come("HTTP/1.1 999 X\r\nbad field\r\n\r\n", isWanted = false),
    Come("not HTTP\r\n\r\n", isWanted = false),
)

private fun HttpConnection.putHead(byteCount: Int) {
    putRequest("PUT", "/")
    putHeader("Content-Length", "$byteCount")
    endHeaders()
}

/** Waits until that much is in the buffer. */
private fun HttpConnection.awaitBuffered(byteCount: Int) {
    val limit = System.nanoTime() + 10_000_000_000
    while (transport!!.source.buffer.size < byteCount) {
        check(System.nanoTime() < limit) { "it did not come" }
        responseArrived()
    }
}

private fun with(script: Script, block: (HttpConnection, ListeningPeer) -> Unit) =
    ScriptedPeer.listening(script).use { peer -> connectionTo(peer).use { block(it, peer) } }

/** Counts how often it is asked what has come. */
private class Polled(private val transport: Transport) : Transport by transport {
    var count = 0L

    override fun poll(atMost: Duration): Arrival {
        count++
        return transport.poll(atMost)
    }
}

class EarlyAnswerTest : FunSpec({
    withTests(nameFn = { "C11, C12: ${if (it.isWanted) "goes on" else "stops"} after $it" }, COME) { come ->
        val answered = Script.start().expectHead().reply(come.bytes)
        with(if (come.isEnded) answered.shutdownOutput() else answered) { connection, peer ->
            connection.putHead(4)
            connection.awaitBuffered(come.bytes.length)
            if (come.isEnded) peer.awaitEvent("output shut down")
            val outcome = runCatching { connection.send(ByteString.EMPTY) }
            (outcome.exceptionOrNull() is HttpException.ConnectionLost) shouldBe !come.isWanted
            outcome.isSuccess shouldBe come.isWanted
        }
    }

    test("a body in pieces stops by itself after a refusal") {
        val refusal = "HTTP/1.1 413 X\r\n$CLOSE$EMPTY"
        val script = Script.start().expectHead().reply(refusal).ignoreInput().expectEnd()
        with(script) { connection, _ ->
            connection.putHead(Int.MAX_VALUE)
            connection.awaitBuffered(refusal.length)
            val limit = System.nanoTime() + 10_000_000_000
            shouldThrow<HttpException.ConnectionLost> {
                while (System.nanoTime() < limit) connection.send("x".encodeUtf8())
            }
            connection.readResponse().status shouldBe 413
        }
    }

    test("an end without an answer has arrived, and reading says what it is") {
        with(Script.start().expectHead().shutdownOutput()) { connection, peer ->
            connection.putHead(4)
            peer.awaitEvent("output shut down")
            val limit = System.nanoTime() + 10_000_000_000
            while (!connection.responseArrived()) check(System.nanoTime() < limit) { "it did not come" }
            shouldThrow<HttpException.RemoteDisconnected> { connection.readResponse() }
        }
    }

    test("a cancel between two calls is not lost, though the answer is here") {
        for (bytes in listOf(ok("hi"), "HTTP/1.1 100 X\r\n\r\n", "HTTP/1.1 1")) {
            with(Script.start().expectHead().reply(bytes)) { connection, _ ->
                connection.putHead(4)
                connection.awaitBuffered(bytes.length)
                connection.cancel()
                shouldThrow<HttpException.Cancelled> { connection.awaitContinue(Duration.ofSeconds(9)) }
                connection.state shouldBe ConnectionState.IDLE
            }
        }
    }

    test("what is left of the response before is no answer, whatever it looks like") {
        val refusal = "HTTP/1.1 413 X\r\n$CLOSE$EMPTY"
        for (body in listOf(refusal, "x".repeat(500), refusal.repeat(2))) {
            val script = Script.start().expectHead().reply(ok(body)).expectHead().expect("a").reply(refusal)
            with(script) { connection, _ ->
                connection.request("GET", "/")
                val first = connection.readResponse()
                first.peek(1)
                connection.putHead(2)
                connection.send(ByteString.EMPTY)
                connection.send("a".encodeUtf8())
                first.text() shouldBe body
                connection.awaitBuffered(refusal.length)
                shouldThrow<HttpException.ConnectionLost> { connection.send(ByteString.EMPTY) }
                connection.readResponse().status shouldBe 413
            }
        }
    }

    test("nor is it while a large body is stuck") {
        val script = Script.start().expectHead().reply(ok("x".repeat(500))).expectHead()
            .pause(Duration.ofMillis(1_500)).expectBytes(24L shl 20).reply(ok("two"))
        with(script) { connection, _ ->
            connection.request("GET", "/")
            val first = connection.readResponse()
            first.peek(1)
            connection.request("PUT", "/", Headers.EMPTY, RequestBody.of(ByteArray(24 shl 20)))
            first.text().length shouldBe 500
            connection.readResponse().text() shouldBe "two"
        }
    }

    test("a body in many pieces asks now and then, not for each of them") {
        ScriptedPeer.listening(Script.start().expectHead().expectBytes(50_000).reply(ok("hi"))).use { peer ->
            val dialed = mutableListOf<Polled>()
            val dialer = Dialer { Polled(loopbackDialer.dial(peer.origin())).also(dialed::add) }
            HttpConnection.builder("a.test").port(peer.port()).dialer(dialer).build().use { connection ->
                connection.putHead(50_000)
                val begun = System.nanoTime()
                val before = dialed.single().count
                repeat(50_000) { connection.send("x".encodeUtf8()) }
                val looks = (System.nanoTime() - begun) / 250_000_000
                // A look may find bytes, and then asks again.
                dialed.single().count - before shouldBeLessThanOrEqual 2 * looks
                connection.readResponse().text() shouldBe "hi"
            }
        }
    }

    withTests(
        nameFn = { "awaitContinue($it) looks at what is here, and says so at once" },
        Duration.ZERO,
        Duration.ofNanos(-1),
        Duration.ofSeconds(Long.MIN_VALUE),
    ) { atMost ->
        val script = Script.start().expectHead().expect(
            "ab",
        ).reply("HTTP/1.1 100 X\r\n\r\n").expect("cd").reply(ok("hi"))
        with(script) { connection, _ ->
            connection.putHead(4)
            connection.awaitContinue(atMost) shouldBe ContinueAnswer.SILENCE
            connection.send("ab".encodeUtf8())
            connection.awaitBuffered("HTTP/1.1 100 X\r\n\r\n".length)
            connection.awaitContinue(atMost) shouldBe ContinueAnswer.CONTINUE
            connection.send("cd".encodeUtf8())
            connection.readResponse().text() shouldBe "hi"
        }
    }

    test("T24, F24: an interim response that is longer than allowed ends the wait at once") {
        val endless = "HTTP/1.1 100 X\r\n" + "A: ${"x".repeat(70_000)}"
        with(Script.start().expectHead().reply(endless).ignoreInput().expectEnd()) { connection, _ ->
            connection.putHead(4)
            shouldThrow<HttpException> { connection.awaitContinue(Duration.ofSeconds(60)) }
            connection.state shouldBe ConnectionState.IDLE
        }
    }

    test("over a transport that cannot tell without waiting, an answer is found too") {
        played(Script.start().expectHead().reply("HTTP/1.1 413 X\r\n$CLOSE$EMPTY").expectEnd()) { connection ->
            connection.putHead(4)
            val limit = System.nanoTime() + 10_000_000_000
            while (!connection.responseArrived()) check(System.nanoTime() < limit) { "it did not come" }
            shouldThrow<HttpException.ConnectionLost> { connection.send(ByteString.EMPTY) }
            connection.readResponse().status shouldBe 413
        }
    }

    test("no more is buffered than is needed to know, however much has come") {
        val script = Script.start().expectHead().reply("HTTP/1.1 200 OK\r\n\r\n").floodUntilClosed("x".repeat(8_192))
        with(script) { connection, peer ->
            connection.putHead(4)
            connection.awaitBuffered(60_000)
            repeat(1_000) { connection.responseArrived() shouldBe true }
            connection.transport!!.source.buffer.size shouldBeLessThanOrEqual 262_144L
            peer.abandon()
        }
    }

    test("awaitContinue for longer than a clock has") {
        with(Script.start().expectHead().reply("HTTP/1.1 100 X\r\n\r\n").expectEnd()) { connection, _ ->
            connection.putHead(4)
            connection.awaitContinue(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)) shouldBe ContinueAnswer.CONTINUE
        }
    }
})
