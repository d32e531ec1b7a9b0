package httpwire.transport

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import okhttp3.tls.HeldCertificate
import java.io.IOException
import java.nio.file.Files
import java.nio.file.Path
import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.spec.MGF1ParameterSpec
import java.security.spec.PSSParameterSpec
import java.security.spec.RSAKeyGenParameterSpec
import java.security.spec.RSAKeyGenParameterSpec.F4
import java.util.concurrent.TimeUnit
import kotlin.io.path.createTempDirectory
import kotlin.io.path.readText
import kotlin.io.path.writeText

/** Runs the real `openssl` in a folder of its own, which is deleted afterwards. */
private class OpenSsl : AutoCloseable {
    val folder: Path = createTempDirectory("httpwire-openssl")

    fun run(vararg words: String): OpenSsl {
        val output = Files.createTempFile(folder, "out", "")
        val process = ProcessBuilder("openssl", *words).directory(folder.toFile())
            .redirectErrorStream(true).redirectOutput(output.toFile()).start()
        check(process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0) { output.readText() }
        return this
    }

    fun read(file: String): String = folder.resolve(file).readText()

    fun write(file: String, text: String) = folder.resolve(file).writeText(text)

    override fun close() {
        folder.toFile().deleteRecursively()
    }

    companion object {
        val isThere: Boolean = runCatching {
            ProcessBuilder("openssl", "version").start().waitFor() == 0
        }.getOrDefault(false)
    }
}

private const val SELF_SIGNED = "req -new -x509 -key key.pem -subj /CN=ours -days 2 -out cert.pem"

/** How OpenSSL makes a key, and the forms in which it writes it. */
private val KEYS = mapOf(
    "RSA" to "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem",
    "P-256" to "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem",
    "P-384" to "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out key.pem",
)

/** A key that signs in one way only, and whether it says with which digest. */
private val PSS_KEYS = mapOf<String, PSSParameterSpec?>(
    "any digest" to null,
    "SHA-512" to PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1),
)

private fun pssKeys(parameters: PSSParameterSpec?): KeyPair =
    KeyPairGenerator.getInstance("RSASSA-PSS").apply { initialize(RSAKeyGenParameterSpec(2048, F4, parameters)) }
        .generateKeyPair()

private val FORMS = mapOf(
    "PKCS #8" to "pkcs8 -topk8 -nocrypt -in key.pem -out other.pem",
    "PKCS #1 or SEC 1" to "pkey -traditional -in key.pem -out other.pem",
    "encrypted" to "pkcs8 -topk8 -in key.pem -passout pass:geheim -out other.pem",
    "encrypted with AES-128 and SHA-1" to
        "pkcs8 -topk8 -v2 aes-128-cbc -v2prf hmacWithSHA1 -in key.pem -passout pass:geheim -out other.pem",
)

private fun String.words() = split(' ').toTypedArray()

