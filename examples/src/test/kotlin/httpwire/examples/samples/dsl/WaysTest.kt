package httpwire.examples.samples.dsl

import httpwire.HttpException
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.NameResolver
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okhttp3.CertificatePinner
import okhttp3.tls.HandshakeCertificates
import okhttp3.tls.HeldCertificate
import okio.ByteString.Companion.encodeUtf8
import okio.ByteString.Companion.toByteString
import okio.Path.Companion.toOkioPath
import java.net.InetAddress
import java.net.StandardProtocolFamily
import java.net.UnixDomainSocketAddress
import java.nio.ByteBuffer
import java.nio.channels.Channels
import java.nio.channels.ServerSocketChannel
import java.nio.file.Path
import kotlin.concurrent.thread
import kotlin.io.path.createTempDirectory

private val server = HeldCertificate.Builder().addSubjectAlternativeName("localhost")
    .addSubjectAlternativeName("127.0.0.1").build()
private val client = HeldCertificate.Builder().addSubjectAlternativeName("client.test").build()
private val tls = HandshakeCertificates.Builder().heldCertificate(server).addTrustedCertificate(client.certificate)
    .build().sslContext()

private fun pin(of: HeldCertificate) = CertificatePinner.pin(of.certificate)

private fun bytes(vararg bytes: Int) = ByteArray(bytes.size) { bytes[it].toByte() }.toByteString()

/** A server on a Unix domain socket that sends [replies], each after a head that ends with an empty line. */
private fun onUnixSocket(vararg replies: String, run: (Path) -> Unit) {
    val folder = createTempDirectory("hw")
    try {
        val path = folder.resolve("s")
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path)).use { listening ->
            val serving = thread(isDaemon = true) {
                listening.accept().use { channel ->
                    val lines = Channels.newInputStream(channel).bufferedReader()
                    for (reply in replies) {
                        while (!lines.readLine().isNullOrEmpty()) continue
                        channel.write(ByteBuffer.wrap(reply.toByteArray()))
                    }
                }
            }
            run(path)
            serving.join(10_000)
        }
    } finally {
        folder.toFile().deleteRecursively()
    }
}

/** The samples of `docs/connecting.md`. */
internal val ways = listOf("proxies", "unixSocket", "addresses", "clientCertificate", "pins", "unverified")

class WaysTest : FunSpec({
    test("proxies: a chain") {
        val connect = "CONNECT 127.0.0.1:1080 HTTP/1.1\r\nProxy-Authorization: Basic dXNlcjpzZWNyZXQ=\r\n" +
            "Host: 127.0.0.1:1080\r\n\r\n"
        val script = Script.start().startTls(tls).expect(connect).reply("HTTP/1.1 200 OK\r\n\r\n")
            .expect(bytes(5, 1, 0)).reply(bytes(5, 0)).expectBytes(4).expect("\u000Bexample.org\u0000P".encodeUtf8())
            .reply(bytes(5, 0, 0, 1, 0, 0, 0, 0, 0, 0)).expect(GET).reply(ok("hi")).expectEnd()
        ScriptedPeer.listening(script).use { peer ->
            proxies("localhost:${peer.port()}", "127.0.0.1", server.certificatePem(), "example.org") shouldBe "hi"
        }
    }

    test("unixSocket") {
        onUnixSocket(ok("hi")) { unixSocket(it.toOkioPath()) shouldBe "hi" }
    }

    test("addresses: one that is not public is refused") {
        val here = NameResolver { listOf(InetAddress.getLoopbackAddress()) }
        shouldThrow<HttpException.AddressRefused> { addresses("example.org", here) }
    }

    fun secure(run: (host: String) -> String) {
        ScriptedPeer.listening(tls, Script.start().expectHead().reply(ok("hi"))).use {
            run("localhost:${it.port()}") shouldBe "hi"
        }
    }

    test("clientCertificate") {
        secure {
            clientCertificate(it, server.certificatePem(), client.certificatePem(), client.privateKeyPkcs8Pem())
        }
    }

    test("pins") {
        secure { pins(it, server.certificatePem(), pin(server), pin(client)) }
    }

    test("unverified") {
        secure { unverified(it, pin(server), pin(client)) }
    }
})
