package httpwire.connection

import httpwire.HttpException
import httpwire.Phase
import httpwire.Timeouts
import httpwire.state.ConnectionState
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Identities
import httpwire.transport.LOOPBACK
import httpwire.transport.NameResolver
import httpwire.transport.loopbackDialer
import httpwire.transport.millis
import httpwire.transport.where
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldStartWith
import io.kotest.matchers.types.shouldBeInstanceOf
import okhttp3.tls.HeldCertificate
import java.net.SocketTimeoutException

private const val ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n"

private val UNTIL_CLOSE = ok("", "some")

private val REFUSED: Map<String, HeldCertificate> =
    mapOf(
        "another name" to Identities.issue("proxy.test"),
        "expired" to Identities.expired(),
        "not yet valid" to Identities.notYetValid(),
        "self-signed" to Identities.selfSigned(),
    )

private fun secureTunnel(port: Int): HttpConnection = HttpConnection
    .builder("proxy.test")
    .port(port)
    .tls(Identities.trusting)
    .dialer(loopbackDialer)
    .build()
    .apply { setTunnel("a.test", 443) }

/** The connection after a request that was answered by [answer], over TLS. */
private fun <T> answered(answer: Script.() -> Script, block: (HttpConnection) -> T): T =
    ScriptedPeer.listening(Identities.good, Script.start().expectHead().answer()).use { peer ->
        secureConnectionTo(peer).use {
            it.request("GET", "/")
            block(it)
        }
    }

