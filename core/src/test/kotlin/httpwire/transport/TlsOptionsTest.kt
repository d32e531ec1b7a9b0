package httpwire.transport

import httpwire.HttpException
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import okhttp3.tls.HeldCertificate
import java.io.IOException
import java.security.cert.X509Certificate
import java.util.concurrent.atomic.AtomicReference
import javax.net.ssl.SSLSocket

private val ours = Identities.issue { commonName("our client") }

private val pemOfOurs = ours.certificatePem() to ours.privateKeyPkcs8Pem()

private fun ListeningPeer.openWith(options: TlsOptions) = open(*SecurePath.DIRECT.layers("a.test", options))

/** A server that asks for a certificate, and keeps its socket. */
private class Asking(needs: Boolean, trusted: HeldCertificate = Identities.authority) {
    private val socket = AtomicReference<SSLSocket>()
    val script: Script =
        Script.start().startTls(Identities.server(Identities.issue("a.test"), trusted)) {
            it.wantClientAuth = true
            it.needClientAuth = needs
            socket.set(it)
        }

    fun shown(): X509Certificate? =
        runCatching { socket.get().session.peerCertificates[0] as X509Certificate }.getOrNull()
}

private class BadPem(val name: String, val certificates: String?, val key: String?)

private const val BEGIN = "-----BEGIN PRIVATE KEY-----\n"
private const val END = "-----END PRIVATE KEY-----\n"

private val BAD_PEMS =
    listOf(
        BadPem("no certificate", "", pemOfOurs.second),
        BadPem("text", "certificate", pemOfOurs.second),
        BadPem("a key in place of the certificate", pemOfOurs.second, pemOfOurs.second),
        BadPem("a cut certificate", pemOfOurs.first.take(200), pemOfOurs.second),
        BadPem(
            "a certificate without content",
            "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
            pemOfOurs.second,
        ),
        BadPem("no key", pemOfOurs.first, ""),
        BadPem("a certificate in place of the key", pemOfOurs.first, pemOfOurs.first),
        BadPem(
            "a key of another format",
            pemOfOurs.first,
            HeldCertificate.Builder().rsa2048().build().privateKeyPkcs1Pem(),
        ),
        BadPem(
            "a cut key",
            pemOfOurs.first,
            pemOfOurs.second.lines().first() + "\n" + pemOfOurs.second.lines()[1].take(20) + "\n" + END,
        ),
        BadPem("a key that is no key", pemOfOurs.first, BEGIN + "c2VjcmV0c2VjcmV0\n" + END),
        BadPem("a key that is no Base64", pemOfOurs.first, BEGIN + "secretsec=ret\n" + END),
        BadPem("an empty key", pemOfOurs.first, BEGIN + END),
        BadPem("a key with its ends swapped", pemOfOurs.first, END + BEGIN),
        BadPem("an encrypted key", pemOfOurs.first, pemOfOurs.second.replace("PRIVATE", "ENCRYPTED PRIVATE")),
        BadPem("a certificate alone", pemOfOurs.first, null),
        BadPem("a key alone", null, pemOfOurs.second),
    )

class TlsOptionsTest :
    FunSpec({
        test("trusts what it is told to, and nobody else") {
            val other = HeldCertificate.Builder().addSubjectAlternativeName("a.test").build()
            val trusting = TlsOptions.trusting(other.certificatePem())
            ScriptedPeer.listening(Identities.server(other), Script.start().expectEnd()).use {
                it.openWith(trusting).close()
            }
            ScriptedPeer.listening(Script.start().expectTlsRefusal(Identities.good)).use {
                shouldThrow<HttpException.TlsFailed> { it.openWith(trusting) }
            }
        }

        test("several certificates are trusted at once, with text around them") {
            val other = HeldCertificate.Builder().addSubjectAlternativeName("a.test").build()
            val both = TlsOptions.trusting(
                "first\n" + Identities.authority.certificatePem() + "\n" + other.certificatePem(),
            )
            for (context in listOf(Identities.good, Identities.server(other))) {
                ScriptedPeer.listening(context, Script.start().expectEnd()).use { it.openWith(both).close() }
            }
        }

        test("by default the JVM's authorities are trusted, and not ours") {
            for (options in listOf(TlsOptions.DEFAULT, TlsOptions.fromPem(pemOfOurs.first, pemOfOurs.second))) {
                ScriptedPeer.listening(Script.start().expectTlsRefusal(Identities.good)).use {
                    shouldThrow<HttpException.TlsFailed> { it.openWith(options) }
                }
            }
        }

        test("a certificate of ours is shown when asked for, of either kind of key") {
            val rsa = Identities.issue { rsa2048() }
            for (held in listOf(ours, rsa)) {
                val asking = Asking(needs = true)
                val options =
                    TlsOptions.fromPem(
                        Identities.authority.certificatePem(),
                        held.certificatePem(),
                        held.privateKeyPkcs8Pem(),
                    )
                ScriptedPeer.listening(asking.script.reply("a").expectEnd()).use { peer ->
                    peer.openWith(options).use { it.source.readUtf8(1) shouldBe "a" }
                    asking.shown() shouldBe held.certificate
                }
            }
        }

        test("its intermediate is shown along") {
            val root = HeldCertificate.Builder().certificateAuthority(1).build()
            val intermediate = HeldCertificate.Builder().certificateAuthority(0).signedBy(root).build()
            val leaf = HeldCertificate.Builder().signedBy(intermediate).build()
            val chain = leaf.certificatePem() + intermediate.certificatePem()
            val asking = Asking(needs = true, trusted = root)
            val options = TlsOptions.fromPem(Identities.authority.certificatePem(), chain, leaf.privateKeyPkcs8Pem())
            ScriptedPeer.listening(asking.script.reply("a").expectEnd()).use { peer ->
                peer.openWith(options).use { it.source.readUtf8(1) shouldBe "a" }
                asking.shown() shouldBe leaf.certificate
            }
        }

        test("without one, a server that needs it breaks off, and the alert tells why") {
            val asking = Asking(needs = true)
            ScriptedPeer.listening(asking.script.expectEnd()).use { peer ->
                peer.abandon()
                peer.openWith(Identities.trusting).use {
                    shouldThrow<IOException> { it.source.readByte() }.message!! shouldContain "certificate"
                }
            }
        }

        test("one who only would like it does without") {
            val asking = Asking(needs = false)
            ScriptedPeer.listening(asking.script.reply("a").expectEnd()).use { peer ->
                peer.openWith(Identities.trusting).use { it.source.readUtf8(1) shouldBe "a" }
                asking.shown() shouldBe null
            }
        }

        for (bad in BAD_PEMS) {
            test("${bad.name}: refused, and the key stays a secret") {
                val refused =
                    shouldThrow<IllegalArgumentException> { TlsOptions.fromPem(null, bad.certificates, bad.key) }
                val told = refused.stackTraceToString()
                for (line in (bad.key ?: "").lines().filter { it.length > 5 && !it.startsWith("-----") }) {
                    told shouldNotContain line
                }
                told shouldNotContain "c2VjcmV0"
            }
        }

        test("nothing to trust: refused") {
            for (text in listOf("", "no certificate", pemOfOurs.second)) {
                shouldThrow<IllegalArgumentException> { TlsOptions.trusting(text) }
            }
        }
    })
