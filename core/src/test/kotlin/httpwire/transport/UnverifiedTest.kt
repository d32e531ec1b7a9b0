package httpwire.transport

import httpwire.HttpException.TlsFailed
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.kotest.matchers.string.shouldContain
import okhttp3.CertificatePinner
import okhttp3.tls.HeldCertificate
import javax.net.ssl.SSLContext

private val UNVERIFIED = TlsOptions.builder().unverified().build()

private fun pinned(vararg keys: HeldCertificate) = UNVERIFIED.newBuilder()
    .pin("*", *keys.map { CertificatePinner.pin(it.certificate) }.toTypedArray()).build()

class UnverifiedTest :
    FunSpec({
        withTests(
            nameFn = { (name, _) -> "a certificate is accepted that is $name" },
            listOf(
                "expired" to Identities.expired(),
                "not yet valid" to Identities.notYetValid(),
                "self-signed" to Identities.selfSigned(),
                "for another name" to Identities.issue("b.test"),
                "for no name" to HeldCertificate.Builder().rsa2048().build(),
            ),
        ) { (_, certificate) ->
            for (path in SecurePath.entries) {
                val script = path.script().startTls(Identities.server(certificate)).expect("a").reply("b").expectEnd()
                ScriptedPeer.listening(script).use { peer ->
                    peer.open(*path.layers("a.test", UNVERIFIED)).use {
                        it.sink.writeUtf8("a").flush()
                        it.source.readUtf8(1) shouldBe "b"
                    }
                }
            }
        }

        test("with a pin only its key is accepted, whatever the certificate says") {
            val own = Identities.selfSigned()
            val reserve = HeldCertificate.Builder().build()
            val path = SecurePath.DIRECT
            ScriptedPeer.listening(path.script().startTls(Identities.server(own)).expectEnd()).use {
                it.open(*path.layers("b.test", pinned(own, reserve))).close()
            }
            val another = path.script().startTls(
                Identities.server(Identities.issue("b.test")),
            ).ignoreInput().expectEnd()
            ScriptedPeer.listening(another).use {
                shouldThrow<TlsFailed> { it.open(*path.layers("b.test", pinned(own, reserve))) }
                    .problem shouldBe TlsFailed.Problem.PIN
            }
        }

        test("it is a part of the value, and goes with no other trust") {
            UNVERIFIED.isUnverified shouldBe true
            UNVERIFIED shouldBe TlsOptions.builder().unverified().build()
            UNVERIFIED shouldNotBe TlsOptions.DEFAULT
            UNVERIFIED.newBuilder().build().isUnverified shouldBe true
            TlsOptions.DEFAULT.isUnverified shouldBe false
            val pem = Identities.authority.certificatePem()
            for (other in listOf(
                TlsOptions.builder().unverified().trusting(pem),
                TlsOptions.builder().context(SSLContext.getDefault()).unverified(),
            )) {
                shouldThrow<IllegalArgumentException> { other.build() }.message!! shouldContain "unverified"
            }
        }

        test("the chain that was refused is told with the JVM's own trust too") {
            val script = Script.start().expectTlsRefusal(Identities.server(Identities.issue("a.test")))
            ScriptedPeer.listening(script).use { peer ->
                val failed = shouldThrow<TlsFailed> {
                    peer.open(*SecurePath.DIRECT.layers("a.test", TlsOptions.DEFAULT))
                }
                failed.problem shouldBe TlsFailed.Problem.UNTRUSTED
                failed.message!! shouldContain "(issued by CN=httpwire tests, valid "
                failed.certificates.size shouldBe 1
            }
        }
    })
