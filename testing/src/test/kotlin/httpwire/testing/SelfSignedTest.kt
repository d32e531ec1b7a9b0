package httpwire.testing

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import okio.ByteString.Companion.toByteString
import java.net.Socket
import java.security.cert.CertificateFactory
import java.time.ZoneOffset
import java.time.ZonedDateTime
import javax.net.ssl.SSLException
import javax.net.ssl.SSLSocket

/** What the server says to a client that checks the host name, as HTTPS does. */
private fun ask(peer: AnsweringPeer, client: SelfSigned, host: String): String {
    val socket = client.clientContext().socketFactory.createSocket(
        Socket("127.0.0.1", peer.port()),
        host,
        443,
        true,
    ) as SSLSocket
    return socket.use {
        it.sslParameters = it.sslParameters.apply { endpointIdentificationAlgorithm = "HTTPS" }
        it.outputStream.write("GET / HTTP/1.1\r\n\r\n".toByteArray())
        it.inputStream.readAllBytes().decodeToString()
    }
}

private val byes = Answer.ok("hi").then(Answer.After.CLOSE)

class SelfSignedTest : FunSpec({
    context("a client that trusts it speaks TLS with its hosts") {
        val localhost = SelfSigned.forLocalhost()
        val named = SelfSigned.forHosts("a.test", "*.b.test", "10.0.0.1")
        val hosts = listOf("localhost", "127.0.0.1", "::1").map { localhost to it } +
            listOf("a.test", "c.b.test", "10.0.0.1").map { named to it }
        withTests(nameFn = { it.second }, hosts) { (identity, host) ->
            AnsweringPeer.start(identity.serverContext()).use { peer ->
                peer.on("GET /").reply(byes)
                peer.url("/") shouldBe "https://127.0.0.1:${peer.port()}/"
                ask(peer, identity, host) shouldBe ok("hi")
            }
        }
    }

    test("another host, and another certificate, are refused, which fails the test by the peer's words") {
        val identity = SelfSigned.forLocalhost()
        val refusals = listOf(identity to "a.test", SelfSigned.forLocalhost() to "localhost")
        for ((client, host) in List(20) { refusals }.flatten()) {
            val peer = AnsweringPeer.start(identity.serverContext())
            shouldThrow<SSLException> { ask(peer, client, host) }
            reportOf { peer.close() } shouldContain "connection 1, TLS failed: javax.net.ssl.SSL"
        }
    }

    test("the certificate: its names, its time, and itself in PEM") {
        val identity = SelfSigned.forHosts("a.test", "127.0.0.1", "::1")
        val certificate = identity.certificate()
        certificate.version shouldBe 3
        certificate.sigAlgName shouldBe "SHA256withECDSA"
        certificate.subjectX500Principal.name shouldBe "CN=a.test"
        certificate.subjectAlternativeNames.map { it[1] } shouldContainExactly
            listOf("a.test", "127.0.0.1", "0:0:0:0:0:0:0:1")
        certificate.verify(certificate.publicKey)
        certificate.checkValidity()
        val pem = CertificateFactory.getInstance("X.509")
            .generateCertificate(identity.certificatePem().byteInputStream())
        pem shouldBe certificate
        "$identity" shouldBe "self-signed CN=a.test"
        identity.certificatePem() shouldNotContain "PRIVATE"
    }

    test("hundreds of names make long lengths") {
        val hosts = Array(300) { "host-$it.test" }
        SelfSigned.forHosts(*hosts).certificate().subjectAlternativeNames.map { it[1] } shouldBe hosts.toList()
    }

    test("the same over a script") {
        val identity = SelfSigned.forLocalhost()
        ScriptedPeer.listening(identity.serverContext(), Script.start().expectHead().reply("hi").hangUp()).use { peer ->
            peer.url("/a") shouldBe "https://127.0.0.1:${peer.port()}/a"
            val socket = identity.clientContext().socketFactory.createSocket("127.0.0.1", peer.port())
            socket.use {
                it.outputStream.write("GET / HTTP/1.1\r\n\r\n".toByteArray())
                it.inputStream.readAllBytes().decodeToString() shouldBe "hi"
            }
        }
    }

    test("what is no host is refused") {
        for (hosts in listOf(arrayOf(), arrayOf(""), arrayOf("h\u00e9.test"), arrayOf(":::"))) {
            shouldThrow<IllegalArgumentException> { SelfSigned.forHosts(*hosts) }
        }
    }

    test("DER: lengths and times at their borders") {
        Der.octets(ByteArray(127).toByteString()).substring(0, 2).hex() shouldBe "047f"
        Der.octets(ByteArray(128).toByteString()).substring(0, 3).hex() shouldBe "048180"
        Der.octets(ByteArray(256).toByteString()).substring(0, 4).hex() shouldBe "04820100"
        fun time(year: Int) = Der.time(ZonedDateTime.of(year, 12, 31, 23, 59, 58, 0, ZoneOffset.UTC))
        time(2049).substring(2).utf8() shouldBe "491231235958Z"
        time(2050).substring(2).utf8() shouldBe "20501231235958Z"
    }
})