class ClientCertificateTest :
    FunSpec({
        for ((kind, make) in KEYS) {
            withTests(nameFn = { "OpenSSL's key of $kind is read as $it" }, FORMS.keys) { form ->
                if (!OpenSsl.isThere) return@withTests
                OpenSsl().use { openssl ->
                    openssl.run(*make.words()).run(*SELF_SIGNED.words()).run(*FORMS.getValue(form).words())
                    val certificate =
                        ClientCertificate.fromPem(
                            openssl.read("cert.pem"),
                            openssl.read("other.pem"),
                            "geheim".toCharArray(),
                        )
                    certificate shouldBe ClientCertificate.fromPem(openssl.read("cert.pem"), openssl.read("key.pem"))
                    certificate.toString() shouldBe "certificate of CN=ours"
                }
            }
        }

        test("a wrong password is said to be wrong, and not shown") {
            if (!OpenSsl.isThere) return@test
            OpenSsl().use { openssl ->
                openssl.run(*KEYS.getValue("P-256").words()).run(*SELF_SIGNED.words())
                    .run(*FORMS.getValue("encrypted").words())
                val wrong = shouldThrow<IllegalArgumentException> {
                    ClientCertificate.fromPem(
                        openssl.read("cert.pem"),
                        openssl.read("other.pem"),
                        "falsch".toCharArray(),
                    )
                }
                wrong.message shouldBe "can't use the PEM text of our private key: the password does not fit the " +
                    "ENCRYPTED PRIVATE KEY in line 1"
            }
        }

        test("PKCS #12, as OpenSSL writes it") {
            if (!OpenSsl.isThere) return@test
            OpenSsl().use { openssl ->
                openssl.run(*KEYS.getValue("P-256").words()).run(*SELF_SIGNED.words())
                    .run(*"pkcs12 -export -inkey key.pem -in cert.pem -passout pass:geheim -out ours.p12".words())
                val file = openssl.folder.resolve("ours.p12")
                val certificate = ClientCertificate.fromPkcs12(file, "geheim".toCharArray())
                certificate shouldBe ClientCertificate.fromPem(openssl.read("cert.pem"), openssl.read("key.pem"))
                shouldThrow<IOException> { ClientCertificate.fromPkcs12(file, "falsch".toCharArray()) }
                    .message!! shouldNotContain "falsch"
                shouldThrow<IOException> { ClientCertificate.fromPkcs12(openssl.folder.resolve("none"), CharArray(0)) }
            }
        }

        test("a chain in any order, with others in between, is put in order") {
            val root = HeldCertificate.Builder().certificateAuthority(1).commonName("root").build()
            val middle = HeldCertificate.Builder().certificateAuthority(0).commonName("middle").signedBy(root).build()
            val own = HeldCertificate.Builder().commonName("own").signedBy(middle).build()
            val other = HeldCertificate.Builder().commonName("other").build()
            val ordered = listOf(own, middle, root).map { it.certificate }
            for (order in listOf(
                listOf(root, other, middle, own),
                listOf(middle, own, root),
                listOf(own, root, middle, other),
            )) {
                val pem = order.joinToString("") { it.certificatePem() }
                ClientCertificate.fromPem(pem, own.privateKeyPkcs8Pem()).certificates shouldBe ordered
            }
            val missing = own.certificatePem() + root.certificatePem()
            ClientCertificate.fromPem(missing, own.privateKeyPkcs8Pem()).certificates shouldBe listOf(own.certificate)
        }

        test("a key that belongs to none of the certificates is refused") {
            val one = HeldCertificate.Builder().build()
            val two = HeldCertificate.Builder().build()
            shouldThrow<IllegalArgumentException> {
                ClientCertificate.fromPem(one.certificatePem(), two.privateKeyPkcs8Pem())
            }
                .message!! shouldContain "our private key belongs to none of our certificates"
        }

        withTests(
            nameFn = { (pattern, host, fits) -> "$pattern ${if (fits) "fits" else "does not fit"} $host" },
            listOf(
                Triple("*", "a.test", true),
                Triple("a.test", "A.Test", true),
                Triple("a.test", "b.a.test", false),
                Triple("*.a.test", "b.a.test", true),
                Triple("*.A.test", "b.a.test", true),
                Triple("*.a.test", "a.test", false),
                Triple("*.a.test", "c.b.a.test", false),
                Triple("*.a.test", ".a.test", false),
                Triple("*.a.test", "xa.test", false),
            ),
        ) { (pattern, host, fits) -> HostPattern.of(pattern).matches(host) shouldBe fits }

        withTests(nameFn = { "'$it' is no pattern" }, "", "*.", "a.*", "*a.test", "**.a.test", "*.*.test") {
            shouldThrow<IllegalArgumentException> { HostPattern.of(it) }
        }

        withTests(nameFn = { "a key for RSASSA-PSS with $it belongs to its certificate" }, PSS_KEYS.keys) {
            val issuer = HeldCertificate.Builder().certificateAuthority(0).build()
            val pairs = List(2) { _ -> pssKeys(PSS_KEYS.getValue(it)) }
            val certificates = pairs.map { pair ->
                HeldCertificate.Builder().keyPair(pair).signedBy(issuer).build().certificate
            }
            CertificateChain.of(pairs[0].private, certificates) shouldBe listOf(certificates[0])
            shouldThrow<IllegalArgumentException> { CertificateChain.of(pairs[0].private, certificates.drop(1)) }
        }
    })
