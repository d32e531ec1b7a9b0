package httpwire.client.cookies

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.Codepoint
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.of
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll
import java.time.Instant
import java.time.LocalDate
import java.time.ZoneOffset

class CookieDateTest : FunSpec({
    val usual = "1994-11-06T08:49:37Z"
    val rows = listOf(
        "Sun, 06 Nov 1994 08:49:37 GMT" to usual,
        "Sunday, 06-Nov-94 08:49:37 GMT" to usual,
        "Sun Nov  6 08:49:37 1994" to usual,
        // Names of the day and of the zone mean nothing.
        "06 nov 1994 08:49:37" to usual,
        "Mon, 06 NOVEMBER 1994 08:49:37 PST" to usual,
        // In any order, with any delimiters.
        "1994 08:49:37 06 Nov" to usual,
        "08:49:37 06 1994 Nov" to usual,
        "Nov/6/1994;08:49:37" to usual,
        "_6~Nov[1994]{08:49:37}" to usual,
        "\t6 Nov 1994 8:49:37\t" to usual,
        // What follows a token after something that is not a digit.
        "6th Nov 1994ad 08:49:37.123" to usual,
        "6 Nov 1994 08:49:37Z" to usual,
        "6 Nov 1994 08:49:37pm" to usual,
        "6 Nov 1994 8:9:7" to "1994-11-06T08:09:07Z",
        // The first one of each kind counts.
        "6 Nov 1994 08:49:37 09:00:00" to usual,
        "6 Nov Dec 1994 08:49:37" to usual,
        "6 Nov 1994 1995 08:49:37" to usual,
        // The day is found before the year.
        "6 7 Nov 08:49:37" to null,
        "6 10 Nov 08:49:37" to "2010-11-06T08:49:37Z",
        // Years.
        "6 Nov 70 08:49:37" to "1970-11-06T08:49:37Z",
        "6 Nov 99 08:49:37" to "1999-11-06T08:49:37Z",
        "6 Nov 00 08:49:37" to "2000-11-06T08:49:37Z",
        "6 Nov 69 08:49:37" to "2069-11-06T08:49:37Z",
        "6 Nov 100 08:49:37" to null,
        "6 Nov 1600 08:49:37" to null,
        "6 Nov 1601 08:49:37" to "1601-11-06T08:49:37Z",
        "6 Nov 9999 08:49:37" to "9999-11-06T08:49:37Z",
        "6 Nov 19940 08:49:37" to null,
        "6 Nov 1 08:49:37" to null,
        // Days and months.
        "29 Feb 2024 00:00:00" to "2024-02-29T00:00:00Z",
        "29 Feb 2023 00:00:00" to null,
        "31 Apr 2024 00:00:00" to null,
        "0 Apr 2024 00:00:00" to null,
        "32 Apr 2024 00:00:00" to null,
        "006 Nov 1994 08:49:37" to null,
        "6 No 1994 08:49:37" to null,
        "6 11 1994 08:49:37" to null,
        // Times.
        "6 Nov 1994 23:59:59" to "1994-11-06T23:59:59Z",
        "6 Nov 1994 24:00:00" to null,
        "6 Nov 1994 00:60:00" to null,
        "6 Nov 1994 00:00:60" to null,
        "6 Nov 1994 008:49:37" to null,
        "6 Nov 1994 08:49:371" to null,
        "6 Nov 1994 08:49" to null,
        // What is no time may be a day.
        "6:49:371 Nov 1994 08:49:37" to usual,
        "6 Nov 1994 :49:37" to null,
        "6 Nov 1994 08::37" to null,
        "6 Nov 1994 08:49:" to null,
        "6 Nov 1994" to null,
        "Nov 1994 08:49:37" to null,
        "6 Nov 08:49:37" to null,
        "6 1994 08:49:37" to null,
        "" to null,
        "0" to null,
        "\u00e9 6 Nov 1994 08:49:37" to usual,
    )
    for ((text, expected) in rows) {
        test("RFC 6265bis §5.1.1: '$text' is ${expected ?: "not a date"}") {
            CookieDate.parse(text) shouldBe expected?.let(Instant::parse)
        }
    }

    test("RFC 6265bis §5.1.1: which characters are between tokens") {
        val delimiters = setOf(0x09) + (0x20..0x2F) + (0x3B..0x40) + (0x5B..0x60) + (0x7B..0x7E)
        for (code in 0..255) {
            val date = CookieDate.parse("6 Nov 1994 08:49:37".replace(' ', code.toChar()))
            withClue(code) { date shouldBe if (code in delimiters) Instant.parse(usual) else null }
        }
    }

    test("RFC 6265bis §5.1.1: no text makes it throw") {
        val letters = Arb.of("0123456789:- ,JanovDeGMT\t\u0000\u007f\u00ff".map { Codepoint(it.code) })
        checkAll(5_000, Arb.string(0..40, letters)) { CookieDate.parse(it) }
    }

    test("RFC 6265bis §5.1.1: each day of 1601 to 9999 is read as it is written") {
        val first = LocalDate.of(1601, 1, 1).toEpochDay().toInt()
        val last = LocalDate.of(9999, 12, 31).toEpochDay().toInt()
        val months = listOf("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
        checkAll(2_000, Arb.int(first..last)) { day ->
            val date = LocalDate.ofEpochDay(day.toLong())
            CookieDate.parse("${date.dayOfMonth} ${months[date.monthValue - 1]} ${date.year} 1:02:03") shouldBe
                date.atTime(1, 2, 3).toInstant(ZoneOffset.UTC)
        }
    }
})
