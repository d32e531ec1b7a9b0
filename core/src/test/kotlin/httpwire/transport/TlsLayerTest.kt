package httpwire.transport

import httpwire.HttpException
import httpwire.HttpException.TlsFailed.Problem
import httpwire.Origin
import httpwire.Phase
import httpwire.Timeouts
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.kotest.matchers.types.shouldBeInstanceOf
import java.io.EOFException
import java.io.IOException
import java.io.InterruptedIOException
import java.net.SocketTimeoutException
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit.MILLISECONDS
import javax.net.ssl.SSLContext

private val SILENT = Script.start().ignoreInput().expectEnd()

private val ALERTS =
    mapOf(
        40 to ("handshake_failure" to Problem.NO_COMMON_PROTOCOL),
        70 to ("protocol_version" to Problem.NO_COMMON_PROTOCOL),
        71 to ("insufficient_security" to Problem.NO_COMMON_PROTOCOL),
        120 to ("no_application_protocol" to Problem.NO_COMMON_PROTOCOL),
        42 to ("bad_certificate" to Problem.OTHER),
        80 to ("internal_error" to Problem.OTHER),
        112 to ("unrecognized_name" to Problem.OTHER),
    )

private fun layer(host: String = "a.test") = TlsLayer(Origin("https", host, 443), Identities.trusting)

private fun <T> inside(script: Script, block: (ListeningPeer) -> T): T =
    ScriptedPeer.listening(Identities.good, script).use(block)

