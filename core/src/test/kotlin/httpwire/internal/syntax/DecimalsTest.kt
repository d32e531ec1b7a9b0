package httpwire.internal.syntax

import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.longs.shouldBeLessThan
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.arbitrary
import io.kotest.property.arbitrary.long
import io.kotest.property.checkAll
import java.math.BigInteger

private fun decimal(text: String) = Decimals.parseDecimal(text)

private fun hex(text: String) = text.toByteArray(Charsets.ISO_8859_1).let { Decimals.parseHex(it, 0, it.size) }

/** What no number may look like, in either radix. */
private val NO_NUMBERS =
    listOf("", " ", "+", "-", "+5", "-5", "-0", " 5", "5 ", "\t5", "5\t", "5\n", "5\u0000", "\u00005", "5_0", "_5") +
        listOf("5_", "0x5", "0X5", "x5", "5x", "5.", ".5", "5,", "5 5", "5h", "5L", "\u00b2", "5\u00a0", "\u00ff") +
        listOf("/", ":", "@", "G", "`", "g", "'5'", "1e+1")

private val LONG_MAX = Long.MAX_VALUE.toBigInteger()

/** Digits of [radix], sometimes with a stranger among them, sometimes with zeros in front. */
private fun digits(radix: Int): Arb<String> = arbitrary { source ->
    val alphabet = "0123456789abcdefABCDEF".take(if (radix == 10) 10 else 22)
    val zeros = "0".repeat(if (source.random.nextInt(3) == 0) source.random.nextInt(40) else 0)
    val text = zeros + (1..source.random.nextInt(24)).map { alphabet[source.random.nextInt(alphabet.length)] }
        .joinToString("")
    if (source.random.nextInt(4) > 0 || text.isEmpty()) return@arbitrary text
    val at = source.random.nextInt(text.length)
    text.replaceRange(at, at + 1, "+- _xg.\u00b2"[source.random.nextInt(8)].toString())
}

private fun expected(text: String, radix: Int): Long {
    if (text.isEmpty() || text.any { it > 'z' || Character.digit(it, radix) < 0 }) return -1
    val value = BigInteger(text, radix)
    return if (value > LONG_MAX) -1 else value.toLong()
}

class DecimalsTest : FunSpec({
    context("decimal") {
        withTests<Pair<String, Long>>(
            { it.first.take(40) },
            "0" to 0, "00" to 0, "5" to 5, "05" to 5, "1234567890" to 1234567890,
            "9223372036854775806" to Long.MAX_VALUE - 1,
            "9223372036854775807" to Long.MAX_VALUE,
            "0009223372036854775807" to Long.MAX_VALUE,
            "9223372036854775808" to -1,
            "9999999999999999999" to -1,
            "10000000000000000000" to -1,
            "18446744073709551615" to -1,
            "18446744073709551616" to -1,
            "18446744073709551621" to -1,
            "a" to -1, "1a" to -1,
        ) { (text, value) -> decimal(text) shouldBe value }
    }

    context("hexadecimal") {
        withTests<Pair<String, Long>>(
            { it.first.take(40) },
            "0" to 0, "a" to 10, "A" to 10, "f" to 15, "fF" to 255, "0010" to 16, "DeadBeef" to 0xDEADBEEF,
            "7ffffffffffffffe" to Long.MAX_VALUE - 1,
            "7FFFFFFFFFFFFFFF" to Long.MAX_VALUE,
            "00007FFFFFFFFFFFFFF" to (Long.MAX_VALUE shr 4),
            "00007FFFFFFFFFFFFFFF" to Long.MAX_VALUE,
            "8000000000000000" to -1,
            "ffffffffffffffff" to -1,
            "10000000000000000" to -1,
            "10000000000000005" to -1,
        ) { (text, value) -> hex(text) shouldBe value }
    }

    test("nothing else is a number") {
        for (text in NO_NUMBERS) {
            decimal(text) shouldBe Decimals.INVALID
            hex(text) shouldBe Decimals.INVALID
        }
    }

    test("only the digits between the bounds count") {
        val text = "x12y".toByteArray()
        Decimals.parseHex(text, 1, 3) shouldBe 0x12
        Decimals.parseHex(text, 3, 1) shouldBe -1
    }

    test("P31: every long is what BigInteger says") {
        checkAll(2_000, Arb.long(0..Long.MAX_VALUE)) { value ->
            decimal(value.toString()) shouldBe value
            hex(value.toString(16)) shouldBe value
            hex(value.toString(16).uppercase()) shouldBe value
        }
    }

    test("any digits are what BigInteger says") {
        checkAll(5_000, digits(10)) { decimal(it) shouldBe expected(it, 10) }
        checkAll(5_000, digits(16)) { hex(it) shouldBe expected(it, 16) }
    }

    test("T9: a million digits cost no more than looking at them") {
        for (digit in listOf("9", "0")) {
            val million = digit.repeat(1_000_000) + "1"
            val started = System.nanoTime()
            repeat(10) {
                decimal(million) shouldBe if (digit == "0") 1L else -1L
                hex(million) shouldBe if (digit == "0") 1L else -1L
            }
            // A quadratic parser needs minutes for one of them.
            (System.nanoTime() - started) / 1_000_000 shouldBeLessThan 5_000
        }
    }
})
