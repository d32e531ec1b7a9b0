package httpwire.transport

import httpwire.HttpException.TlsFailed
import httpwire.Origin
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import okhttp3.CertificatePinner
import okhttp3.tls.HeldCertificate
import java.security.cert.Certificate
import javax.net.ssl.SSLContext

private val OWN = Identities.issue("a.test")
private val RESERVE = HeldCertificate.Builder().build()
private val STRANGER = HeldCertificate.Builder().certificateAuthority(0).commonName("stranger").build()

private fun pin(of: HeldCertificate) = CertificatePinner.pin(of.certificate)

private fun pinned(host: String, vararg keys: HeldCertificate): TlsOptions =
    Identities.trusting.newBuilder().pin(host, *keys.map(::pin).toTypedArray()).build()

private fun server(): SSLContext = Identities.server(OWN)

private fun connect(options: TlsOptions, server: SSLContext = server(), path: SecurePath = SecurePath.DIRECT) {
    ScriptedPeer.listening(path.script().startTls(server).expectEnd()).use { peer ->
        peer.open(*path.layers("a.test", options)).close()
    }
}

private fun refused(
    options: TlsOptions,
    server: SSLContext = server(),
    path: SecurePath = SecurePath.DIRECT,
): TlsFailed = ScriptedPeer.listening(path.script().startTls(server).ignoreInput().expectEnd()).use { peer ->
    shouldThrow { peer.open(*path.layers("a.test", options)) }
}

class PinsTest :
    FunSpec({
        test("the peer's own key, or that of its issuer, is enough") {
            connect(pinned("a.test", OWN, RESERVE))
            connect(pinned("*", RESERVE, Identities.authority))
            connect(pinned("*.test", OWN, RESERVE))
            connect(pinned("b.test", STRANGER, RESERVE))
        }

        withTests(
            nameFn = { "any other key is refused, on the way $it" },
            SecurePath.entries.filter {
                it !=
                    SecurePath.TUNNEL_IN_TLS
            },
        ) {
            val failed = refused(pinned("a.test", STRANGER, RESERVE), path = it)
            failed.problem shouldBe TlsFailed.Problem.PIN
            failed.message!! shouldContain "none of its keys is pinned: ${pin(OWN)} of "
            failed.certificates[0] shouldBe OWN.certificate
        }

        test("a certificate that the peer sends along, and that has signed nothing, does not count") {
            val sent = arrayOf<Certificate>(OWN.certificate, STRANGER.certificate)
            val pins = Pins.of(HostPattern.ALL, pin(STRANGER), pin(RESERVE))
            shouldThrow<TlsFailed> { pins.require(Origin.https("a.test"), sent, arrayOf()) }
            Pins.of(HostPattern.ALL, pin(OWN), pin(RESERVE)).require(Origin.https("a.test"), sent, arrayOf())
        }

        test("several pins for a host have to be met all") {
            val both = pinned("a.test", OWN, RESERVE).newBuilder().pin("*", pin(STRANGER), pin(RESERVE)).build()
            refused(both).problem shouldBe TlsFailed.Problem.PIN
        }

        withTests(
            nameFn = { (pins, message) -> "$pins: $message" },
            listOf(
                listOf<String>() to "pins need a second one",
                listOf(pin(OWN)) to "pins need a second one",
                listOf(pin(OWN), pin(OWN)) to "pins need a second one",
                listOf("sha1/AAAA", pin(OWN)) to "a pin must be sha256/ and the Base64 of 32 bytes, got sha1/AAAA",
                listOf("sha256/AAAA", pin(OWN)) to "a pin must be sha256/ and the Base64 of 32 bytes",
                listOf("sha256/?", pin(OWN)) to "a pin must be sha256/ and the Base64 of 32 bytes",
            ),
        ) { (pins, message) ->
            shouldThrow<IllegalArgumentException> { TlsOptions.builder().pin("*", *pins.toTypedArray()) }
                .message!! shouldContain message
        }
    })
