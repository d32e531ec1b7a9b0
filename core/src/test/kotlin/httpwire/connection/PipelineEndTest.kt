package httpwire.connection

import httpwire.CloseReason
import httpwire.Headers
import httpwire.HttpException
import httpwire.Request
import httpwire.RequestBody
import httpwire.connection.Pipeline.Fate.ANSWERED
import httpwire.connection.Pipeline.Fate.MAYBE_PROCESSED
import httpwire.connection.Pipeline.Fate.NOT_SENT
import httpwire.state.ConnectionState
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.trace.ConnectionListener
import httpwire.trace.Moment
import httpwire.transport.Dialer
import httpwire.transport.awaitEvent
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldStartWith
import io.kotest.matchers.types.shouldBeSameInstanceAs
import okio.Buffer
import okio.Sink
import okio.Socket
import okio.Source
import okio.Timeout
import java.io.IOException
import java.net.SocketException

private const val CLOSING = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\n1"

/** Takes nothing, and answers with nothing. */
private class DeadWire : Socket {
    override val source: Source = Buffer()
    override val sink = object : Sink {
        override fun write(source: Buffer, byteCount: Long) = throw SocketException("Broken pipe")

        override fun flush() = Unit

        override fun timeout() = Timeout.NONE

        override fun close() = Unit
    }

    override fun cancel() = Unit
}

/** The exchanges that have ended, and throws at one of them. */
private class Ended(private val bad: Long = 0) : ConnectionListener {
    val numbers = mutableListOf<Long>()

    override fun exchangeEnded(moment: Moment, reasons: Set<CloseReason>) {
        numbers += moment.exchangeNumber()
        if (moment.exchangeNumber() == bad) throw Exception("own")
    }
}

private fun threeHeads() = Script.start().expectHead().expectHead().expectHead()

private fun gets(count: Int) = List(count) { Request.get("/${it + 1}") }

