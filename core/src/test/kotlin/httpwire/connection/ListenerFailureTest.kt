package httpwire.connection

import httpwire.CloseReason
import httpwire.Headers
import httpwire.Origin
import httpwire.RequestBody
import httpwire.state.ConnectionState
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.trace.ConnectionListener
import httpwire.trace.Moment
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe

/** Writes down what it hears, and throws at [bad]. */
private class Recorder(private val bad: String? = null) : ConnectionListener {
    val heard = mutableListOf<String>()

    private fun hear(moment: String) {
        heard += moment
        if (moment == bad) throw IllegalStateException(moment)
    }

    override fun connecting(moment: Moment, peer: Origin) = hear("connecting")

    override fun tunnelRequested(moment: Moment, origin: Origin) = hear("tunnel requested")

    override fun tunnelAnswered(moment: Moment, status: Int, reason: String, headers: Headers) = hear("tunnel $status")

    override fun connected(moment: Moment, peer: Origin, address: String) = hear("connected")

    override fun headSent(moment: Moment, method: String, target: String) = hear("sent $method")

    override fun bodySent(moment: Moment, byteCount: Long) = hear("body sent")

    override fun interimReceived(moment: Moment, status: Int, reason: String, headers: Headers) =
        hear("interim $status")

    override fun headReceived(moment: Moment, status: Int, reason: String, headers: Headers) = hear("head $status")

    override fun bodyEnded(moment: Moment, isComplete: Boolean) = hear("ended $isComplete")

    override fun closed(moment: Moment, reasons: Set<CloseReason>) = hear("closed")

    override fun exchangeEnded(moment: Moment, reasons: Set<CloseReason>) = hear("exchange ended")
}

private val MOMENTS =
    listOf(
        "connecting",
        "tunnel requested",
        "tunnel 200",
        "connected",
        "sent POST",
        "body sent",
        "interim 103",
        "head 200",
        "ended true",
        "exchange ended",
        "closed",
    )

private fun script(): Script = Script
    .start()
    .ignoreInput()
    .expectHead()
    .reply("HTTP/1.1 200 OK\r\n\r\n")
    .reply("HTTP/1.1 103 Early\r\n\r\n" + ok("hi"))

private fun converse(connection: HttpConnection) {
    connection.setTunnel("o.test")
    connection.request("POST", "/", Headers.EMPTY, RequestBody.of("x"))
    connection.readResponse().text() shouldBe "hi"
    connection.close()
}

class ListenerFailureTest :
    FunSpec({
        test("each moment is told, in order") {
            val recorder = Recorder()
            ScriptedPeer.listening(script().expectEnd()).use { peer ->
                converse(connectionTo(peer) { listener(recorder) })
            }
            recorder.heard shouldBe MOMENTS
        }

        for (moment in MOMENTS) {
            test("what a listener throws at \"$moment\" goes to the caller, and the connection is closed") {
                val peer = if (moment == "connecting") null else ScriptedPeer.listening(script().expectEnd())
                val recorder = Recorder(moment)
                val before = held()
                val connection = connectionTo(peer ?: return@test checkConnecting(recorder)) { listener(recorder) }
                shouldThrow<IllegalStateException> { converse(connection) }.message shouldBe moment
                connection.transport.shouldBeNull()
                connection.state shouldBe ConnectionState.IDLE
                peer.abandon()
                peer.close()
                requireNoneLeft(before)
            }
        }

        test("a body that is given up ends before the connection is closed") {
            val recorder = Recorder()
            val half = ok("Content-Length: 9\r\n", "half")
            ScriptedPeer.listening(Script.start().expectHead().reply(half).expectEnd()).use { peer ->
                val connection = connectionTo(peer) { listener(recorder) }
                connection.request("GET", "/")
                connection.readResponse()
                connection.close()
            }
            recorder.heard.takeLast(3) shouldBe listOf("ended false", "closed", "exchange ended")
        }
    })

private fun checkConnecting(recorder: Recorder) {
    val connection = connectionOver(Wire()) { listener(recorder) }
    shouldThrow<IllegalStateException> { connection.request("GET", "/") }
    connection.state shouldBe ConnectionState.IDLE
}
