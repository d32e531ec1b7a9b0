package httpwire.transport

import httpwire.HttpException
import httpwire.HttpException.TlsFailed.Problem
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldStartWith
import okhttp3.tls.HeldCertificate
import java.net.Socket
import java.security.cert.X509Certificate
import javax.net.ssl.SSLContext
import javax.net.ssl.SSLEngine
import javax.net.ssl.TrustManager
import javax.net.ssl.X509ExtendedTrustManager
import javax.net.ssl.X509TrustManager

private class Good(val host: String, val certificate: HeldCertificate)

private val GOOD =
    mapOf(
        "the name" to Good("a.test", Identities.issue("b.test", "a.test")),
        "the name in capitals" to Good("A.Test", Identities.issue("a.test")),
        "the name with its final dot" to Good("a.test.", Identities.issue("a.test")),
        "a wildcard" to Good("www.a.test", Identities.issue("*.a.test")),
        "an IPv4 address" to Good("127.0.0.1", Identities.issue("127.0.0.1")),
        "an IPv6 address" to Good("::1", Identities.issue("::1")),
        "an IPv6 address with a zone" to Good("::1%zone9", Identities.issue("::1")),
        "another spelling of the IPv6 address" to Good("0:0:0:0:0:0:0:1", Identities.issue("::1")),
    )

private class Bad(
    val host: String,
    val certificate: HeldCertificate,
    val words: String,
    val problem: Problem = Problem.WRONG_NAME,
)

private val BAD =
    mapOf(
        "another name" to
            Bad(
                "a.test",
                Identities.issue("b.test"),
                "the certificate is not for a.test: it names b.test; it sent CN=",
            ),
        "expired" to Bad("a.test", Identities.expired(), "the certificate has expired; it sent ", Problem.EXPIRED),
        "not yet valid" to
            Bad("a.test", Identities.notYetValid(), "the certificate is not valid yet; it sent ", Problem.EXPIRED),
        "self-signed" to Bad(
            "a.test",
            Identities.selfSigned(),
            "no trusted authority vouches for the certificate; it sent ",
            Problem.UNTRUSTED,
        ),
        "another name as common name only" to
            Bad(
                "a.test",
                Identities.issue {
                    commonName("b.test")
                },
                "it has no DNS name, and its common name does not count",
            ),
        "a common name beside another name" to
            Bad("a.test", Identities.issue("b.test") { commonName("a.test") }, "it names b.test"),
        "a wildcard two labels deep" to
            Bad("x.y.a.test", Identities.issue("*.a.test"), "it names *.a.test"),
        "a wildcard for its own parent" to
            Bad("a.test", Identities.issue("*.a.test"), "it names *.a.test"),
        "another address" to Bad(
            "127.0.0.1",
            Identities.issue("127.0.0.2"),
            "it names 127.0.0.2",
        ),
        "the address as a name" to Bad("127.0.0.1", Identities.issue("a.test"), "it names a.test, and no address"),
        "another IPv6 address" to Bad("::1", Identities.issue("::2"), "it names 0:0:0:0:0:0:0:2"),
        "a name that is no host name to the JDK" to
            Bad("my_host.a.test", Identities.issue("*.a.test"), "my_host.a.test"),
    )

private object Gullible : X509TrustManager {
    override fun checkClientTrusted(chain: Array<X509Certificate>, type: String) = Unit

    override fun checkServerTrusted(chain: Array<X509Certificate>, type: String) = Unit

    override fun getAcceptedIssuers(): Array<X509Certificate> = arrayOf()
}

/** As [Gullible], but of the kind with which the JDK leaves the host name to it. */
private object GullibleExtended : X509ExtendedTrustManager() {
    override fun checkClientTrusted(chain: Array<X509Certificate>, type: String) = Unit

    override fun checkClientTrusted(chain: Array<X509Certificate>, type: String, socket: Socket) = Unit

    override fun checkClientTrusted(chain: Array<X509Certificate>, type: String, engine: SSLEngine) = Unit

    override fun checkServerTrusted(chain: Array<X509Certificate>, type: String) = Unit

    override fun checkServerTrusted(chain: Array<X509Certificate>, type: String, socket: Socket) = Unit

    override fun checkServerTrusted(chain: Array<X509Certificate>, type: String, engine: SSLEngine) = Unit

    override fun getAcceptedIssuers(): Array<X509Certificate> = arrayOf()
}