class PipelineEndTest : FunSpec({
    test("C7: what could not be sent is not sent over a connection that another request has opened") {
        ScriptedPeer.listening(
            Script.start().expectHead().reply(CLOSING).expectEnd(),
            Script.start().expectHead().reply(ok("other")).expectEnd(),
        ).use { peer ->
            connectionTo(peer).use { connection ->
                val pipeline = connection.pipeline(gets(1))
                pipeline.readResponse().text() shouldBe "1"
                connection.exchange(Request.get("/")).text() shouldBe "other"
                pipeline.add(Request.get("/2"))
                shouldThrow<HttpException.ConnectionLost> { pipeline.flush() }
                shouldThrow<HttpException.ConnectionLost> { pipeline.readResponse() }
                pipeline.fates() shouldBe listOf(ANSWERED, NOT_SENT)
            }
        }
    }

    test("a connection that can't be opened fails each later call with the same") {
        var dialedCount = 0
        val dialer = Dialer {
            dialedCount++
            throw IOException("no way")
        }
        HttpConnection.builder("a").dialer(dialer).build().use { connection ->
            val pipeline = connection.pipeline().add(Request.get("/"))
            val failure = shouldThrow<HttpException> { pipeline.flush() }
            shouldThrow<HttpException> { pipeline.flush() } shouldBeSameInstanceAs failure
            shouldThrow<HttpException> { pipeline.readResponse() } shouldBeSameInstanceAs failure
            pipeline.fates() shouldBe listOf(NOT_SENT)
            dialedCount shouldBe 1
        }
    }

    test("C7: what broke the sending is a part of what the reading fails with; it may have been processed") {
        connectionOver(DeadWire()).use { connection ->
            val pipeline = connection.pipeline(gets(2))
            val failure = shouldThrow<HttpException.RemoteDisconnected> { pipeline.readResponse() }
            failure.suppressed.map { it::class } shouldBe listOf(HttpException.ConnectionLost::class)
            pipeline.fates() shouldBe listOf(MAYBE_PROCESSED, MAYBE_PROCESSED)
        }
    }

    test("a request of which the system has taken nothing was not sent") {
        ScriptedPeer.listening(Script.start().expectHead().reply(ok("one")).reset()).use { peer ->
            connectionTo(peer).use { connection ->
                val pipeline = connection.pipeline(gets(1))
                val first = pipeline.readResponse()
                first.peek(1)
                peer.awaitEvent("reset")
                pipeline.add(Request.get("/2"))
                shouldThrow<HttpException.ConnectionLost> { pipeline.flush() }
                pipeline.fates() shouldBe listOf(ANSWERED, NOT_SENT)
            }
        }
    }

    test("a response that is closed unread ends the request that was sent after it") {
        val ended = Ended()
        val wire = Wire(ok("1") + ok("2"))
        connectionOver(wire) { listener(ended) }.use { connection ->
            connection.request("GET", "/1")
            val first = connection.readResponse()
            connection.request("GET", "/2")
            first.close()
            connection.state shouldBe ConnectionState.IDLE
            connection.transport.shouldBeNull()
            ended.numbers shouldContainExactlyInAnyOrder listOf(1L, 2L)
        }
    }

    test("a response that ends the connection ends the exchanges after it, each once") {
        val ended = Ended()
        ScriptedPeer.listening(threeHeads().reply(CLOSING).expectEnd()).use { peer ->
            connectionTo(peer) { listener(ended) }.use { connection ->
                connection.pipeline(gets(3)).readResponse().text() shouldBe "1"
            }
        }
        ended.numbers shouldContainExactlyInAnyOrder listOf(1L, 2L, 3L)
    }

    withTests(nameFn = {
        "a listener that throws at the end of exchange $it is told of the others"
    }, 1L, 2L, 3L) { bad ->
        val ended = Ended(bad)
        ScriptedPeer.listening(threeHeads().expectEnd()).use { peer ->
            connectionTo(peer) { listener(ended) }.use { connection ->
                connection.pipeline(gets(3))
                runCatching { connection.close() }.exceptionOrNull()!!.message shouldBe "own"
                connection.state shouldBe ConnectionState.IDLE
            }
        }
        ended.numbers shouldBe listOf(1L, 2L, 3L)
    }

    test("closeWhenRead ends the exchanges that come after the one that is read") {
        val ended = Ended()
        ScriptedPeer.listening(threeHeads().reply(ok("1") + ok("2")).expectEnd()).use { peer ->
            connectionTo(peer) { listener(ended) }.use { connection ->
                val pipeline = connection.pipeline(gets(3))
                val first = pipeline.readResponse()
                connection.closeWhenRead()
                ended.numbers shouldBe listOf(2L, 3L)
                first.text() shouldBe "1"
                shouldThrow<HttpException> { pipeline.readResponse() }
                pipeline.fates() shouldBe listOf(ANSWERED, MAYBE_PROCESSED, MAYBE_PROCESSED)
            }
        }
        ended.numbers shouldBe listOf(2L, 3L, 1L)
    }

    test("closeWhenRead ends a request that was sent while a response is unread") {
        val ended = Ended()
        val wire = Wire(ok("1") + ok("2"))
        connectionOver(wire) { listener(ended) }.use { connection ->
            connection.request("GET", "/1")
            val first = connection.readResponse()
            connection.request("GET", "/2")
            connection.closeWhenRead()
            ended.numbers shouldBe listOf(2L)
            first.text() shouldBe "1"
            wire.isClosed shouldBe true
        }
        ended.numbers shouldBe listOf(2L, 1L)
    }

    test("each request of a pipeline is recorded") {
        ScriptedPeer.listening(threeHeads().reply(ok("1") + ok("2") + ok("3"))).use { peer ->
            connectionTo(peer) { record() }.use { connection ->
                val pipeline = connection.pipeline(gets(3))
                for (i in 1..3) {
                    val response = pipeline.readResponse()
                    response.text() shouldBe "$i"
                    response.sentHead().utf8() shouldStartWith "GET /$i "
                }
            }
        }
    }

    test("a listener that throws at the head of a response that ends the connection leaves nothing open") {
        val wire = Wire(CLOSING)
        val listener = object : ConnectionListener {
            override fun headReceived(moment: Moment, status: Int, reason: String, headers: Headers) =
                throw Exception("own")
        }
        connectionOver(wire) { listener(listener) }.use { connection ->
            connection.request("GET", "/")
            runCatching { connection.readResponse() }.exceptionOrNull()!!.message shouldBe "own"
            wire.isClosed shouldBe true
            connection.state shouldBe ConnectionState.IDLE
        }
    }

    test("a body of a pipeline that its own request breaks says what became of those before it") {
        val own = Exception("own")
        val bad = object : RequestBody {
            override fun length() = 1L

            override fun isRepeatable() = true

            override fun writeTo(sink: okio.BufferedSink) = throw own
        }
        val ended = Ended()
        connectionOver(Wire()) { listener(ended) }.use { connection ->
            val pipeline = connection.pipeline().add(Request.get("/1")).add(Request.put("/2", bad))
            runCatching { pipeline.flush() }.exceptionOrNull() shouldBeSameInstanceAs own
            connection.state shouldBe ConnectionState.IDLE
            ended.numbers shouldBe listOf(1L, 2L)
            connection.closeReasons shouldContain CloseReason.FAILED
            shouldThrow<HttpException> { pipeline.readResponse() }
        }
    }

    withTests(nameFn = {
        "a first request whose body throws $it is not sent again without its head"
    }, Exception("own"), Error("own")) { own ->
        val bad = object : RequestBody {
            override fun length() = 1L

            override fun isRepeatable() = true

            override fun writeTo(sink: okio.BufferedSink) = throw own
        }
        val next = Wire(ok("never"))
        connectionOver(Wire(), next).use { connection ->
            val pipeline = connection.pipeline().add(Request.put("/1", bad))
            runCatching { pipeline.flush() }.exceptionOrNull() shouldBeSameInstanceAs own
            val failure = shouldThrow<HttpException> { pipeline.flush() }
            shouldThrow<HttpException> { pipeline.readResponse() } shouldBeSameInstanceAs failure
            pipeline.add(Request.get("/2"))
            shouldThrow<HttpException> { pipeline.flush() } shouldBeSameInstanceAs failure
            next.sent() shouldBe ""
            connection.exchange(Request.get("/")).text() shouldBe "never"
        }
    }

    test("a request of which nothing was sent, after another that was not sent either, has sent no bytes") {
        ScriptedPeer.listening(Script.start().expectHead().reply(ok("one")).reset()).use { peer ->
            connectionTo(peer).use { connection ->
                val pipeline = connection.pipeline(gets(1))
                pipeline.readResponse().peek(1)
                peer.awaitEvent("reset")
                pipeline.add(Request.get("/2")).add(Request.put("/3", RequestBody.of(ByteArray(1_000_000))))
                val failure = shouldThrow<HttpException.ConnectionLost> { pipeline.flush() }
                failure.circumstances!!.bytesSent shouldBe 0
                pipeline.fates() shouldBe listOf(ANSWERED, NOT_SENT, NOT_SENT)
            }
        }
    }
})
