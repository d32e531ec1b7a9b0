package httpwire.client.cache

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.time.Instant

class CacheDatesTest : FunSpec({
    test("RFC 9111 §4.2: the case of a date does not matter") {
        val date = Instant.parse("1994-11-06T08:49:37Z")
        val forms =
            listOf("Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994")
        for (form in forms) {
            for (text in listOf(form, form.uppercase(), form.lowercase(), form.map { swapped(it) }.joinToString(""))) {
                withClue(text) { CacheDates.parse(text) shouldBe date }
            }
        }
    }

    test("what is no date is none") {
        for (text in listOf(
            "",
            "0",
            "-1",
            "x",
            "gmt",
            "Sun, 06 Nov 1994 08:49:37 gm",
            "Sun, 06 Nov 1994 08:49:37gmt",
        )) {
            withClue(text) { CacheDates.parse(text) shouldBe null }
        }
    }

    test("of several fields none is taken") {
        CacheDates.only(fields("Date: @0"), "date") shouldBe START
        for (lines in listOf(arrayOf(), arrayOf("Date: x"), arrayOf("Date: @0", "Date: @0"))) {
            CacheDates.only(fields(*lines), "Date") shouldBe null
        }
    }
})

private fun swapped(c: Char): Char = if (c.isUpperCase()) c.lowercaseChar() else c.uppercaseChar()
