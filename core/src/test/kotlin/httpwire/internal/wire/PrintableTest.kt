package httpwire.internal.wire

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll

private val TABLE = listOf(
    "" to "",
    "a b~!" to "a b~!",
    "\r\n\t" to "\\r\\n\\t",
    "\u0000\u001b[1m\u007f" to "\\x00\\x1b[1m\\x7f",
    "\u0080\u00e9\u00ff" to "\\x80\\xe9\\xff",
    "x".repeat(64) to "x".repeat(64),
    "x".repeat(65) to "x".repeat(64) + "…",
    "a██b" to "a██b", // A secret that is hidden already.
    "\u0001".repeat(65) to "\\x01".repeat(64) + "…",
)

class PrintableTest : FunSpec({
    for ((text, printable) in TABLE) test("$printable is safe and short") { Printable.of(text) shouldBe printable }

    test("the bound is the caller's") { Printable.of("abc\r", 3) shouldBe "abc…" }

    test("nothing but visible characters and spaces comes out, whatever went in") {
        checkAll(1_000, Arb.string(0..80)) { text ->
            Printable.of(text).removeSuffix("…").all { it in ' '..'~' || it == '█' } shouldBe true
        }
    }
})