private fun trustingEverybody(manager: TrustManager): TlsOptions =
    TlsOptions.of(SSLContext.getInstance("TLS").apply { init(null, arrayOf(manager), null) })

class TlsIdentityTest :
    FunSpec({
        for (path in SecurePath.entries) {
            for ((name, good) in GOOD) {
                test("$name is accepted, $path") {
                    val script = path.script().startTls(
                        Identities.server(good.certificate),
                    ).expect("a").reply("b").expectEnd()
                    ScriptedPeer.listening(script).use { peer ->
                        peer.open(*path.layers(good.host)).use {
                            it.sink.writeUtf8("a").flush()
                            it.source.readUtf8(1) shouldBe "b"
                        }
                    }
                }
            }

            for ((name, bad) in BAD) {
                test("T37, C19, C20: $name is refused, $path") {
                    val script = path.script().expectTlsRefusal(Identities.server(bad.certificate))
                    ScriptedPeer.listening(script).use { peer ->
                        val failed = shouldThrow<HttpException.TlsFailed> { peer.open(*path.layers(bad.host)) }
                        failed.message!! shouldStartWith "TLS with "
                        failed.message!! shouldContain bad.words
                        failed.fault shouldBe HttpException.Fault.PEER
                        failed.problem shouldBe bad.problem
                        failed.certificates.first() shouldBe bad.certificate.certificate
                    }
                }
            }
        }

        for (path in SecurePath.entries) {
            test("T37, C19: the name as a common name only is refused, and nothing is sent, $path") {
                for (others in listOf(arrayOf(), arrayOf("127.0.0.1"))) {
                    val named = Identities.issue(*others) { commonName("a.test") }
                    val script = path.script().startTls(Identities.server(named)).expectEnd()
                    ScriptedPeer.listening(script).use { peer ->
                        shouldThrow<HttpException.TlsFailed> { peer.open(*path.layers("a.test")) }
                            .message!! shouldContain "common name"
                    }
                }
            }
        }

        test("a good certificate of the proxy does not stand for the origin") {
            val path = SecurePath.TUNNEL_IN_TLS
            val script = path.script().expectTlsRefusal(Identities.server(Identities.issue("proxy.test")))
            ScriptedPeer.listening(script).use { peer ->
                shouldThrow<HttpException.TlsFailed> { peer.open(*path.layers("a.test")) }
            }
        }

        test("T37: a proxy that is not who it should be is refused before it hears of the origin") {
            val script = Script.start().expectTlsRefusal(Identities.server(Identities.issue("b.test")))
            ScriptedPeer.listening(script).use { peer ->
                val failed =
                    shouldThrow<HttpException.TlsFailed> { peer.open(*SecurePath.TUNNEL_IN_TLS.layers("a.test")) }
                failed.message!! shouldStartWith "TLS with proxy.test:443 failed: "
            }
        }

        test("the name is checked even with a context of the caller's that trusts everybody") {
            val script = SecurePath.DIRECT.script().expectTlsRefusal(Identities.server(Identities.issue("b.test")))
            ScriptedPeer.listening(script).use { peer ->
                shouldThrow<HttpException.TlsFailed> {
                    peer.open(*SecurePath.DIRECT.layers("a.test", trustingEverybody(Gullible)))
                }.message!! shouldContain "No subject alternative DNS name matching a.test"
            }
        }

        for (path in SecurePath.entries) {
            for (named in listOf(listOf("b.test"), listOf("127.0.0.1"), listOf())) {
                test("and with one in which the JDK does not check it, for a certificate of $named, $path") {
                    val certificate = Identities.issue(*named.toTypedArray()) { commonName("a.test") }
                    val script = path.script().startTls(Identities.server(certificate)).expectEnd()
                    ScriptedPeer.listening(script).use { peer ->
                        val failed = shouldThrow<HttpException.TlsFailed> {
                            peer.open(*path.layers("a.test", trustingEverybody(GullibleExtended)))
                        }
                        failed.message!! shouldStartWith
                            "TLS with a.test:443 failed: the certificate is not for a.test: "
                        failed.problem shouldBe Problem.WRONG_NAME
                        failed.certificates.first() shouldBe certificate.certificate
                    }
                }
            }

            test("which lets a good one pass, $path") {
                val script = path.script().startTls(Identities.good).expectEnd()
                ScriptedPeer.listening(script).use {
                    it.open(*path.layers("a.test", trustingEverybody(GullibleExtended))).close()
                }
            }
        }
    })
