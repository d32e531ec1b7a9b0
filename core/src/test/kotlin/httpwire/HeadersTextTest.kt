package httpwire

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.kotest.matchers.string.shouldStartWith
import okio.Buffer
import okio.ByteString.Companion.encode

private val WAYS_IN: Map<String, (String, String) -> Unit> = mapOf(
    "of" to { name, value -> Headers.of(name, value) },
    "add" to { name, value -> Headers.Builder().add(name, value) },
    "set" to { name, value -> Headers.Builder().set(name, value) },
)

private val BAD_NAMES =
    listOf("" to "it is empty", " " to "0x20 at offset 0", "A " to "0x20 at offset 1", " A" to "0x20 at offset 0") +
        listOf("A:" to "':' at offset 1", "A\r" to "0x0D at offset 1", "A\nB" to "0x0A at offset 1") +
        listOf("A\u0000" to "0x00 at offset 1", "A\tB" to "0x09 at offset 1", "A\u007f" to "0x7F at offset 1") +
        listOf("\u00c4" to "0xC4 at offset 0", "A\u212a" to "0x212A at offset 1", "A/B" to "'/' at offset 1") +
        listOf("\"A\"" to "'\"' at offset 0", "(A)" to "'(' at offset 0")

private fun written(headers: Headers) = Buffer().also { headers.writeTo(it) }.readByteString()

private fun latin1(text: String) = text.encode(Charsets.ISO_8859_1)

class HeadersTextTest : FunSpec({
    for ((way, add) in WAYS_IN) {
        test(
            "T4, T7, R1, R15: $way refuses CR, LF, NUL and what is not ISO-8859-1, naming the field and not the value",
        ) {
            for ((bad, code) in listOf('\r' to "0x0D", '\n' to "0x0A", '\u0000' to "0x00", '\u0100' to "0x100")) {
                for (value in listOf("${bad}secret", "se${bad}cret", "secret$bad", "secret\r$bad secret")) {
                    val message = shouldThrow<IllegalArgumentException> { add("X-Token", value) }.message!!
                    message shouldStartWith "Invalid header value for X-Token: "
                    for (part in listOf("secret", "cret", "se$bad", "\r", "\n", "\u0000")) message shouldNotContain part
                    if (value.startsWith("se$bad")) message shouldContain "$code at offset 2"
                }
            }
            shouldThrow<IllegalArgumentException> { add("X", "\ud83d\ude00") }
            shouldThrow<IllegalArgumentException> { add("X", "a\r\n b") }
        }

        test("T4: $way refuses a name that is not a token") {
            for ((name, fault) in BAD_NAMES) {
                val message = shouldThrow<IllegalArgumentException> { add(name, "secret") }.message
                message shouldBe "Invalid header name: $fault"
            }
        }

        test("$way takes every other character") {
            for (c in 1..255) if (c != 10 && c != 13) add("X", "a${c.toChar()}b")
        }
    }

    test("what was built is written as it was given, one byte a character") {
        written(Headers.of("A", "b", "a", "", "X-Y", "\u00e9\u00ff\u0080\tz", "Q", "a:b")) shouldBe
            latin1("A: b\r\na: \r\nX-Y: \u00e9\u00ff\u0080\tz\r\nQ: a:b\r\n")
        written(Headers.EMPTY) shouldBe latin1("")
    }

    test("what was parsed is written anew, whatever stood between name and value") {
        val block = latin1("A:  b \r\nc:\nD:\te  f\r\n").toByteArray()
        val headers = Headers.ofParsed(block, intArrayOf(0, 8, 11), block)
        headers.toList().map { it.key to it.value } shouldBe listOf("A" to "b", "c" to "", "D" to "e  f")
        written(headers) shouldBe latin1("A: b\r\nc: \r\nD: e  f\r\n")
        written(headers.newBuilder().add("G", "h").build()) shouldBe latin1("A: b\r\nc: \r\nD: e  f\r\nG: h\r\n")
        headers shouldBe Headers.of("A", "b", "C", "", "D", "e  f")
        headers.hashCode() shouldBe Headers.of("A", "b", "C", "", "D", "e  f").hashCode()
    }

    test("P1: text is ISO-8859-1 in both directions") {
        val all = (1..255).filter { it != 10 && it != 13 }.map { it.toChar() }.joinToString("")
        Headers.of("X", "x${all}x")["X"] shouldBe "x${all}x"
        written(Headers.of("X", "x${all}x")).size shouldBe "X: x${all}x\r\n".length
    }

    test("T7: secrets are hidden in toString and nowhere else") {
        val names = listOf("Authorization", "proxy-authorization", "COOKIE", "Set-Cookie", "X-Api-Key")
        for (name in names) {
            Headers.isSecret(name) shouldBe true
            val headers = Headers.of(name, "secret", "Accept", "text/plain")
            headers.toString() shouldBe "$name: ██\nAccept: text/plain\n"
            headers[name] shouldBe "secret"
            written(headers) shouldBe latin1("$name: secret\r\nAccept: text/plain\r\n")
        }
        for (name in listOf("Accept", "WWW-Authenticate", "Idempotency-Key", "")) Headers.isSecret(name) shouldBe false
        Headers.of("Location", "/x?token=secret&q=1").toString() shouldBe "Location: /x?token=██&q=1\n"
    }
})
