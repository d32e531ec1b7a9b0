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

private val CERTIFICATE = pemOfOurs.first
private val KEY = pemOfOurs.second
private val COMBINED = KEY + CERTIFICATE

private fun String.relabelled(label: String) = replace("PRIVATE KEY", label)

private fun block(label: String, base64: String = "") = "-----BEGIN $label-----\n$base64\n-----END $label-----\n"

private const val OLDER_FORM =
    "encrypted in OpenSSL's older form: convert it with 'openssl pkcs8 -topk8 -in FILE'"

/** What is refused as certificates of ours, and why. */
private val BAD_CERTIFICATES =
    mapOf(
        "" to "there is no CERTIFICATE in it, nor any other PEM block",
        "certificate" to "there is no CERTIFICATE in it, nor any other PEM block",
        KEY to "there is no CERTIFICATE in it, only PRIVATE KEY",
        KEY + block("X509 CRL") to "there is no CERTIFICATE in it, only PRIVATE KEY, X509 CRL",
        "\n\n" + CERTIFICATE.take(200) to "the CERTIFICATE in line 3 has no END line",
        CERTIFICATE.take(200) + "\n" + CERTIFICATE to "the CERTIFICATE in line 1 has no END line",
        block("CERTIFICATE") to "the CERTIFICATE in line 1 can't be read",
        CERTIFICATE + block("CERTIFICATE", "AAAA") to
            "the CERTIFICATE in line ${CERTIFICATE.lines().size} can't be read",
        block("CERTIFICATE", "AA=A") to "the CERTIFICATE in line 1 is not Base64",
    )

/** What is refused as its key. */
private val BAD_KEYS =
    mapOf(
        "" to "there is no PRIVATE KEY in it, nor any other PEM block",
        CERTIFICATE to "there is no PRIVATE KEY in it, only CERTIFICATE",
        KEY.relabelled("RSA PRIVATE KEY") to "the RSA PRIVATE KEY in line 1 is not a key of a known kind",
        "text\n" + block("EC PARAMETERS", "AAAA") + KEY.relabelled("EC PRIVATE KEY") to
            "the EC PRIVATE KEY in line 5 does not name its curve",
        KEY.relabelled("DSA PRIVATE KEY") to
            "the DSA PRIVATE KEY in line 1 is of no known form: convert it with 'openssl pkcs8 -topk8 -in FILE'",
        KEY.relabelled("ENCRYPTED PRIVATE KEY") to
            "the ENCRYPTED PRIVATE KEY in line 1 is encrypted: give its password",
        block("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nc2VjcmV0") to
            "the RSA PRIVATE KEY in line 1 is $OLDER_FORM",
        KEY + KEY to "there are 2 private keys in it",
        KEY.lines().take(2).joinToString("\n") to "the PRIVATE KEY in line 1 has no END line",
        KEY.replace("END PRIVATE", "END EC PRIVATE") to "the PRIVATE KEY in line 1 has no END line",
        KEY.lines().let { it[0] + "\n" + it[1].take(20) + "\n" + it[it.size - 2] } to
            "the PRIVATE KEY in line 1 is not a key of a known kind",
        block("PRIVATE KEY", "c2VjcmV0c2VjcmV0") to "the PRIVATE KEY in line 1 is not a key of a known kind",
        block("PRIVATE KEY", "secretsec=ret") to "the PRIVATE KEY in line 1 is not Base64",
        block("PRIVATE KEY") to "the PRIVATE KEY in line 1 is not a key of a known kind",
        KEY.lines().reversed().joinToString("\n") to "the PRIVATE KEY in line ${KEY.lines().size} has no END line",
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

        test("a certificate and its key may come in one text") {
            val chain = Identities.authority.certificatePem()
            for (combined in listOf(COMBINED, CERTIFICATE + KEY, "# ours\n$COMBINED\nthe end")) {
                val asking = Asking(needs = true)
                val options = TlsOptions.fromPem(Identities.authority.privateKeyPkcs8Pem() + chain, combined, combined)
                ScriptedPeer.listening(asking.script.reply("a").expectEnd()).use { peer ->
                    peer.openWith(options).use { it.source.readUtf8(1) shouldBe "a" }
                    asking.shown() shouldBe ours.certificate
                }
            }
            val options = TlsOptions.trusting(Identities.authority.privateKeyPkcs8Pem() + chain)
            ScriptedPeer.listening(Identities.good, Script.start().expectEnd()).use { it.openWith(options).close() }
        }

        test("line ends, indentation and old labels do not matter") {
            val texts = listOf(
                COMBINED.replace("\n", "\r\n"),
                COMBINED.prependIndent("    "),
                "\uFEFF$COMBINED",
                COMBINED.replace("CERTIFICATE", "X509 CERTIFICATE"),
                COMBINED.replace("CERTIFICATE", "X.509 CERTIFICATE"),
                COMBINED.trimEnd(),
            )
            for (text in texts) TlsOptions.fromPem(text, text, text)
        }

        test("certificates that cannot be used are refused with the reason") {
            for ((text, reason) in BAD_CERTIFICATES) {
                shouldThrow<IllegalArgumentException> { TlsOptions.fromPem(text, KEY) }
                    .message shouldBe "can't use the PEM text of our certificates: $reason"
                shouldThrow<IllegalArgumentException> { TlsOptions.trusting(text) }
                    .message shouldBe "can't use the PEM text of the trusted certificates: $reason"
            }
        }

        test("a key that cannot be used is refused with the reason, and stays a secret") {
            for ((text, reason) in BAD_KEYS) {
                val refused = shouldThrow<IllegalArgumentException> { TlsOptions.fromPem(CERTIFICATE, text) }
                refused.message shouldBe "can't use the PEM text of our private key: $reason"
                val told = refused.stackTraceToString()
                for (line in text.lines().filter { it.length > 5 && !it.startsWith("-----") }) {
                    told shouldNotContain line
                }
            }
        }

        test("a certificate without a key, and a key without a certificate") {
            for ((certificates, key) in listOf(CERTIFICATE to null, null to KEY)) {
                shouldThrow<IllegalArgumentException> { TlsOptions.fromPem(null, certificates, key) }.message shouldBe
                    "our certificates and our private key go together: give both or neither"
            }
        }
    })
