package httpwire.download

import httpwire.Headers
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.ByteString.Companion.encodeUtf8

private val A = "a".encodeUtf8()

class DigestTest : FunSpec({
    test("RFC 9530 §5: unknown algorithms are left out, repeated fields are one") {
        val one = "md5=:YQ==:, sha-256=:YQ==:"
        val headers = Headers.of("Repr-Digest", one, "Repr-Digest", "sha-512=:YQ==:, unixsum=1")
        Digest.of(headers, "Repr-Digest").toSet() shouldBe setOf(Digest("sha-256", A), Digest("sha-512", A))
        Digest.of(headers, "Content-Digest") shouldBe listOf()
    }

    test("a caller's digest is what the tools print") {
        Digest.sha256("a".encodeUtf8().sha256().hex()).value() shouldBe A.sha256()
        Digest.sha512("a".encodeUtf8().sha512().hex().uppercase()).value() shouldBe A.sha512()
        for (bad in listOf("", "zz", "00", "a".encodeUtf8().sha512().hex())) {
            shouldThrow<IllegalArgumentException> { Digest.sha256(bad) }
        }
        shouldThrow<IllegalArgumentException> { Digest("md5", A) }
    }
})
