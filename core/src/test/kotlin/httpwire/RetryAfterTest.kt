package httpwire

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll
import java.time.Duration
import java.time.Instant

private val now = Instant.parse("1999-12-31T23:59:00Z")
private val most = RetryAfter.MAX_DELAY

class RetryAfterTest : FunSpec({
    val table = """
        120                                | 120
        0                                  | 0
        00007                              | 7
        2147483648                         | 2147483648
        2147483649                         | 2147483648
        99999999999999999999999999999999   | 2147483648
        Fri, 31 Dec 1999 23:59:59 GMT      | 59
        Friday, 31-Dec-99 23:59:59 GMT     | 59
        Fri Dec 31 23:59:59 1999           | 59
        Fri, 31 Dec 1999 23:58:59 GMT      | 0
        Fri, 31 Dec 1999 23:59:00 GMT      | 0
        Fri, 31 Dec 9999 23:59:59 GMT      | 2147483648
        Sat, 01 Jan 0000 00:00:00 GMT      | 0
        Fri, 31 Dec 9999 23:59:60 GMT      | -
        -1                                 | -
        +1                                 | -
        1.5                                | -
        1e3                                | -
        0x10                               | -
        120s                               | -
        12:                                | -
        12/                                | -
        1 2                                | -
        120, 60                            | -
        ٣                                  | -
        soon                               | -
        fri, 31 dec 1999 23:59:59 gmt      | -
        2000-01-01T00:00:00Z               | -
    """.trimIndent().lines().filterNot {
        "Thu, 01 Jan 0000" in it
    }
    for (row in table) {
        val (text, expected) = row.split('|').map(String::trim)
        test("RFC 9110 §10.2.3: $text") {
            (RetryAfter.parse(text)?.from(now)?.seconds?.toString() ?: "-") shouldBe expected
            RetryAfter.parse(text).toString().isEmpty() shouldBe false
            (Headers.of("retry-after", text.filter { it.code < 256 }).retryAfter() == null) shouldBe
                (expected == "-")
        }
    }

    test("neither nothing nor blanks are a delay") {
        for (text in listOf("", " ", " 1", "1 ")) RetryAfter.parse(text) shouldBe null
        Headers.EMPTY.retryAfter() shouldBe null
    }

    test("a delay is the same whatever time it is, a date is not") {
        val date = RetryAfter.parse("Fri, 31 Dec 1999 23:59:59 GMT")!!
        RetryAfter.parse("5")!!.from(Instant.MAX) shouldBe Duration.ofSeconds(5)
        date.from(now.plusMillis(58_999)) shouldBe Duration.ofMillis(1)
        date.from(Instant.MIN) shouldBe most
        date.from(Instant.MAX) shouldBe Duration.ZERO
    }

    test("it has one of its parts, within its bounds") {
        for (delay in listOf(Duration.ofNanos(-1), most.plusNanos(1))) {
            shouldThrow<IllegalArgumentException> { RetryAfter(delay, null) }
        }
        shouldThrow<IllegalArgumentException> { RetryAfter(null, null) }
        shouldThrow<IllegalArgumentException> { RetryAfter(Duration.ZERO, now) }
        RetryAfter(most, null).from(now) shouldBe most
    }

    test("what is written can be read") {
        for (text in listOf("120", "0", "2147483648", "Fri, 31 Dec 1999 23:59:59 GMT")) {
            RetryAfter.parse(text).toString() shouldBe text
        }
    }

    test("any text is read or refused") {
        checkAll(Arb.string(0..40)) { RetryAfter.parse(it) }
        RetryAfter.parse("9".repeat(1_000_000))!!.delay() shouldBe most
    }
})
