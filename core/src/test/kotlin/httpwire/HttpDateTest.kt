package httpwire

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.long
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll
import java.time.Instant
import java.util.Locale

private val NOW = Instant.parse("2026-07-01T00:00:00Z")

private fun at(text: String): Instant? = text.takeIf { it != "-" }?.let(Instant::parse)

class HttpDateTest : FunSpec({
    val table = """
        Sun, 06 Nov 1994 08:49:37 GMT     | 1994-11-06T08:49:37Z
        Sunday, 06-Nov-94 08:49:37 GMT    | 1994-11-06T08:49:37Z
        Sun Nov  6 08:49:37 1994          | 1994-11-06T08:49:37Z
        Wed Nov 16 08:49:37 1994          | 1994-11-16T08:49:37Z
        Wednesday, 09-Nov-94 23:12:40 GMT | 1994-11-09T23:12:40Z
        Thu, 29 Feb 2024 00:00:00 GMT     | 2024-02-29T00:00:00Z
        Sat, 31 Dec 2016 23:59:60 GMT     | 2017-01-01T00:00:00Z
        Thu, 01 Jan 1970 00:00:00 GMT     | 1970-01-01T00:00:00Z
        Fri, 31 Dec 9999 23:59:59 GMT     | 9999-12-31T23:59:59Z
        Friday, 01-Jan-76 00:00:00 GMT    | 2076-01-01T00:00:00Z
        Friday, 01-Jan-77 00:00:00 GMT    | 1977-01-01T00:00:00Z
        Wednesday, 01-Jul-76 00:00:00 GMT | 2076-07-01T00:00:00Z
        Wednesday, 01-Jul-76 00:00:01 GMT | 1976-07-01T00:00:01Z
        Thursday, 31-Dec-76 23:59:60 GMT  | 1977-01-01T00:00:00Z
        Tuesday, 29-Feb-00 00:00:00 GMT   | 2000-02-29T00:00:00Z
        Mon, 06 Nov 1994 08:49:37 GMT     | 1994-11-06T08:49:37Z
        Fri, 31 Dec 9999 23:59:60 GMT     | -
        Fri Dec 31 23:59:60 9999          | -
        sun, 06 Nov 1994 08:49:37 GMT     | -
        Sun, 06 nov 1994 08:49:37 GMT     | -
        Sun, 06 Nov 1994 08:49:37 gmt     | -
        Sun, 06 Nov 1994 08:49:37 UTC     | -
        Sun, 06 Nov 1994 08:49:37 +0000   | -
        Sun, 06 Nov 1994 08:49:37         | -
        Sun, 6 Nov 1994 08:49:37 GMT      | -
        Sun, 06 Nov 94 08:49:37 GMT       | -
        Sun, 06-Nov-1994 08:49:37 GMT     | -
        Sun, 06  Nov 1994 08:49:37 GMT    | -
        Sun,06 Nov 1994 08:49:37 GMT      | -
        Sun, 06 Nov 1994 8:49:37 GMT      | -
        Sun, 06 Nov 1994 08:49 GMT        | -
        Sun, 06 Nov 1994 24:00:00 GMT     | -
        Sun, 06 Nov 1994 08:60:00 GMT     | -
        Sun, 06 Nov 1994 08:49:61 GMT     | -
        Sun, 31 Nov 1994 08:49:37 GMT     | -
        Wed, 29 Feb 2023 08:49:37 GMT     | -
        Sun, 00 Nov 1994 08:49:37 GMT     | -
        06 Nov 1994 08:49:37 GMT          | -
        Sun, 06 Nov 1994 08:49:37 GMT;    | -
        Sun Nov 6 08:49:37 1994           | -
        Sun Nov 06 08:49:37 1994          | 1994-11-06T08:49:37Z
        Sun Nov  6 08:49:37 1994 GMT      | -
        Sun Nov  6 08:49:37 19945         | -
        Sun Nov  6 08:49:37 1994 x        | -
        Sun, 06 Nov 1994 08:49:37 GMT GMT | -
        Sun, 06 Nov 199: 08:49:37 GMT     | -
        Sun, 06 Nov 199/ 08:49:37 GMT     | -
        Sun, 06 Nov 1994 ٠٨:49:37 GMT     | -
        0                                 | -
        -1                                | -
    """.trimIndent().lines()
    for (row in table) {
        val (text, expected) = row.split('|').map(String::trim)
        test("P32: RFC 9110 §5.6.7: ${text.replace("  ", "␣␣")}") { HttpDate.parse(text, NOW) shouldBe at(expected) }
    }

    test("RFC 9110 §5.6.7: a year of two digits is the latest one that is not more than 50 years ahead") {
        for ((now, date) in listOf("2099-12-31" to "2100", "2050-01-01" to "2100", "2049-12-31" to "2000")) {
            HttpDate.parse("Friday, 01-Jan-00 00:00:00 GMT", at("${now}T00:00:00Z")!!) shouldBe
                at("$date-01-01T00:00:00Z")
        }
    }

    test("neither blanks around a date nor an empty text are a date") {
        for (text in listOf("", " ", " Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT ")) {
            HttpDate.parse(text) shouldBe null
        }
    }

    test("every beginning of a date, and a date without one character, is no date") {
        for (date in listOf("Sun, 16 Nov 1994 08:49:37 GMT", "Sunday, 16-Nov-94 08:49:37 GMT")) {
            for (i in date.indices) {
                HttpDate.parse(date.substring(0, i), NOW) shouldBe null
                HttpDate.parse(date.removeRange(i, i + 1), NOW) shouldBe null
            }
        }
    }

    test("what is written can be read") {
        val last = Instant.parse("9999-12-31T23:59:59Z").epochSecond
        checkAll(Arb.long(Instant.parse("0000-01-01T00:00:00Z").epochSecond..last)) { seconds ->
            val date = Instant.ofEpochSecond(seconds)
            HttpDate.parse(HttpDate.format(date)) shouldBe date
        }
    }

    test("parts of a second are left out") {
        HttpDate.format(Instant.parse("1994-11-06T08:49:37.999Z")) shouldBe "Sun, 06 Nov 1994 08:49:37 GMT"
    }

    test("a date is written in US-ASCII, whatever the JVM's language is, and one that has no four digits is refused") {
        val locale = Locale.getDefault()
        Locale.setDefault(Locale.forLanguageTag("th-TH-u-nu-thai"))
        try {
            HttpDate.format(Instant.EPOCH) shouldBe "Thu, 01 Jan 1970 00:00:00 GMT"
        } finally {
            Locale.setDefault(locale)
        }
        for (date in listOf("-0001-12-31T23:59:59Z", "+10000-01-01T00:00:00Z")) {
            shouldThrow<IllegalArgumentException> { HttpDate.format(at(date)!!) }
        }
    }

    test("any text is read or refused, and none throws") {
        checkAll(Arb.string(0..40)) { HttpDate.parse(it) }
        val date = "Sunday, 06-Nov-94 08:49:37 GMT"
        checkAll(Arb.int(date.indices), Arb.int(0..0x2fff)) { i, code ->
            HttpDate.parse(date.replaceRange(i, i + 1, code.toChar().toString()))
        }
    }
})
