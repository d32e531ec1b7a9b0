package httpwire.connection

import httpwire.CloseReason
import httpwire.Headers
import httpwire.HttpException
import httpwire.Origin
import httpwire.RequestBody
import httpwire.invariants.held
import httpwire.invariants.requireNoneLeft
import httpwire.state.ConnectionState
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.trace.ConnectionListener
import httpwire.trace.Moment
import httpwire.transport.Identities
import httpwire.transport.LOOPBACK
import httpwire.transport.TcpDialer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import java.io.IOException
import java.net.InetAddress

/** Writes down what it hears, and throws at [bad]. */
private class Recorder(private val bad: String? = null) : ConnectionListener {
    val heard = mutableListOf<String>()

    private fun hear(moment: String) {
        heard += moment
        if (moment == bad) throw IllegalStateException(moment)
    }

    override fun connecting(moment: Moment, peer: Origin) = hear("connecting")

    override fun resolving(moment: Moment, host: String) = hear("resolving $host")

    override fun resolved(moment: Moment, host: String, addresses: List<String>) = hear("resolved $host to $addresses")

    override fun tcpConnecting(moment: Moment, address: String) = hear("connecting to ${host(address)}")

    override fun tcpFailed(moment: Moment, address: String, failure: IOException) = hear("failed at ${host(address)}")

    override fun tcpConnected(moment: Moment, address: String) = hear("connected to ${host(address)}")

    override fun tunnelRequested(moment: Moment, origin: Origin) = hear("tunnel to $origin requested")

    override fun tunnelAnswered(moment: Moment, status: Int, reason: String, headers: Headers) = hear("tunnel $status")

    override fun tlsStarted(moment: Moment, origin: Origin) = hear("TLS with $origin started")

    override fun tlsEstablished(moment: Moment, origin: Origin, protocol: String, cipherSuite: String) =
        hear("$protocol ${cipherSuite.substringBefore('_')}")

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

/** An address without its port. */
private fun host(address: String): String = address.substringBeforeLast(':')

private val MOMENTS =
    listOf(
        "connecting",
        "resolving proxy.test",
        "resolved proxy.test to [127.0.0.2, 127.0.0.1]",
        "connecting to 127.0.0.2",
        "failed at 127.0.0.2",
        "connecting to 127.0.0.1",
        "connected to 127.0.0.1",
        "tunnel to https://a.test requested",
        "tunnel 200",
        "TLS with https://a.test started",
        "TLSv1.3 TLS",
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
    .expectHead()
    .reply("HTTP/1.1 200 OK\r\n\r\n")
    .startTls(Identities.good)
    .expectHead()
    .expect("x")
    .reply("HTTP/1.1 103 Early\r\n\r\n" + ok("hi"))

/** Goes through the proxy's second address, and a tunnel, to an origin over TLS. */
private fun connectionThrough(peer: ListeningPeer, recorder: Recorder): HttpConnection = HttpConnection
    .builder("proxy.test")
    .port(peer.port())
    .dialer(TcpDialer({ listOf(InetAddress.getByName("127.0.0.2"), LOOPBACK) }, null))
    .tls(Identities.trusting)
    .listener(recorder)
    .build()
    .apply { setTunnel("a.test") }

private fun converse(connection: HttpConnection) {
    connection.request("POST", "/", Headers.EMPTY, RequestBody.of("x"))
    connection.readResponse().text() shouldBe "hi"
    connection.close()
}

class ListenerFailureTest :
    FunSpec({
        test("each moment is told, in order") {
            val recorder = Recorder()
            ScriptedPeer.listening(script().expectEnd()).use { converse(connectionThrough(it, recorder)) }
            recorder.heard shouldBe MOMENTS
        }

        for (moment in MOMENTS) {
            test("what a listener throws at \"$moment\" goes to the caller, and the connection is closed") {
                val before = held()
                ScriptedPeer.listening(script().expectEnd()).use { peer ->
                    peer.abandon()
                    val connection = connectionThrough(peer, Recorder(moment))
                    shouldThrow<IllegalStateException> { converse(connection) }.message shouldBe moment
                    connection.transport.shouldBeNull()
                    connection.state shouldBe ConnectionState.IDLE
                }
                requireNoneLeft(before)
            }
        }

        test("an address is not looked up, and nobody is told of it") {
            val recorder = Recorder()
            ScriptedPeer.listening(Script.start().expectEnd()).use { peer ->
                HttpConnection.builder("127.0.0.1").port(peer.port()).listener(recorder).build().use { it.connect() }
            }
            recorder.heard shouldBe
                listOf("connecting", "connecting to 127.0.0.1", "connected to 127.0.0.1", "connected", "closed")
        }

        test("a tunnel that is refused, and a certificate that is, end the moments there") {
            val recorder = Recorder()
            val refused = Script.start().expectHead().reply("HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n").expectEnd()
            ScriptedPeer.listening(refused).use { peer ->
                shouldThrow<HttpException.TunnelRefused> { converse(connectionThrough(peer, recorder)) }
            }
            recorder.heard.takeLast(3) shouldBe
                listOf("tunnel to https://a.test requested", "tunnel 407", "exchange ended")
            val script = Script.start().expectHead().reply("HTTP/1.1 200 OK\r\n\r\n")
            val another = Identities.server(Identities.issue("b.test"))
            ScriptedPeer.listening(script.expectTlsRefusal(another)).use { peer ->
                shouldThrow<HttpException.TlsFailed> { converse(connectionThrough(peer, recorder)) }
            }
            recorder.heard.takeLast(2) shouldBe listOf("TLS with https://a.test started", "exchange ended")
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
