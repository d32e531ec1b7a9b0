package httpwire.connection

import httpwire.CloseReason
import httpwire.ContinueAnswer
import httpwire.Delivery
import httpwire.Headers
import httpwire.HttpException
import httpwire.Origin
import httpwire.Request
import httpwire.RequestBody
import httpwire.state.ConnectionState
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.trace.ByteListener
import httpwire.trace.ConnectionListener
import httpwire.trace.Moment
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldEndWith
import io.kotest.matchers.types.shouldBeSameInstanceAs
import okio.BufferedSink
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import java.time.Duration

/** A body that calls the connection while it is written. */
private fun calling(length: Long = -1, write: (BufferedSink) -> Unit) = object : RequestBody {
    override fun length() = length

    override fun writeTo(sink: BufferedSink) = write(sink)
}

private fun HttpConnection.put(body: RequestBody) = request("PUT", "/", Headers.EMPTY, body)

private typealias Call = HttpConnection.() -> Any?

/** What a body may not call while it is half written, and what it is told. */
private val REFUSED: Map<String, Pair<Call, String>> = mapOf(
    "request" to Pair({
        request("GET", "/")
    }, "putRequest in state Request-sent; legal now: send, readResponse, close"),
    "exchange" to Pair({ exchange(Request.get("/")) }, "putRequest in state Request-sent"),
    "pipeline" to Pair({ pipeline(listOf(Request.get("/"))) }, "putRequest in state Request-sent"),
    "putRequest" to Pair({ putRequest("GET", "/") }, "putRequest in state Request-sent"),
    "putHeader" to Pair({ putHeader("A", "b") }, "putHeader in state Request-sent"),
    "endHeaders" to Pair({ endHeaders() }, "endHeaders in state Request-sent"),
)

/** Each call in each state in which it is refused, and that the message says what is legal. */
private val WRONG: Map<String, Call> = mapOf(
    "awaitContinue" to { awaitContinue(Duration.ofSeconds(9)) },
    "responseArrived" to { responseArrived() },
    "shutdownOutput" to { shutdownOutput() },
    "readResponse" to { readResponse() },
    "endBody" to { endBody() },
    "send" to { send("x".encodeUtf8()) },
)

private val STATES: Map<ConnectionState, Call> = mapOf<ConnectionState, Call>(
    ConnectionState.IDLE to { null },
    ConnectionState.REQUEST_STARTED to { putRequest("GET", "/") },
    ConnectionState.UNREAD_RESPONSE to {
        request("GET", "/")
        readResponse()
    },
    ConnectionState.REQUEST_STARTED_UNREAD_RESPONSE to {
        request("GET", "/")
        readResponse()
        putRequest("GET", "/")
    },
)

private val TOO_LATE: Map<String, Call> = mapOf<String, Call>(
    "send" to { send("cd".encodeUtf8()) },
    "an empty send" to { send(ByteString.EMPTY) },
    "endBody" to { endBody() },
    "send of a file" to { send(RequestBody.of(java.nio.file.Path.of("pom.xml"))) },
)

/** Closes the connection at a moment of connecting, once; keeps why connections were closed. */
private class ClosingAt(private val moment: String) : ConnectionListener {
    var current: HttpConnection? = null
    val told = mutableListOf<String>()

    private fun at(name: String) {
        if (name != moment) return
        current?.close()
        current = null
    }

    override fun connecting(moment: Moment, peer: Origin) = at("connecting")

    override fun connected(moment: Moment, peer: Origin, address: String) = at("connected")

    override fun closed(moment: Moment, reasons: Set<CloseReason>) {
        told += reasons.joinToString()
    }
}

