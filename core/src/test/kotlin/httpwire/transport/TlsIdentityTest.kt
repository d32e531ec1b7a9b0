package httpwire.transport

import httpwire.HttpException
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldStartWith
import okhttp3.tls.HeldCertificate
import java.security.cert.X509Certificate
import javax.net.ssl.SSLContext
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
        "another spelling of the IPv6 address" to Good("0:0:0:0:0:0:0:1", Identities.issue("::1")),
    )

private class Bad(val host: String, val certificate: HeldCertificate, val words: String)

private val BAD =
    mapOf(
        "another name" to Bad("a.test", Identities.issue("b.test"), "No subject alternative DNS name matching a.test"),
        "expired" to Bad("a.test", Identities.expired(), "validity check failed"),
        "not yet valid" to Bad("a.test", Identities.notYetValid(), "validity check failed"),
        "self-signed" to Bad("a.test", Identities.selfSigned(), "unable to find valid certification path"),
        "another name as common name only" to
            Bad("a.test", Identities.issue { commonName("b.test") }, "No name matching a.test"),
        "a common name beside another name" to
            Bad("a.test", Identities.issue("b.test") { commonName("a.test") }, "No subject alternative DNS name"),
        "a wildcard two labels deep" to
            Bad("x.y.a.test", Identities.issue("*.a.test"), "No subject alternative DNS name"),
        "a wildcard for its own parent" to
            Bad("a.test", Identities.issue("*.a.test"), "No subject alternative DNS name"),
        "another address" to Bad(
            "127.0.0.1",
            Identities.issue("127.0.0.2"),
            "No subject alternative names matching IP",
        ),
        "the address as a name" to Bad("127.0.0.1", Identities.issue("a.test"), "No subject alternative names"),
        "another IPv6 address" to Bad("::1", Identities.issue("::2"), "No subject alternative names matching IP"),
        "a name that is no host name to the JDK" to
            Bad("my_host.a.test", Identities.issue("*.a.test"), "my_host.a.test"),
    )

private object Gullible : X509TrustManager {
    override fun checkClientTrusted(chain: Array<X509Certificate>, type: String) = Unit

    override fun checkServerTrusted(chain: Array<X509Certificate>, type: String) = Unit

    override fun getAcceptedIssuers(): Array<X509Certificate> = arrayOf()
}

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
                test("$name is refused, $path") {
                    val script = path.script().expectTlsRefusal(Identities.server(bad.certificate))
                    ScriptedPeer.listening(script).use { peer ->
                        val failed = shouldThrow<HttpException.TlsFailed> { peer.open(*path.layers(bad.host)) }
                        failed.message!! shouldStartWith "TLS with "
                        failed.message!! shouldContain bad.words
                        failed.fault shouldBe HttpException.Fault.PEER
                    }
                }
            }
        }

        for (path in SecurePath.entries) {
            test("the name as a common name only is refused, and nothing is sent, $path") {
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

        test("a proxy that is not who it should be is refused before it hears of the origin") {
            val script = Script.start().expectTlsRefusal(Identities.server(Identities.issue("b.test")))
            ScriptedPeer.listening(script).use { peer ->
                val failed =
                    shouldThrow<HttpException.TlsFailed> { peer.open(*SecurePath.TUNNEL_IN_TLS.layers("a.test")) }
                failed.message!! shouldStartWith "TLS with proxy.test:443 failed: "
            }
        }

        test("the name is checked even with a context of the caller's that trusts everybody") {
            val context = SSLContext.getInstance("TLS").apply { init(null, arrayOf(Gullible), null) }
            val script = SecurePath.DIRECT.script().expectTlsRefusal(Identities.server(Identities.issue("b.test")))
            ScriptedPeer.listening(script).use { peer ->
                shouldThrow<HttpException.TlsFailed> {
                    peer.open(*SecurePath.DIRECT.layers("a.test", TlsOptions.of(context)))
                }.message!! shouldContain "No subject alternative DNS name matching a.test"
            }
        }
    })
