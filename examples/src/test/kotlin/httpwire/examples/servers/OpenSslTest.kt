package httpwire.examples.servers

import httpwire.HttpException.TlsFailed
import httpwire.connection.HttpConnection
import httpwire.transport.ClientCertificate
import httpwire.transport.TlsOptions
import httpwire.transport.TlsVersion
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import okhttp3.tls.HeldCertificate
import java.io.IOException
import java.nio.file.Files
import java.nio.file.Path

private val authority = HeldCertificate.Builder().certificateAuthority(0).commonName("authority").build()

private fun issued(name: String) =
    HeldCertificate.Builder().signedBy(authority).commonName(name).addSubjectAlternativeName(name).build()

private val server = HeldCertificate.Builder().signedBy(authority)
    .addSubjectAlternativeName("localhost").addSubjectAlternativeName("127.0.0.1").build()

/** `openssl s_server`, which answers each request with what it knows of the connection. */
private class OpenSsl(private val folder: Path) : AutoCloseable {
    private val certificate = Files.writeString(folder.resolve("s.crt"), server.certificatePem())
    private val key = Files.writeString(folder.resolve("s.key"), server.privateKeyPkcs8Pem())
    private val trusted = Files.writeString(folder.resolve("ca.crt"), authority.certificatePem())

    fun start(vararg options: String): ServerProcess = ServerProcess.start(folder) { port ->
        listOf("openssl", "s_server", "-accept", "127.0.0.1:$port", "-cert", "$certificate", "-key", "$key", "-www") +
            listOf("-CAfile", "$trusted") + options
    }

    override fun close() {
        folder.toFile().deleteRecursively()
    }
}

private fun ServerProcess.report(tls: TlsOptions, host: String = "localhost"): String =
    HttpConnection.builder("$host:$port").tls(tls).build().use { connection ->
        connection.request("GET", "/")
        connection.readResponse().text()
    }

private val TRUSTING = TlsOptions.trusting(authority.certificatePem())

private fun TlsOptions.showing(certificate: HeldCertificate, host: String = "*") = newBuilder().clientCertificate(
    host,
    ClientCertificate.fromPem(certificate.certificatePem(), certificate.privateKeyPkcs8Pem()),
).build()

class OpenSslTest : FunSpec({ if (RealServers.have("openssl")) againstOpenSsl() })

private fun FunSpec.againstOpenSsl() {
    lateinit var openSsl: OpenSsl

    beforeSpec { openSsl = OpenSsl(Files.createTempDirectory("httpwire-openssl")) }
    afterSpec { openSsl.close() }

    for ((version, option) in mapOf("TLSv1.2" to "-tls1_2", "TLSv1.3" to "-tls1_3")) {
        test("$version: the first connection is new, the next ones resume its session") {
            openSsl.start(option).use { server ->
                val tls = TRUSTING.newBuilder().build()
                server.report(tls) shouldContain "New, $version, "
                repeat(2) { server.report(tls) shouldContain "Reused, $version, " }
                // Another value has sessions of its own.
                server.report(TRUSTING.newBuilder().build()) shouldContain "New, $version, "
            }
        }

        test("$version: each host is shown the certificate that is for it") {
            openSsl.start(option, "-Verify", "1").use { server ->
                val tls = TRUSTING.showing(issued("for-name"), "localhost").showing(issued("for-address"), "127.0.0.1")
                server.report(tls) shouldContain Regex("Subject: CN ?= ?for-name")
                server.report(tls, "127.0.0.1") shouldContain Regex("Subject: CN ?= ?for-address")
            }
        }

        test("$version: a server that asks for a certificate does without one") {
            openSsl.start(option, "-verify", "1").use { server ->
                server.report(TRUSTING) shouldContain "no client certificate available"
            }
        }

        test("$version: one that needs a certificate and gets none is said to refuse") {
            openSsl.start(option, "-Verify", "1").use { server ->
                // In TLS 1.3 the refusal comes after the handshake, when the answer is waited for.
                val failed = shouldThrow<IOException> { server.report(TRUSTING) }
                "$failed" shouldContain if (version == "TLSv1.2") "handshake_failure" else "certificate_required"
            }
        }
    }

    test("a server that has no later version than 1.2 is refused when 1.3 is the least") {
        openSsl.start("-tls1_2").use { server ->
            val tls = TRUSTING.newBuilder().minimumVersion(TlsVersion.TLS_1_3).build()
            shouldThrow<TlsFailed> { server.report(tls) }.problem shouldBe TlsFailed.Problem.NO_COMMON_PROTOCOL
            server.report(TRUSTING.newBuilder().minimumVersion(TlsVersion.TLS_1_2).build()) shouldContain "TLSv1.2"
        }
    }
}
