package httpwire.testing

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import okio.Socket
import okio.asOkioSocket
import java.io.DataInputStream
import java.io.IOException
import javax.net.ssl.SSLHandshakeException
import javax.net.ssl.SSLSocket

private const val CONNECT = "CONNECT a.test:443 HTTP/1.1\r\n\r\n"
private const val ESTABLISHED = "HTTP/1.1 200 OK\r\n\r\n"
private val tunnel =
    Script
        .start()
        .expect(CONNECT)
        .reply(ESTABLISHED)
        .startTls(Certificates.server.sslContext())
        .expect("GET /")
        .reply("secret")
        .hangUp()

private fun tunnelOver(below: java.net.Socket): String {
    below.getOutputStream().write(CONNECT.toByteArray())
    val answer = ByteArray(ESTABLISHED.length)
    DataInputStream(below.getInputStream()).readFully(answer)
    answer.decodeToString() shouldBe ESTABLISHED
    return Client(tls(below).asOkioSocket()).use {
        it.send("GET /")
        it.readAll()
    }
}

private fun plain(peer: ScriptedPeer): Socket = if (peer is InMemoryPeer) peer.socket() else tcp(peer).asOkioSocket()

/** The type of the last TLS record that [peer] sends; up to TLS 1.2 it can be told from outside. */
private fun lastRecordType(peer: ScriptedPeer): Int {
    val records = RecordTypes(plain(peer))
    peer.use {
        Client(tls(JavaSocketView(records), protocol = "TLSv1.2").asOkioSocket()).use {
            it.send("a")
            it.readAll() shouldBe "b"
        }
    }
    return records.last()
}

class StartTlsTest :
    FunSpec({
        test("a proxy over TCP turns into the origin at the end of its tunnel") {
            val peer = ScriptedPeer.listening(tunnel)
            peer.use { tunnelOver(tcp(peer)) shouldBe "secret" }
            peer.transcript().received() shouldBe CONNECT + "GET /"
            peer.transcript().events() shouldBe listOf("TLSv1.3 server=a.test", "hung up")
        }

        test("the same in memory") {
            val peer = ScriptedPeer.inMemory(tunnel)
            peer.use { tunnelOver(JavaSocketView(peer.socket())) shouldBe "secret" }
            peer.transcript().received() shouldBe CONNECT + "GET /"
        }

        test("TLS within TLS: a proxy that is itself reached over TLS") {
            val peer = ScriptedPeer.listening(Certificates.server.sslContext(), tunnel)
            peer.use { tunnelOver(tls(tcp(peer))) shouldBe "secret" }
            peer.transcript().events().filter { it.startsWith("TLSv1.3") }.size shouldBe 2
        }

        test("a handshake that came together with the bytes before it is not lost") {
            val script =
                Script
                    .start()
                    .expectHead()
                    .startTls(Certificates.server.sslContext())
                    .reply("secret")
                    .hangUp()
            for (peer in listOf(ScriptedPeer.listening(script), ScriptedPeer.inMemory(script))) {
                val eager = FirstFlushWith(CONNECT, plain(peer))
                peer.use {
                    Client(tls(JavaSocketView(eager)).asOkioSocket()).use { it.readAll() shouldBe "secret" }
                }
                peer.transcript().received() shouldBe CONNECT
            }
        }

        test("http/1.1 is picked if the client offers it, and only then") {
            for ((offered, picked) in mapOf(listOf("h2", "http/1.1") to "http/1.1", listOf("h2") to "")) {
                val peer = Way.TLS.peer(Script.start().hangUp())
                peer.use {
                    val socket = Certificates.client.sslSocketFactory().createSocket(tcp(peer), "a.test", 443, true)
                    (socket as SSLSocket).use {
                        it.sslParameters = it.sslParameters.apply { applicationProtocols = offered.toTypedArray() }
                        it.startHandshake()
                        it.applicationProtocol shouldBe picked
                        it.inputStream.read() shouldBe -1
                    }
                }
                val protocol = if (picked.isEmpty()) "" else " protocol=$picked"
                peer.transcript().events() shouldContain "TLSv1.3 server=a.test$protocol"
            }
        }

        test("the socket can be configured before the handshake") {
            val script =
                Script
                    .start()
                    .startTls(Certificates.server.sslContext()) { it.needClientAuth = true }
                    .hangUp()
            val peer = ScriptedPeer.listening(script)
            peer.abandon()
            peer.use {
                shouldThrow<IOException> { tls(tcp(peer), protocol = "TLSv1.2") }
            }
        }

        test("a client that refuses the certificate is expected, or reported") {
            val context = Certificates.server.sslContext()
            val refused = ScriptedPeer.listening(Script.start().expectTlsRefusal(context))
            refused.use {
                shouldThrow<SSLHandshakeException> { tls(tcp(refused), Certificates.distrustful) }
            }
            refused.transcript().events() shouldContain "TLS refused"

            val wanted = ScriptedPeer.listening(context, Script.start().expect("a"))
            shouldThrow<SSLHandshakeException> { tls(tcp(wanted), Certificates.distrustful) }
            reportOf { wanted.close() } shouldContain "step 1 of 2, startTls: the connection failed: "
        }

        test("a client that accepts the certificate is reported where a refusal is expected") {
            val peer = ScriptedPeer.listening(Script.start().expectTlsRefusal(Certificates.server.sslContext()))
            tls(tcp(peer)).use { reportOf { peer.close() } shouldContain "went through with the TLS handshake" }
        }

        test("hangUp says goodbye in TLS, hangUpBelowTls does not") {
            val script = Script.start().startTls(Certificates.server.sslContext()).expect("a").reply("b")
            for (open in listOf<
                (
                    Script,
                ) -> ScriptedPeer,
                >({ ScriptedPeer.inMemory(it) }, { ScriptedPeer.listening(it) })) {
                lastRecordType(open(script.hangUp())) shouldBe ALERT
                lastRecordType(open(script.hangUpBelowTls())) shouldBe APPLICATION_DATA
            }
        }

        test("unexpected bytes inside TLS are reported, just before close too") {
            for (way in List(30) { listOf(Way.TLS, Way.TLS_IN_MEMORY) }.flatten()) {
                val peer = way.peer(Script.start().expect("a").reply("b"))
                Client(way.connect(peer)).use {
                    it.send("a")
                    it.read(1)
                    it.send("c")
                    reportOf { peer.close() } shouldContain
                        "after the last step: unexpected bytes from the client: \"c\""
                }
            }
        }
    })