class TlsLayerTest :
    FunSpec({
        test("C18: the server sees the name and http/1.1, and we its session") {
            inside(Script.start().expect("a").reply("bc").expectEnd()) { peer ->
                peer.open(layer()).use {
                    val session = it.tlsSession.shouldNotBeNull()
                    session.protocol shouldBe "TLSv1.3"
                    session.peerHost to session.peerPort shouldBe ("a.test" to 443)
                    it.peer shouldBe peer.address()
                    it.sink.writeUtf8("a").flush()
                    it.source.readUtf8(2) shouldBe "bc"
                    it.sentByteCount shouldBe 1
                    it.receivedByteCount shouldBe 2
                }
                peer.transcript().events().first() shouldBe "TLSv1.3 server=a.test protocol=http/1.1"
            }
        }

        test("T37: no version below that of the options is offered") {
            for (version in TlsVersion.entries) {
                val options = Identities.trusting.newBuilder().minimumVersion(version).build()
                val hello = Script.start().expectBytes(200).ignoreInput().shutdownOutput().expectEnd()
                ScriptedPeer.listening(hello).use { peer ->
                    val layer = TlsLayer(Origin("https", "a.test", 443), options)
                    shouldThrow<HttpException.TlsFailed> { peer.open(layer) }
                    // Those of TLS 1.3 are cipher suites of its own; after them begin those of TLS 1.2.
                    ("\u0013\u0003\u00c0\u002c" in peer.transcript().received()) shouldBe
                        (version == TlsVersion.TLS_1_2)
                }
            }
        }

        test("a server name is sent for a name, without its final dot, and for no address") {
            val sentFor =
                mapOf("127.0.0.1" to "", "::1" to "", "a.test." to " server=a.test", "single" to " server=single")
            for ((host, sent) in sentFor) {
                inside(Script.start().expectEnd()) { peer ->
                    peer.open(layer(host)).close()
                    peer.verify()
                    peer.transcript().events().first() shouldBe "TLSv1.3$sent protocol=http/1.1"
                }
            }
        }

        test("TLS 1.2 will do") {
            val old = Script.start().startTls(Identities.good) { it.enabledProtocols = arrayOf("TLSv1.2") }
            ScriptedPeer.listening(old.expect("a").expectEnd()).use { peer ->
                peer.open(layer()).use {
                    it.tlsSession!!.protocol shouldBe "TLSv1.2"
                    it.sink.writeUtf8("a").flush()
                }
            }
        }

        test("large pieces pass in both directions") {
            val bytes = "0123456789abcdef".repeat(40_000)
            inside(Script.start().expect(bytes).reply(bytes).expectEnd()) { peer ->
                peer.open(layer()).use {
                    it.sink.writeUtf8(bytes).flush()
                    (it.source.readUtf8(bytes.length.toLong()) == bytes) shouldBe true
                }
            }
        }

        test("over an in-memory pair") {
            val script = Script.start().startTls(Identities.good).expect("a").reply("b").hangUp()
            ScriptedPeer.inMemory(script).use { peer ->
                layer().over(Transport.of(peer.socket()), attempt()).use {
                    it.sink.writeUtf8("a").flush()
                    it.source.readUtf8() shouldBe "b"
                }
            }
        }

        test("a peer that does not speak TLS is told apart") {
            for (answer in listOf(
                "HTTP/1.1 400 Bad Request\r\n\r\n",
                "220 smtp.example ESMTP ready\r\n",
                "x".repeat(100),
            )) {
                ScriptedPeer.listening(Script.start().ignoreInput().reply(answer).expectEnd()).use { peer ->
                    val failed = shouldThrow<HttpException.TlsFailed> { peer.open(layer()) }
                    failed.message shouldBe "TLS with a.test:443 failed: the peer does not speak TLS"
                    failed.problem shouldBe Problem.NOT_TLS
                    failed.certificates shouldBe listOf()
                }
            }
        }

        test("a peer that leaves in the handshake, and one that resets it") {
            ScriptedPeer.listening(
                Script.start().expectBytes(5).ignoreInput().shutdownOutput().expectEnd(),
            ).use { peer ->
                val failed = shouldThrow<HttpException.TlsFailed> { peer.open(layer()) }
                failed.message!! shouldContain "terminated the handshake"
                failed.problem shouldBe Problem.OTHER
            }
            ScriptedPeer.listening(Script.start().expectBytes(5).reset()).use { peer ->
                shouldThrow<IOException> { peer.open(layer()) }.message!! shouldNotContain "does not speak TLS"
            }
        }

        for ((code, alert) in ALERTS) {
            test("F32: the alert ${alert.first} is told by its name, and is ${alert.second}") {
                val bytes = "\u0015\u0003\u0003\u0000\u0002\u0002" + code.toChar()
                ScriptedPeer.listening(Script.start().ignoreInput().reply(bytes).expectEnd()).use { peer ->
                    val failed = shouldThrow<HttpException.TlsFailed> { peer.open(layer()) }
                    failed.message!! shouldContain alert.first
                    failed.problem shouldBe alert.second
                }
            }
        }

        test("F32: a version that is not ours is no common protocol, whoever notices") {
            val hello = "\u0002\u0000\u0000\u0026\u0003\u0001" + "r".repeat(32) + "\u0000\u00c0\u002f\u0000"
            val record = "\u0016\u0003\u0001\u0000" + hello.length.toChar() + hello
            ScriptedPeer.listening(Script.start().ignoreInput().reply(record).expectEnd()).use { peer ->
                shouldThrow<HttpException.TlsFailed> { peer.open(layer()) }.problem shouldBe Problem.NO_COMMON_PROTOCOL
            }
            ScriptedPeer.listening(Script.start().expectEnd()).use { peer ->
                val old = TlsOptions.of(SSLContext.getInstance("TLSv1").apply { init(null, null, null) })
                val layer = TlsLayer(Origin("https", "a.test", 443), old)
                shouldThrow<HttpException.TlsFailed> { peer.open(layer) }.problem shouldBe Problem.NO_COMMON_PROTOCOL
            }
        }

        test("a certificate that no authority of the JVM vouches for is untrusted") {
            ScriptedPeer.listening(Script.start().expectTlsRefusal(Identities.good)).use { peer ->
                val layer = TlsLayer(Origin("https", "a.test", 443), TlsOptions.DEFAULT)
                shouldThrow<HttpException.TlsFailed> { peer.open(layer) }.problem shouldBe Problem.UNTRUSTED
            }
        }

        test("F31: a stalled handshake runs out of time as a whole, however the bytes drip") {
            val drip = Script.start().ignoreInput().dripUntilClosed("\u0016\u0003\u0003\u007f\u00ff", millis(10))
            for (script in listOf(SILENT, drip)) {
                ScriptedPeer.listening(script).use { peer ->
                    val start = System.nanoTime()
                    val failure =
                        shouldThrow<IOException> { peer.open(layer(), timeouts = Timeouts.NONE.withTls(millis(150))) }
                    failure.shouldBeInstanceOf<SocketTimeoutException>()
                    (System.nanoTime() - start) / 1_000_000 shouldBeLessThan 3000
                }
            }
        }

        test("the budget knows that it is the handshake that ran out") {
            ScriptedPeer.listening(SILENT).use { peer ->
                val budget = TimeBudget(Timeouts.NONE.withTls(millis(50)))
                shouldThrow<IOException> {
                    Route(loopbackDialer, peer.origin(), listOf(layer())).open(ConnectAttempt(budget, Cancellation()))
                }
                budget.phase shouldBe Phase.TLS
            }
        }

        test("a read and a write that time out inside TLS say so") {
            inside(Script.start().stall()) { peer ->
                val transport = peer.open(layer())
                transport.source.timeout().timeout(50, MILLISECONDS)
                shouldThrow<InterruptedIOException> { transport.source.readByte() }
                transport.close()
            }
            inside(Script.start().stall()) { peer ->
                val transport = peer.open(layer())
                transport.sink.timeout().timeout(50, MILLISECONDS)
                shouldThrow<InterruptedIOException> {
                    while (true) transport.sink.write(ByteArray(65_536))
                }
                transport.close()
            }
        }

        test("an end without close_notify is a cut, one with it is not") {
            inside(Script.start().reply("all").hangUp()) { peer ->
                peer.open(layer()).use { it.source.readUtf8() shouldBe "all" }
            }
            inside(Script.start().reply("some").hangUpBelowTls()) { peer ->
                peer.open(layer()).use {
                    it.source.readUtf8(4) shouldBe "some"
                    shouldThrow<EOFException> { it.source.readByte() }.message!! shouldContain "close_notify"
                }
            }
        }

        test("C16: closing sends close_notify, above another TLS too, and after every deadline has passed") {
            for (path in listOf(SecurePath.DIRECT, SecurePath.TUNNEL_IN_TLS)) {
                for (isLate in listOf(false, true)) {
                    val script = path.script().startTls(Identities.good).expect("a").expectEnd()
                    ScriptedPeer.listening(script).use { peer ->
                        val transport = peer.open(*path.layers("a.test"))
                        transport.sink.writeUtf8("a").flush()
                        val past = System.nanoTime() - 1
                        if (isLate) transport.sink.timeout().deadlineNanoTime(past)
                        if (isLate) transport.source.timeout().deadlineNanoTime(past)
                        repeat(2) { transport.close() }
                        peer.verify()
                        peer.transcript().events().last() shouldBe "client ended"
                    }
                }
            }
        }

        test("closing does not wait long for a peer that reads nothing") {
            for (path in listOf(SecurePath.DIRECT, SecurePath.TUNNEL_IN_TLS)) {
                ScriptedPeer.inMemory(path.script().startTls(Identities.good).stall()).use { peer ->
                    var transport = Transport.of(peer.socket())
                    for (layer in path.layers("a.test")) transport = layer.over(transport, attempt(Timeouts.NONE))
                    transport.sink.timeout().timeout(50, MILLISECONDS)
                    shouldThrow<InterruptedIOException> { transport.sink.write(ByteArray(1_000_000)).flush() }
                    transport.sink.timeout().timeout(0, MILLISECONDS)
                    val start = System.nanoTime()
                    val closing = Running { transport.close() }
                    closing.outcome().getOrThrow()
                    (System.nanoTime() - start) / 1_000_000 shouldBeLessThan 5000
                    peer.abandon()
                }
            }
        }

        test("cancelling in the handshake cuts it, two layers up too") {
            for (path in SecurePath.entries) {
                val ready = CountDownLatch(1)
                ScriptedPeer.listening(path.script().signal(ready).ignoreInput().expectEnd()).use { peer ->
                    val cancellation = Cancellation()
                    val route = Route(loopbackDialer, peer.origin(), path.layers("a.test").toList())
                    val call = Running { route.open(attempt(Timeouts.NONE, cancellation)) }
                    await(ready)
                    call.awaitInside("startHandshake")
                    cancellation.cancel()
                    call.failure().shouldBeInstanceOf<IOException>()
                }
            }
        }
    })
