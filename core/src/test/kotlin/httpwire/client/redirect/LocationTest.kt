package httpwire.client.redirect

import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe

/** What a URL may have, RFC 3986 §2.2 and §2.3, and the percent sign. */
private const val URL_CHARACTERS =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%"

class LocationTest : FunSpec({
    test("a character that a URL may have stays, and any other byte is percent-encoded") {
        for (byte in 0..255) {
            val c = byte.toChar()
            val expected = if (c in URL_CHARACTERS) "$c" else "%%%02X".format(byte)
            Location.encoded("a${c}b") shouldBe "a${expected}b"
        }
    }

    withTests("" to "", " " to "", "\t/a \t" to "/a", "/a b " to "/a%20b") { (value, encoded) ->
        Location.encoded(value) shouldBe encoded
    }
})
