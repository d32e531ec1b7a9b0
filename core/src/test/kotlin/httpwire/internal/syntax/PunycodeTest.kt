package httpwire.internal.syntax

import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.arbitrary
import io.kotest.property.checkAll
import java.net.IDN

/** RFC 3492 section 7.1, in part, and shorter ones. */
private val SAMPLES = mapOf(
    "bcher-kva" to "b\u00fccher",
    "fa-hia" to "fa\u00df",
    "zca" to "\u00df",
    "a-bga9c41921aba" to "\ud83d\ude00\u00fc\ud83d\ude00a\u00e9",
    "0y0c" to "\ue000",
    "ls8h" to "\ud83d\udca9",
    "egbpdaj6bu4bxfgehfvwxn" to
        "\u0644\u064a\u0647\u0645\u0627\u0628\u062a\u0643\u0644\u0645\u0648\u0634\u0639\u0631\u0628\u064a\u061f",
    "ihqwcrb4cv8a8dqg056pqjye" to "\u4ed6\u4eec\u4e3a\u4ec0\u4e48\u4e0d\u8bf4\u4e2d\u6587",
    "ihqwctvzc91f659drss3x8bo0yb" to "\u4ed6\u5011\u7232\u4ec0\u9ebd\u4e0d\u8aaa\u4e2d\u6587",
    "Proprostnemluvesky-uyb24dma41a" to
        "Pro\u010dprost\u011bnemluv\u00ed\u010desky",
    "3B-ww4c5e180e575a65lsy2b" to "3\u5e74B\u7d44\u91d1\u516b\u5148\u751f",
    "-> \$1.00 <--" to "-> \$1.00 <-",
    "abc-" to "abc",
    "" to "",
)

private val BROKEN =
    listOf("-", "-a", "b\u00fc", "a_", "99999999", "a-0", "a.b", " ", "a-\u0000", "0", "zzzzzzz9zzzzzzz9zzzzzzz9") +
        // Surrogates.
        listOf("ib9b", "a-qo7g") +
        listOf("9".repeat(59), "z9".repeat(29))

private const val DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789"

private val digits: Arb<String> = arbitrary { source ->
    // High digits make long numbers, which a low one ends.
    val alphabet = if (source.random.nextBoolean()) DIGITS else "0123456789"
    (0..source.random.nextInt(58)).map { alphabet[source.random.nextInt(alphabet.length)] }.joinToString("") + "a"
}

private val texts: Arb<String> = arbitrary { source ->
    val alphabet = "abz09-\u00e4\u00fc\u0434\u05d0\u4e2d\u3042"
    val text = (0..source.random.nextInt(12)).map { alphabet[source.random.nextInt(alphabet.length)] }.joinToString("")
    text + "\u00e9"
}

class PunycodeTest :
    FunSpec({
        context("decoded") {
            withTests(nameFn = { "'$it'" }, SAMPLES.keys) { Punycode.decode(it) shouldBe SAMPLES.getValue(it) }
        }

        test("what is not Punycode is nothing") {
            BROKEN.associateWith(Punycode::decode).filterValues { it != null } shouldBe emptyMap()
        }

        test("any digits are decoded into text, or refused") {
            checkAll(20_000, digits) { encoded ->
                val text = Punycode.decode(encoded)
                if (text != null) Syntax.checkSurrogates(text) shouldBe Syntax.OK
            }
        }

        test("what the JDK encodes is decoded again") {
            checkAll(2_000, texts) { text ->
                val label = try {
                    IDN.toASCII(text)
                } catch (_: IllegalArgumentException) {
                    "" // Text of two directions.
                }
                if (label.isNotEmpty()) Punycode.decode(label.removePrefix("xn--")) shouldBe text
            }
        }
    })
