package httpwire.examples.docs

import httpwire.HttpException
import httpwire.connection.HttpConnection
import httpwire.connection.HttpConnectionBuilder
import httpwire.examples.root
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.AddressPolicy
import httpwire.transport.NameResolver
import httpwire.transport.Proxy
import httpwire.transport.TlsOptions
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import okhttp3.tls.HandshakeCertificates
import okhttp3.tls.HeldCertificate
import okio.ByteString.Companion.toByteString
import java.net.InetAddress
import java.net.ServerSocket
import java.net.UnknownHostException
import java.nio.file.Path
import java.util.concurrent.TimeUnit
import javax.net.ssl.SSLContext
import kotlin.io.path.readLines

private val authority = HeldCertificate.Builder().certificateAuthority(0).commonName("Authority").build()

private fun issued(host: String, configure: HeldCertificate.Builder.() -> Unit = {}) =
    HeldCertificate.Builder().signedBy(authority).commonName(host).addSubjectAlternativeName(host)
        .validityInterval(JANUARY, JANUARY + TimeUnit.DAYS.toMillis(3_650)).apply(configure).build()

private fun context(certificate: HeldCertificate): SSLContext =
    HandshakeCertificates.Builder().heldCertificate(certificate).build().sslContext()

/** 2026-01-01. */
private const val JANUARY = 1_767_225_600_000

private val trusting = TlsOptions.trusting(authority.certificatePem())
private val here = NameResolver {
    if (it == "nosuch.test") throw UnknownHostException(it)
    listOf(InetAddress.getByAddress(byteArrayOf(127, 0, 0, 1)))
}

private fun bytes(vararg bytes: Int) = ByteArray(bytes.size) { bytes[it].toByte() }.toByteString()

/** What somebody got wrong; [peer] is whatever answers, at a port that the connection is built for. */
private class Mistake(
    val name: String,
    val peer: Script?,
    val host: (port: Int) -> String,
    val build: HttpConnectionBuilder.(port: Int) -> Unit = {},
)

private val HEAD = Script.start().expectHead()
private const val FORBIDDEN = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
private const val UNKNOWN_USER = "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"

private val direct = { port: Int -> "a.test:$port" }
private val beyond = { _: Int -> "a.test" }

private fun secure(name: String, script: Script, configure: HttpConnectionBuilder.() -> Unit = {}) =
    Mistake(name, script, direct) {
        tls(trusting)
        configure()
    }

private fun proxied(name: String, script: Script, proxy: (port: Int) -> Proxy) =
    Mistake(name, script, beyond) { port -> proxy(proxy(port)) }

private val mistakes = listOf(
    Mistake("nobody listens there", null, direct),
    Mistake("nobody knows the name", null, { "nosuch.test" }),
    Mistake("nobody listens on the Unix socket", null, { "localhost" }) { unixSocket(Path.of("/run/no.sock")) },
    Mistake("the address is not public", null, direct) { addressPolicy(AddressPolicy.publicOnly()) },
    secure("a server without TLS", Script.start().ignoreInput().reply("HTTP/1.1 400 Bad Request\r\n\r\n").hangUp()),
    secure("a certificate for another host", Script.start().expectTlsRefusal(context(issued("b.test")))),
    secure(
        "a certificate that has expired",
        Script.start().expectTlsRefusal(
            context(issued("a.test") { validityInterval(JANUARY, JANUARY + TimeUnit.DAYS.toMillis(30)) }),
        ),
    ),
    Mistake(
        "a certificate that nobody known has issued",
        Script.start().expectTlsRefusal(context(issued("a.test"))),
        direct,
    ) { secure() },
    proxied("a wrong password at an HTTP proxy", HEAD.reply(UNKNOWN_USER)) {
        Proxy.http("p.test:$it").tunnelling().credentials("user", "wrong")
    },
    proxied("a proxy that leads nobody there", HEAD.reply(FORBIDDEN)) { Proxy.http("p.test:$it").tunnelling() },
    proxied(
        "a wrong password at a SOCKS proxy",
        Script.start().expectBytes(4).reply(bytes(5, 2)).expectBytes(12).reply(bytes(1, 1)),
    ) { Proxy.socks5h("p.test:$it").credentials("user", "wrong") },
    proxied(
        "nobody listens where a SOCKS proxy is to connect",
        Script.start().expectBytes(3).reply(bytes(5, 0)).expectBytes(13).reply(bytes(5, 5, 0, 1, 0, 0, 0, 0, 0, 0)),
    ) { Proxy.socks5h("p.test:$it") },
    proxied("an HTTP proxy that is taken for a SOCKS proxy", Script.start().ignoreInput().reply(FORBIDDEN)) {
        Proxy.socks5h("p.test:$it")
    },
)

/** The table of the page: what each exception says, ports and dates of a run aside. */
private fun Mistake.message(): String {
    if (peer == null) return failed(ServerSocket(0).use { it.localPort })
    return ScriptedPeer.listening(peer).use { listening -> failed(listening.port()).also { listening.abandon() } }
}

private fun Mistake.failed(port: Int): String {
    val connection = HttpConnection.builder(host(port)).resolver(here).apply { build(port) }.build()
    val failure = connection.use { shouldThrow<HttpException> { it.request("GET", "/") } }
    return "${failure.javaClass.simpleName}: ${failure.message}".replace(Regex("\\b$port\\b"), "8080")
}

class MistakesTest : FunSpec({
    val rows = root.resolve("docs/connecting.md").readLines().filter { it.startsWith("| ") }
        .map { row -> row.removeSurrounding("| ", " |").split(" | ") }.filter { it.size == 2 }
        .associate { it[0] to it[1].removeSurrounding("`") }.filterKeys { name -> mistakes.any { it.name == name } }

    withTests(nameFn = { it.name }, mistakes) { it.message() shouldBe rows[it.name] }

    test("the page has them in this order, and no others") {
        rows.keys.toList() shouldContainExactly mistakes.map { it.name }
    }
})
