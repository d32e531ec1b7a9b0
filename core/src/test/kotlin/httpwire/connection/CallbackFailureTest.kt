package httpwire.connection

import httpwire.CloseReason
import httpwire.ContinueAnswer
import httpwire.Headers
import httpwire.Origin
import httpwire.Request
import httpwire.RequestBody
import httpwire.invariants.held
import httpwire.invariants.requireNoneLeft
import httpwire.state.ConnectionState
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.trace.ConnectionListener
import httpwire.trace.Moment
import httpwire.transport.awaitEvent
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeSameInstanceAs
import okio.Buffer
import okio.BufferedSink
import okio.ForwardingSink
import okio.Sink
import okio.Socket
import java.time.Duration

/** What Kotlin's callbacks may throw, whatever Java's signatures say. */
private val THROWN: Map<String, () -> Throwable> = mapOf(
    "Exception" to { Exception("plain") },
    "IllegalStateException" to { IllegalStateException("state") },
    "AssertionError" to { AssertionError("wrong") },
    "StackOverflowError" to { StackOverflowError() },
    "InterruptedException" to { InterruptedException() },
)

/** A wire that cannot be closed. */
private class ThrowingWire(answer: String) : Socket by Wire(answer) {
    override val sink: Sink = object : ForwardingSink(Buffer()) {
        override fun close() = throw IllegalStateException("own")
    }
}

/** The ways to the end of a connection, and the answer they need. */
private val CLOSES = listOf<Triple<String, String, (HttpConnection, HttpResponse) -> Unit>>(
    Triple("by its owner", ok("one")) { connection, _ -> connection.close() },
    Triple("after a body that is not read", ok("one")) { _, response -> response.close() },
    Triple("detached", ok("Connection: close\r\nContent-Length: 3\r\n", "one")) { _, response -> response.close() },
)

private class Throwing(private val moment: String, private val thrown: Throwable) : ConnectionListener {
    private var isArmed = true

    private fun at(name: String) {
        if (name != moment || !isArmed) return
        isArmed = false
        throw thrown
    }

    override fun connecting(moment: Moment, peer: Origin) = at("connecting")

    override fun resolving(moment: Moment, host: String) = at("resolving")

    override fun resolved(moment: Moment, host: String, addresses: List<String>) = at("resolved")

    override fun tcpConnecting(moment: Moment, address: String) = at("tcpConnecting")

    override fun tcpConnected(moment: Moment, address: String) = at("tcpConnected")

    override fun connected(moment: Moment, peer: Origin, address: String) = at("connected")

    override fun headSent(moment: Moment, method: String, target: String) = at("headSent")

    override fun continueAnswered(moment: Moment, answer: ContinueAnswer) = at("continueAnswered")

    override fun bodySent(moment: Moment, byteCount: Long) = at("bodySent")

    override fun interimReceived(moment: Moment, status: Int, reason: String, headers: Headers) = at("interimReceived")

    override fun headReceived(moment: Moment, status: Int, reason: String, headers: Headers) = at("headReceived")

    override fun bodyReceived(moment: Moment, byteCount: Long) = at("bodyReceived")

    override fun chunkExtensionsReceived(moment: Moment, extensions: String) = at("chunkExtensionsReceived")

    override fun trailersReceived(moment: Moment, trailers: Headers) = at("trailersReceived")

    override fun bodyEnded(moment: Moment, isComplete: Boolean) = at("bodyEnded")

    override fun exchangeEnded(moment: Moment, reasons: Set<CloseReason>) = at("exchangeEnded")
}

private val MOMENTS = listOf(
    "connecting",
    "resolving",
    "resolved",
    "tcpConnecting",
    "tcpConnected",
    "connected",
    "headSent",
    "continueAnswered",
    "bodySent",
    "interimReceived",
    "headReceived",
    "chunkExtensionsReceived",
    "bodyReceived",
    "trailersReceived",
    "bodyEnded",
    "exchangeEnded",
)

/** A body that is itself an HTTP response, which must never be read as one. */
private val SECRET = ok("SECRET")

private val CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
    "${SECRET.length.toString(16)};a=b\r\n$SECRET\r\n0\r\nT: u\r\n\r\n"

private fun HttpConnection.converse(): String {
    request(Request.builder("POST", "/").body(RequestBody.of("x")).expectContinue(Duration.ofMillis(1)).build())
    return readResponse().text()
}

private fun good() = Script.start().expectHead().expect("x").reply("HTTP/1.1 103 Early\r\n\r\n" + CHUNKED)

