package httpwire.internal.syntax

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

private const val LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
private const val DIGITS = "0123456789"

/** Every character from before 0 to beyond ISO-8859-1, and some whose low bits look like ASCII. */
private val ALL = (-200..0x300).toList() + listOf(0x2028, 0xFF21, 0x10041, Int.MIN_VALUE, Int.MAX_VALUE)

private fun membersOf(isMember: (Int) -> Boolean) = ALL.filter(isMember).map { it.toChar() }.joinToString("")

private fun sorted(text: String) = text.toList().sorted().joinToString("")

class CharactersTest : FunSpec({
    test("a token is made of RFC 9110's tchar") {
        membersOf(Characters::isToken) shouldBe sorted("!#$%&'*+-.^_`|~$DIGITS$LETTERS")
    }

    test("a registered name is made of RFC 3986's unreserved and sub-delims") {
        membersOf(Characters::isRegName) shouldBe sorted("-._~!$&'()*+,;=$DIGITS$LETTERS")
    }

    test("RFC 3986's unreserved characters") {
        membersOf(Characters::isUnreserved) shouldBe sorted("-._~$DIGITS$LETTERS")
    }

    test("visible is what ASCII prints, the space left out") {
        membersOf(Characters::isVisible) shouldBe ('!'..'~').joinToString("")
    }

    test("blank is SP and HTAB") {
        membersOf(Characters::isBlank) shouldBe "\t "
    }

    test("lower case is that of ASCII alone") {
        for (c in ALL) Characters.lowerCase(c) shouldBe if (c in 65..90) c + 32 else c
    }
})