class ReentrantCallTest : FunSpec({
    withTests(nameFn = {
        "a body that calls $it is told what is legal, and ends the connection"
    }, REFUSED.keys) { name ->
        val (call, message) = REFUSED.getValue(name)
        val wire = Wire(ok("never"))
        connectionOver(wire, Wire(ok("next"))).use { connection ->
            val body = calling {
                it.writeUtf8("ab").flush()
                connection.call()
            }
            shouldThrow<HttpException.ImproperConnectionState> { connection.put(body) }.message shouldContain message
            wire.sent() shouldEndWith "2\r\nab\r\n"
            connection.state shouldBe ConnectionState.IDLE
            connection.exchange("GET", "/", Headers.EMPTY, null).text() shouldBe "next"
        }
    }

    for ((state, lead) in STATES) {
        withTests(nameFn = {
            "$it in state $state is refused, says what is legal, and changes nothing"
        }, WRONG.keys) { name ->
            val wire = Wire(ok("hi") + ok("next"))
            connectionOver(wire).use { connection ->
                connection.lead()
                val sent = wire.sent()
                val refused = shouldThrow<HttpException.ImproperConnectionState> { WRONG.getValue(name)(connection) }
                refused.message shouldContain "in state $state; legal now: "
                connection.state shouldBe state
                wire.sent() shouldBe sent
            }
        }
    }

    test("a body that reads the response before it is written whole owns what is left of the connection") {
        val wire = Wire(ok("early"))
        connectionOver(wire, Wire(ok("next"))).use { connection ->
            var early: HttpResponse? = null
            val body = calling {
                it.writeUtf8("ab").flush()
                early = connection.readResponse()
            }
            shouldThrow<HttpException.Cancelled> { connection.put(body) }.message shouldContain
                "the response was read by a callback"
            early!!.closeReasons shouldBe setOf(CloseReason.REQUEST_INCOMPLETE)
            early.text() shouldBe "early"
            wire.isClosed shouldBe true
            connection.exchange("GET", "/", Headers.EMPTY, null).text() shouldBe "next"
        }
    }

    test("one that reads the response when it is written whole leaves the connection open") {
        val script = Script.start().expectHead().expect("ab").reply(ok("hi")).expectHead().reply(ok("next"))
        played(script) { connection ->
            val body = calling(2) {
                it.writeUtf8("ab").flush()
                connection.readResponse().text() shouldBe "hi"
            }
            shouldThrow<HttpException.Cancelled> { connection.put(body) }.message shouldContain
                "the response was read by a callback"
            connection.state shouldBe ConnectionState.IDLE
            connection.exchange("GET", "/", Headers.EMPTY, null).text() shouldBe "next"
        }
    }

    withTests(
        nameFn = { "a body that closes the connection and ${it.first} says so" },
        "goes on" to true,
        "ends" to false,
    ) {
        ScriptedPeer.listening(
            Script.start().expectHead().ignoreInput().expectEnd(),
            Script.start().expectHead().reply(ok("next")),
        ).use { peer ->
            connectionTo(peer).use { connection ->
                val body = calling { sink ->
                    sink.writeUtf8("ab").flush()
                    connection.close()
                    if (it.second) sink.writeUtf8("cd").flush()
                }
                shouldThrow<HttpException.Cancelled> { connection.put(body) }.message shouldContain
                    "the connection was closed by a callback"
                connection.exchange("GET", "/", Headers.EMPTY, null).text() shouldBe "next"
            }
        }
    }

    // 2. Ends.

    test("a body that goes on after endBody() cannot write into what the server takes for the next request") {
        for (more in listOf<(BufferedSink) -> Unit>({ it.writeUtf8("cd") }, { it.write(ByteArray(100_000)) }, {})) {
            val wire = Wire(ok("never"))
            connectionOver(wire).use { connection ->
                val body = calling {
                    it.writeUtf8("ab").flush()
                    connection.endBody()
                    more(it)
                }
                shouldThrow<IllegalStateException> { connection.put(body) }.message shouldContain "endBody()"
                wire.sent() shouldEndWith "2\r\nab\r\n0\r\n\r\n"
                connection.state shouldBe ConnectionState.IDLE
            }
        }
    }

    test("nor can a large piece of it, which goes to the socket from where it is") {
        val script = Script.start().expectHead().expect("2\r\nab\r\n0\r\n\r\n").expectEnd()
        ScriptedPeer.listening(script).use { peer ->
            connectionTo(peer).use { connection ->
                val body = calling {
                    it.writeUtf8("ab").flush()
                    connection.endBody()
                    it.write(ByteArray(100_000))
                }
                shouldThrow<IllegalStateException> { connection.put(body) }.message shouldContain "endBody()"
            }
        }
    }

    test("a body that ends the output with its last byte is a whole one") {
        ScriptedPeer.listening(Script.start().expectHead().expect("ab").expectEnd().reply(ok("hi"))).use { peer ->
            connectionTo(peer).use { connection ->
                connection.put(
                    calling(2) {
                        it.writeUtf8("ab").flush()
                        connection.shutdownOutput()
                    },
                )
                connection.readResponse().run {
                    text() shouldBe "hi"
                    closeReasons shouldBe setOf(CloseReason.OUTPUT_ENDED)
                }
            }
        }
    }

    test("a body that ends the output and is not whole says what was wrong") {
        for ((length, more) in listOf<Pair<Long, (BufferedSink) -> Unit>>(
            4L to { it.writeUtf8("cd") },
            4L to {},
            -1L to {},
        )) {
            ScriptedPeer.listening(Script.start().expectHead().ignoreInput().expectEnd()).use { peer ->
                connectionTo(peer).use { connection ->
                    val body = calling(length) {
                        it.writeUtf8("ab").flush()
                        connection.shutdownOutput()
                        more(it)
                    }
                    shouldThrow<IllegalStateException> { connection.put(body) }.message shouldContain "shutdownOutput()"
                    connection.state shouldBe ConnectionState.IDLE
                }
            }
        }
    }

    withTests(nameFn = {
        "after shutdownOutput() $it is refused, and the response can be read"
    }, TOO_LATE.keys) { name ->
        val script = Script.start().expectHead().expect("2\r\nab\r\n").expectEnd().reply(ok("hi"))
        ScriptedPeer.listening(script).use { peer ->
            connectionTo(peer).use { connection ->
                connection.putRequest("PUT", "/")
                connection.putHeader("Transfer-Encoding", "chunked")
                connection.endHeaders(null, true)
                connection.send("ab".encodeUtf8())
                connection.shutdownOutput()
                connection.shutdownOutput()
                shouldThrow<HttpException.CannotSendRequest> {
                    TOO_LATE.getValue(name)(connection)
                }.message shouldContain
                    "shutdownOutput() was called; legal now: readResponse, close"
                connection.readResponse().text() shouldBe "hi"
            }
        }
    }

    withTests(nameFn = {
        "a listener that throws $it at the last chunk ends the connection"
    }, Exception("own"), Error("own")) {
        val listener = object : ByteListener {
            override fun bodyBytesSent(moment: Moment, bytes: ByteString) {
                if ("0\r\n" in bytes.utf8()) throw it
            }
        }
        val wire = Wire(ok("never"))
        connectionOver(wire) { listener(listener) }.use { connection ->
            connection.putRequest("PUT", "/")
            connection.putHeader("Transfer-Encoding", "chunked")
            connection.endHeaders(null, true)
            connection.send("ab".encodeUtf8())
            runCatching { connection.endBody() }.exceptionOrNull() shouldBeSameInstanceAs it
            connection.state shouldBe ConnectionState.IDLE
            connection.transport.shouldBeNull()
        }
    }

    // 3. In listeners.

    test("a listener may ask what has arrived between interim responses, whatever arrives at once") {
        val heads = "HTTP/1.1 103 E\r\nA: b\r\n\r\nHTTP/1.1 102 P\r\n\r\n"
        for (offset in 0..heads.length) {
            var current: HttpConnection? = null
            val listener = object : ConnectionListener {
                override fun interimReceived(moment: Moment, status: Int, reason: String, headers: Headers) {
                    current!!.responseArrived()
                    current!!.awaitContinue(Duration.ofSeconds(9)) shouldBe ContinueAnswer.FINAL
                    current!!.responseArrived() shouldBe true
                }
            }
            ScriptedPeer.listening(Script.start().expectHead().replySplitAt(heads + ok("hi"), offset)).use { peer ->
                connectionTo(peer) { listener(listener) }.use {
                    current = it
                    it.request("GET", "/")
                    it.readResponse().run {
                        text() shouldBe "hi"
                        interimResponses.map { interim -> interim.status } shouldBe listOf(103, 102)
                    }
                }
            }
        }
    }

    test("a listener that reads the response in the middle of another reading gets no second one from its body") {
        var current: HttpConnection? = null
        val listener = object : ConnectionListener {
            override fun interimReceived(moment: Moment, status: Int, reason: String, headers: Headers) {
                current!!.readResponse().status shouldBe 200
            }
        }
        val wire = Wire("HTTP/1.1 103 E\r\n\r\n" + ok(ok("inner")))
        connectionOver(wire, Wire(ok("next"))) { listener(listener) }.use {
            current = it
            it.request("GET", "/")
            shouldThrow<HttpException> { it.readResponse() }
            it.state shouldBe ConnectionState.IDLE
            wire.isClosed shouldBe true
            it.exchange("GET", "/", Headers.EMPTY, null).text() shouldBe "next"
        }
    }

    withTests(
        nameFn = { "a listener that closes the connection at $it leaves nothing open" },
        "connecting",
        "connected",
    ) {
        for (call in listOf<Call>({ request("GET", "/") }, { connect() })) {
            val listener = ClosingAt(it)
            val wire = Wire()
            connectionOver(wire, Wire(ok("next"))) { listener(listener) }.use { connection ->
                listener.current = connection
                shouldThrow<HttpException.Cancelled> { connection.call() }.run {
                    message shouldContain "the connection was closed by a callback"
                    circumstances!!.delivery.stage shouldBe Delivery.Stage.NOTHING_SENT
                }
                wire.isClosed shouldBe true
                connection.state shouldBe ConnectionState.IDLE
                connection.transport.shouldBeNull()
                connection.closeReasons shouldBe setOf(CloseReason.CLOSED_BY_CALLER)
                listener.told shouldBe listOf("close() was called")
                connection.exchange("GET", "/", Headers.EMPTY, null).text() shouldBe "next"
            }
        }
    }
})
