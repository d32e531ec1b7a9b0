package httpwire

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.long
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll

class ContentRangeTest : FunSpec({
    context("RFC 9110 §14.4: what is a range") {
        withTests(
            nameFn = { it.first },
            "bytes 42-1233/1234" to ContentRange("bytes", 42, 1233, 1234),
            "bytes 42-1233/*" to ContentRange("bytes", 42, 1233, -1),
            "bytes */1234" to ContentRange("bytes", -1, -1, 1234),
            "bytes */0" to ContentRange("bytes", -1, -1, 0),
            "bytes 0-0/1" to ContentRange("bytes", 0, 0, 1),
            "BYTES 0-0/1" to ContentRange("bytes", 0, 0, 1),
            "seconds 1-2/3" to ContentRange("seconds", 1, 2, 3),
            "bytes 00-007/0008" to ContentRange("bytes", 0, 7, 8),
            "bytes 0-9223372036854775806/9223372036854775807" to
                ContentRange("bytes", 0, Long.MAX_VALUE - 1, Long.MAX_VALUE),
        ) { (text, range) -> ContentRange.parse(text) shouldBe range }
    }

    context("RFC 9110 §14.4: what is none") {
        withTests(
            "b", "bytes", "bytes ", "bytes 0-1", "bytes /1", "bytes 0-1/", "bytes -1/2", "bytes 0-/2", "bytes 0/2",
            "bytes=0-1/2", "bytes  0-1/2", "bytes 0 -1/2", "bytes 0- 1/2", "bytes 0-1 /2", "bytes 0-1/ 2",
            " bytes 0-1/2",
            "bytes 0-1/2 ", "bytes +0-1/2", "bytes 0-+1/2", "bytes 0-1/+2", "bytes 1-0/2", "bytes 0-2/2", "bytes 0-1/1",
            "bytes */*", "bytes *", "bytes *-1/2", "bytes 0-*/2", "bytes 0-1/2/3", "bytes 0-1-2/3", "by,tes 0-1/2",
            "bytes 0-1/9223372036854775808", "bytes 0-9223372036854775808/*",
            "bytes 0-9223372036854775807/*", "bytes 0x0-1/2", "0-1/2", "bytes\t0-1/2",
            "bytes 0-1/2, bytes 2-3/4", "bytes ٠-١/٢",
        ) { ContentRange.parse(it) shouldBe null }
    }

    test("a value is refused if it contradicts itself, and says itself as it is read") {
        val wrong = listOf(Triple(1L, 0L, 5L), Triple(0L, 5L, 5L), Triple(-1L, -1L, -1L), Triple(-1L, 3L, 5L)) +
            listOf(Triple(0L, 1L, -2L), Triple(-1L, -1L, -2L), Triple(-2L, -1L, 5L)) +
            Triple(0L, Long.MAX_VALUE, -1L)
        for ((first, last, total) in wrong) {
            shouldThrow<IllegalArgumentException> { ContentRange("bytes", first, last, total) }
        }
        val large = Arb.long(0..Long.MAX_VALUE / 4)
        checkAll(large, large, Arb.long(-1L..99L)) { first, more, rest ->
            val range = ContentRange("bytes", first, first + more, if (rest < 0) -1 else first + more + 1 + rest)
            ContentRange.parse(range.toString()) shouldBe range
            range.length() shouldBe more + 1
        }
        ContentRange("bytes", -1, -1, 7).run { toString() to length() } shouldBe ("bytes */7" to 0L)
    }

    test("any text is read without a failure") {
        for (blank in listOf("", " ")) ContentRange.parse(blank) shouldBe null
        checkAll(Arb.string(0..40)) { ContentRange.parse(it) }
        checkAll(Arb.string(0..20)) { ContentRange.parse("bytes $it") }
        for (end in 0.."bytes 42-1233/1234".length) ContentRange.parse("bytes 42-1233/1234".take(end))
    }
})
