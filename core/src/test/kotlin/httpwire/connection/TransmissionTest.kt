package httpwire.connection

import httpwire.CloseReason
import httpwire.ContinueAnswer
import httpwire.Delivery
import httpwire.Headers
import httpwire.HttpException
import httpwire.Request
import httpwire.RequestBody
import httpwire.state.ConnectionState
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.trace.ConnectionListener
import httpwire.trace.Moment
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldEndWith
import io.kotest.matchers.types.shouldBeSameInstanceAs
import okio.Buffer
import okio.BufferedSink
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import okio.Sink
import okio.Socket
import okio.Source
import okio.Timeout
import java.net.SocketException
import java.time.Duration

private fun HttpConnection.putHead(byteCount: Int) {
    putRequest("PUT", "/")
    putHeader("Content-Length", "$byteCount")
    endHeaders()
}

/** Takes everything but the end, and answers. */
private class EndlessWire(answer: String) : Socket {
    override val source: Source = Buffer().writeUtf8(answer)
    override val sink = object : Sink {
        override fun write(source: Buffer, byteCount: Long) = source.skip(byteCount)

        override fun flush() = Unit

        override fun timeout() = Timeout.NONE

        override fun close() = throw SocketException("Broken pipe")
    }

    override fun cancel() = Unit
}

/** The calls that send something after a head with a length of 4. */
private val SENDING: Map<String, (HttpConnection) -> Unit> = mapOf<String, (HttpConnection) -> Unit>(
    "send" to { it.send("spam".encodeUtf8()) },
    "endBody" to {
        it.endBody()
    },
    "shutdownOutput" to { it.shutdownOutput() },
)

class TransmissionTest : FunSpec({
    withTests(nameFn = { "$it after a cancel says so, and closes the connection" }, SENDING.keys) { name ->
        ScriptedPeer.listening(Script.start().expectHead().ignoreInput().expectEnd()).use { peer ->
            connectionTo(peer).use { connection ->
                connection.putHead(4)
                if (name == "endBody") connection.send("spam".encodeUtf8())
                connection.cancel()
                shouldThrow<HttpException.Cancelled> { SENDING.getValue(name)(connection) }
                connection.state shouldBe ConnectionState.IDLE
                connection.transport.shouldBeNull()
            }
        }
    }

    withTests(nameFn = {
        "a piece that throws $it after its first byte closes the connection"
    }, Exception("own"), Error("own")) {
        val wire = Wire(ok("never"))
        connectionOver(wire).use { connection ->
            connection.putHead(4)
            val piece = object : RequestBody {
                override fun length() = -1L

                override fun writeTo(sink: BufferedSink) {
                    sink.writeUtf8("s").flush()
                    throw it
                }
            }
            runCatching { connection.send(piece) }.exceptionOrNull() shouldBeSameInstanceAs it
            connection.state shouldBe ConnectionState.IDLE
            wire.isClosed shouldBe true
        }
    }

    test("a piece that is known to be too long is refused before a byte of it is sent") {
        val wire = Wire(ok("hi"))
        connectionOver(wire).use { connection ->
            connection.putHead(60_000)
            val piece = object : RequestBody {
                override fun length() = 80_000L

                override fun writeTo(sink: BufferedSink) {
                    repeat(2) { sink.write(ByteArray(40_000)).flush() }
                }
            }
            shouldThrow<IllegalArgumentException> { connection.send(piece) }
            wire.sent() shouldEndWith "\r\n\r\n"
            connection.state shouldBe ConnectionState.REQUEST_SENT
            connection.send(ByteArray(60_000))
            connection.readResponse().closeReasons shouldBe setOf()
        }
    }

    test("an empty piece that is refused tells its circumstances") {
        val refusal = "HTTP/1.1 413 X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        played(Script.start().expectHead().reply(refusal).expectEnd()) { connection ->
            connection.putHead(4)
            while (!connection.responseArrived()) Thread.yield()
            shouldThrow<HttpException.ConnectionLost> {
                connection.send(ByteString.EMPTY)
            }.circumstances.shouldNotBeNull()
        }
    }

    test("a connection that breaks when its output ends may have an answer") {
        connectionOver(EndlessWire(ok("hi"))).use { connection ->
            connection.putHead(4)
            connection.send("spam".encodeUtf8())
            shouldThrow<HttpException.ConnectionLost> { connection.shutdownOutput() }
            connection.state shouldBe ConnectionState.REQUEST_SENT
            connection.readResponse().run {
                text() shouldBe "hi"
                closeReasons shouldBe setOf(CloseReason.OUTPUT_ENDED)
            }
        }
    }

    test("a listener that closes the connection when 100 has come ends the call") {
        var current: HttpConnection? = null
        val listener = object : ConnectionListener {
            override fun continueAnswered(moment: Moment, answer: ContinueAnswer) = current!!.close()
        }
        ScriptedPeer.listening(Script.start().expectHead().reply("HTTP/1.1 100 X\r\n\r\n").expectEnd()).use { peer ->
            connectionTo(peer) { listener(listener) }.use { connection ->
                current = connection
                connection.putHead(4)
                shouldThrow<HttpException.Cancelled> {
                    connection.awaitContinue(Duration.ofSeconds(30))
                }.message shouldContain
                    "closed by a callback"
                connection.state shouldBe ConnectionState.IDLE
            }
        }
    }

    test("a response of a pipeline has the very request that it answers") {
        played(Script.start().expectHead().expectHead().reply(ok("1") + ok("2"))) { connection ->
            val requests = List(2) { Request.get("/") }
            val pipeline = connection.pipeline(requests)
            for (request in requests) pipeline.readResponse().also { it.text() }.request shouldBeSameInstanceAs request
        }
    }

    test("what is read of the response before is not counted as an answer to a request that can't be sent") {
        connectionOver(BreakingWire(ok("x".repeat(200_000)))).use { connection ->
            connection.request("GET", "/1")
            val first = connection.readResponse()
            val body = object : RequestBody {
                override fun length() = 100_000L

                override fun writeTo(sink: BufferedSink) {
                    first.read(150_000).size shouldBe 150_000
                    sink.write(ByteArray(100_000))
                }
            }
            val failure = shouldThrow<HttpException.ConnectionLost> {
                connection.request("PUT", "/2", Headers.EMPTY, body)
            }
            failure.circumstances!!.bytesReceived shouldBe 0
            failure.circumstances!!.delivery.stage shouldBe Delivery.Stage.BODY_SENT
        }
    }

    test("nor is what is read of it before it ends") {
        connectionOver(BreakingWire(ok("x".repeat(200_000)))).use { connection ->
            connection.request("GET", "/1")
            val first = connection.readResponse()
            val body = object : RequestBody {
                override fun length() = 100_000L

                override fun writeTo(sink: BufferedSink) {
                    first.read().size shouldBe 200_000
                    sink.write(ByteArray(100_000))
                }
            }
            val failure = shouldThrow<HttpException.ConnectionLost> {
                connection.request("PUT", "/2", Headers.EMPTY, body)
            }
            failure.circumstances!!.bytesReceived shouldBe 0
            failure.circumstances!!.delivery.stage shouldBe Delivery.Stage.BODY_SENT
        }
    }
})