class CallbackFailureTest : FunSpec({
    // The first channel that is closed leaves descriptors of the JDK's own open.
    beforeSpec { ScriptedPeer.listening(good()).use { peer -> connectionTo(peer).use { it.converse() } } }

    for (moment in MOMENTS) {
        withTests(nameFn = { "F59: a listener that throws $it in $moment" }, THROWN.keys) { name ->
            val thrown = THROWN.getValue(name)()
            val first = when (MOMENTS.indexOf(moment)) {
                in 0..MOMENTS.indexOf("tcpConnecting") -> emptyArray()
                in 0..MOMENTS.indexOf("bodySent") -> arrayOf(Script.start().ignoreInput())
                else -> arrayOf(good())
            }
            val before = held()
            ScriptedPeer.listening(*first, good()).use { peer ->
                connectionTo(peer) { listener(Throwing(moment, thrown)) }.use { connection ->
                    shouldThrow<Throwable> { connection.converse() } shouldBeSameInstanceAs thrown
                    connection.state shouldBe ConnectionState.IDLE
                    connection.transport.shouldBeNull()
                    connection.converse() shouldBe SECRET
                }
                peer.abandon()
            }
            requireNoneLeft(before)
        }
    }

    withTests(nameFn = { "F42: a body that throws $it" }, THROWN.keys) { name ->
        val thrown = THROWN.getValue(name)()
        val half = object : RequestBody {
            override fun length(): Long = 8

            override fun writeTo(sink: BufferedSink) {
                sink.writeUtf8("half").flush()
                throw thrown
            }
        }
        ScriptedPeer.listening(Script.start().expectHead().expect("half").expectEnd(), good()).use { peer ->
            connectionTo(peer).use { connection ->
                shouldThrow<Throwable> { connection.request("PUT", "/", Headers.EMPTY, half) } shouldBeSameInstanceAs
                    thrown
                connection.state shouldBe ConnectionState.IDLE
                connection.transport.shouldBeNull()
                connection.converse() shouldBe SECRET
            }
        }
    }

    test("a listener that throws in closed, while a stale connection is closed, ends the request") {
        val thrown = Exception("closed")
        val listener = object : ConnectionListener {
            override fun closed(moment: Moment, reasons: Set<CloseReason>) {
                if (CloseReason.STALE in reasons) throw thrown
            }
        }
        ScriptedPeer.listening(good().shutdownOutput(), good()).use { peer ->
            connectionTo(peer) { listener(listener) }.use { connection ->
                connection.converse() shouldBe SECRET
                peer.awaitEvent("output shut down")
                shouldThrow<Exception> { connection.request("GET", "/") } shouldBeSameInstanceAs thrown
                connection.state shouldBe ConnectionState.IDLE
                connection.transport.shouldBeNull()
                connection.converse() shouldBe SECRET
            }
        }
    }

    test("listeners are told when the state has moved on, so that the next request can go") {
        val states = mutableListOf<ConnectionState>()
        var current: HttpConnection? = null
        val listener = object : ConnectionListener {
            override fun headReceived(moment: Moment, status: Int, reason: String, headers: Headers) {
                states += current!!.state
            }

            override fun bodyEnded(moment: Moment, isComplete: Boolean) {
                states += current!!.state
            }

            override fun exchangeEnded(moment: Moment, reasons: Set<CloseReason>) {
                states += current!!.state
                if (moment.exchangeNumber() == 1L) current!!.request("GET", "/next")
            }
        }
        played(Script.start().expectHead().reply(ok("one")).expectHead().reply(ok("two")), { listener(listener) }) {
            current = it
            it.request("GET", "/")
            it.readResponse().text() shouldBe "one"
            it.readResponse().text() shouldBe "two"
        }
        states shouldBe listOf(
            ConnectionState.UNREAD_RESPONSE,
            ConnectionState.IDLE,
            ConnectionState.IDLE,
            ConnectionState.UNREAD_RESPONSE,
            ConnectionState.IDLE,
            ConnectionState.IDLE,
        )
    }

    withTests(nameFn = {
        "a transport that throws when it is closed, ${it.first}: each listener is told all the same"
    }, CLOSES) {
        val told = mutableListOf<String>()
        val listener = object : ConnectionListener {
            override fun bodyEnded(moment: Moment, isComplete: Boolean) {
                told += "body ${moment.exchangeNumber()}"
            }

            override fun closed(moment: Moment, reasons: Set<CloseReason>) {
                told += "closed"
            }

            override fun exchangeEnded(moment: Moment, reasons: Set<CloseReason>) {
                told += "end ${moment.exchangeNumber()}"
            }
        }
        val connection = connectionOver(ThrowingWire(it.second)) { listener(listener) }
        connection.request("GET", "/1")
        val first = connection.readResponse()
        if (it.first != "detached") connection.request("GET", "/2")
        runCatching { it.third(connection, first) }.exceptionOrNull()!!.message shouldBe "own"
        told shouldBe
            (
                if (it.first ==
                    "detached"
                ) {
                    listOf("body 1", "closed", "end 1")
                } else {
                    listOf("body 1", "closed", "end 1", "end 2")
                }
                )
        connection.state shouldBe ConnectionState.IDLE
    }
})
