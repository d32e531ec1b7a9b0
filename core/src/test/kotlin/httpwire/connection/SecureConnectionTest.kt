package httpwire.connection

import httpwire.HttpException
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.TlsOptions
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okhttp3.tls.HandshakeCertificates
import okhttp3.tls.HeldCertificate
import java.time.Duration
import javax.net.ssl.ExtendedSSLSession
import javax.net.ssl.SNIHostName
import javax.net.ssl.SSLSocket

private val certificate = HeldCertificate.Builder().addSubjectAlternativeName("localhost").build()
private val server = HandshakeCertificates.Builder().heldCertificate(certificate).build().sslContext()
private val client =
    HandshakeCertificates.Builder().addTrustedCertificate(certificate.certificate).build().sslContext()

private val answering = Script.start().expectHead().reply(ok("hi"))

private fun secure(host: String, port: Int) =
    HttpConnection.builder(host).port(port).timeout(Duration.ofSeconds(10)).secure()

private fun text(connection: HttpConnection): String {
    connection.request("GET", "/")
    return connection.readResponse().text()
}

class SecureConnectionTest :
    FunSpec({
        test("a context of one's own, or trust in PEM") {
            ScriptedPeer.listening(server, answering, answering).use { peer ->
                for (tls in listOf(TlsOptions.of(client), TlsOptions.trusting(certificate.certificatePem()))) {
                    secure("localhost", peer.port()).tls(tls).build().use { text(it) shouldBe "hi" }
                }
            }
        }

        test("a certificate that nobody vouches for is refused by default") {
            ScriptedPeer.listening(Script.start().expectTlsRefusal(server)).use { peer ->
                shouldThrow<HttpException.TlsFailed> { secure("localhost", peer.port()).build().connect() }
            }
        }

        test("C19: the certificate of another name is refused, whatever the context") {
            ScriptedPeer.listening(Script.start().expectTlsRefusal(server)).use { peer ->
                val connection = secure("127.0.0.1", peer.port()).tls(TlsOptions.of(client)).build()
                shouldThrow<HttpException.TlsFailed> { connection.connect() }
            }
        }

        test("the name is said to the server, and http/1.1 agreed") {
            var accepted: SSLSocket? = null
            val script =
                Script
                    .start()
                    .startTls(server) { socket ->
                        accepted = socket
                        socket.sslParameters =
                            socket.sslParameters.apply { applicationProtocols = arrayOf("h2", "http/1.1") }
                    }.expectHead()
                    .reply(ok("hi"))
            ScriptedPeer.listening(script).use { peer ->
                secure("localhost", peer.port()).tls(TlsOptions.of(client)).build().use { text(it) shouldBe "hi" }
                accepted!!.applicationProtocol shouldBe "http/1.1"
                (accepted.session as ExtendedSSLSession).requestedServerNames shouldBe listOf(SNIHostName("localhost"))
            }
        }

        test("through a tunnel the tunnel's end is named and checked, and CONNECT is sent in clear") {
            val connect = "CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\n\r\n"
            val request = "GET / HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: identity\r\n\r\n"
            val script =
                Script
                    .start()
                    .expect(connect)
                    .reply("HTTP/1.1 200 OK\r\n\r\n")
                    .startTls(server)
                    .expect(request)
                    .reply(ok("hi"))
            ScriptedPeer.listening(script).use { peer ->
                secure("127.0.0.1", peer.port()).tls(TlsOptions.of(client)).build().use { connection ->
                    connection.setTunnel("localhost")
                    text(connection) shouldBe "hi"
                }
            }
        }
    })
