package httpwire.internal.syntax

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.arbitrary
import io.kotest.property.checkAll

private class Check(val name: String, val check: (String) -> Int, val allowed: (Char) -> Boolean, val emptyIs: Int)

private val CHECKS = listOf(
    Check("checkToken", Syntax::checkToken, { it in "!#$%&'*+-.^_`|~" || it in '0'..'9' || it.isAsciiLetter() }, 0),
    Check("checkFieldValue", Syntax::checkFieldValue, { it.code in 1..255 && it != '\r' && it != '\n' }, Syntax.OK),
    Check("checkTarget", Syntax::checkTarget, { it in '!'..'~' && it != '#' }, 0),
    Check("checkRegName", Syntax::checkRegName, { it in "-._~!$&'()*+,;=" || it in '0'..'9' || it.isAsciiLetter() }, 0),
)

private fun Char.isAsciiLetter() = this in 'a'..'z' || this in 'A'..'Z'

/** Mostly harmless text with a telling character here and there. */
private val texts: Arb<String> = arbitrary { source ->
    val telling = "\u0000\t\n\r \u001f\"#%/:;@[]\u007f\u0080\u00a0\u00ff\u0100\u010a\u2028\uff0f\ud83d\ude00"
    (0 until source.random.nextInt(30)).map {
        val strange = telling[source.random.nextInt(telling.length)]
        if (source.random.nextInt(10) > 0) 'a' + source.random.nextInt(26) else strange
    }.joinToString("")
}

class SyntaxTest : FunSpec({
    for (each in CHECKS) {
        test("${each.name}: every single character, alone and after others") {
            for (c in Char.MIN_VALUE..Char.MAX_VALUE) {
                each.check("$c") shouldBe if (each.allowed(c)) Syntax.OK else 0
                each.check("ab$c") shouldBe if (each.allowed(c)) Syntax.OK else 2
            }
        }

        test("${each.name}: the empty text") { each.check("") shouldBe each.emptyIs }

        test("${each.name}: the offset is that of the first bad character") {
            checkAll(1_000, texts) { text ->
                if (text.isNotEmpty()) each.check(text) shouldBe text.indexOfFirst { !each.allowed(it) }
            }
        }
    }

    test("a surrogate counts only as half of a pair") {
        val bad = mapOf(
            "" to Syntax.OK,
            "a\u00e9\u20ac" to Syntax.OK,
            "a\ud83d\ude00b\ud83d\ude00" to Syntax.OK,
            "\ud83d" to 0,
            "\ude00\ud83d" to 0,
            "ab\ud83d\ud83d\ude00" to 2,
            "\ud83d\ude00\ude00" to 2,
        )
        for ((text, offset) in bad) Syntax.checkSurrogates(text) shouldBe offset
    }

    test("a character is described by itself or by its code") {
        val described = listOf('a', '~', ' ', '\r', '\n', '\u0000', '\u007f', '\u00e9', '\u2028').map(Syntax::describe)
        described shouldBe listOf("'a'", "'~'", "0x20", "0x0D", "0x0A", "0x00", "0x7F", "0xE9", "0x2028")
    }
})