class TlsConnectionTest :
    FunSpec({
        test("two exchanges on one connection, and a session to look at") {
            val script = Script.start().expectHead().reply(ok("one")).expectHead().reply(ok("two")).expectEnd()
            ScriptedPeer.listening(Identities.good, script).use { peer ->
                secureConnectionTo(peer).use {
                    it.request("GET", "/")
                    it.readResponse().text() shouldBe "one"
                    it.transport!!.tlsSession.shouldNotBeNull()
                    it.request("GET", "/")
                    it.readResponse().text() shouldBe "two"
                }
                peer.connectionCount() shouldBe 1
            }
        }

        test("through a tunnel: CONNECT in clear, the rest to nobody but the origin") {
            val script =
                Script
                    .start()
                    .expect("CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n")
                    .reply(ESTABLISHED)
                    .startTls(Identities.server(Identities.issue("a.test")))
                    .expect("GET / HTTP/1.1\r\nHost: a.test\r\nAccept-Encoding: identity\r\n\r\n")
                    .reply(ok("hi"))
                    .expectEnd()
            ScriptedPeer.listening(script).use { peer ->
                secureTunnel(peer.port()).use {
                    it.request("GET", "/")
                    it.readResponse().text() shouldBe "hi"
                }
            }
        }

        for ((name, certificate) in REFUSED) {
            test("F33, F37, C20: $name: refused before a byte of the request, direct and through a tunnel") {
                val refusal = Script.start().expectTlsRefusal(Identities.server(certificate))
                ScriptedPeer.listening(refusal).use { peer ->
                    secureConnectionTo(peer).use { refused(it) }
                }
                val tunnel = Script.start().expectHead().reply(
                    ESTABLISHED,
                ).expectTlsRefusal(Identities.server(certificate))
                ScriptedPeer.listening(tunnel).use { peer -> secureTunnel(peer.port()).use { refused(it) } }
            }
        }

        test("F33: a certificate that is refused at one address is not hoped to be better at another") {
            val certificate = Identities.server(Identities.expired())
            val refusal = Script.start().expectTlsRefusal(certificate)
            ScriptedPeer.listening(refusal, refusal).use { peer ->
                val two = NameResolver { listOf(LOOPBACK, LOOPBACK) }
                HttpConnection.builder("a.test").port(peer.port()).tls(Identities.trusting).resolver(two).build()
                    .use { refused(it) }
                peer.connectionCount() shouldBe 1
                peer.abandon()
            }
        }

        test("T19, F34, C17: a body until the end of the connection is cut if TLS did not say goodbye") {
            answered({ reply(UNTIL_CLOSE).hangUp() }) { it.readResponse().text() shouldBe "some" }
            answered({ reply(UNTIL_CLOSE).hangUpBelowTls() }) {
                val cut = shouldThrow<HttpException.IncompleteRead> { it.readResponse().read() }
                cut.partial.utf8() shouldBe "some"
                cut.expected shouldBe -1
            }
            answered({ reply(UNTIL_CLOSE).hangUpBelowTls() }) {
                val response = it.readResponse()
                // So large that it is read past the buffer.
                val block = ByteArray(100_000)
                shouldThrow<HttpException.IncompleteRead> { while (response.readInto(block) >= 0) continue }
            }
            answered({ reply(UNTIL_CLOSE).reset() }) {
                shouldThrow<HttpException> { it.readResponse().read() }
            }
        }

        test("F34, C17: a body that is whole by its own word needs no goodbye") {
            for (answer in listOf(ok("whole"), ok("Transfer-Encoding: chunked\r\n", "5\r\nwhole\r\n0\r\n\r\n"))) {
                answered({ reply(answer).hangUpBelowTls() }) { it.readResponse().text() shouldBe "whole" }
            }
        }

        test("one that is not is incomplete, with and without goodbye") {
            for (answer in listOf(
                ok("Content-Length: 9\r\n", "some"),
                ok("Transfer-Encoding: chunked\r\n", "4\r\nsome\r\n"),
            )) {
                for (end in listOf<Script.() -> Script>({ hangUp() }, { hangUpBelowTls() })) {
                    answered({ reply(answer).end() }) {
                        shouldThrow<HttpException.IncompleteRead> { it.readResponse().read() }.partial.utf8() shouldBe
                            "some"
                    }
                }
            }
        }

        test("no answer at all, with and without goodbye") {
            for (end in listOf<Script.() -> Script>({ hangUp() }, { hangUpBelowTls() })) {
                answered({ end() }) { shouldThrow<HttpException.RemoteDisconnected> { it.readResponse() } }
                answered({ reply("HTTP/1.1 200 OK\r\nA:").end() }) {
                    shouldThrow<HttpException.IncompleteRead> { it.readResponse() }
                }
            }
        }

        test("F30: a peer that is not TLS: told so, nothing was sent, and the connection may be tried again") {
            ScriptedPeer.listening(
                Script.start().ignoreInput().reply("HTTP/1.1 400 Bad Request\r\n\r\n").expectEnd(),
            ).use { peer ->
                secureConnectionTo(peer).use {
                    val failed = shouldThrow<HttpException.TlsFailed> { it.request("GET", "/") }
                    failed.message!! shouldContain "the peer does not speak TLS"
                    failed.where() shouldBe "TLS nothing sent"
                    it.transport.shouldBeNull()
                    it.state shouldBe ConnectionState.IDLE
                }
            }
        }

        test("T39, C15: what is to go over TLS never goes in clear") {
            ScriptedPeer.listening(
                Script.start().expectBytes(200).ignoreInput().shutdownOutput().expectEnd(),
            ).use { peer ->
                secureConnectionTo(peer).use { shouldThrow<HttpException.TlsFailed> { it.request("GET", "/secret") } }
                peer.transcript().received() shouldStartWith "\u0016\u0003"
            }
        }

        test("each phase inside TLS times out by its own name") {
            val stalls = Script.start().expectHead().ignoreInput()
            val half = ok("Content-Length: 9\r\n", "half")
            ScriptedPeer.listening(Identities.good, stalls.expectEnd(), stalls.reply(half).expectEnd()).use { peer ->
                secureConnectionTo(peer, Timeouts.DEFAULT.withRead(millis(80))).use {
                    it.request("GET", "/")
                    timedOut(Phase.HEAD) { it.readResponse() }
                    it.request("GET", "/")
                    timedOut(Phase.BODY) { it.readResponse().read() }
                }
            }
        }
    })

private fun refused(connection: HttpConnection) {
    val failed = shouldThrow<HttpException.TlsFailed> { connection.request("GET", "/") }
    failed.where() shouldBe "TLS nothing sent"
    connection.transport.shouldBeNull()
}

private fun timedOut(phase: Phase, call: () -> Unit) {
    val timeout = shouldThrow<HttpException.Timeout>(call)
    timeout.phase shouldBe phase
    timeout.cause.shouldBeInstanceOf<SocketTimeoutException>()
}
