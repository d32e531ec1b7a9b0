package httpwire.client.cache

import httpwire.Headers
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

private const val DATE = "Thu, 01 Jan 2026 00:00:00 GMT"

private fun tagged(vararg tags: String) = Validators.of(Headers.of(*tags.flatMap { listOf("ETag", it) }.toTypedArray()))

class ValidatorsTest : FunSpec({
    test("RFC 9110 §8.8.3: an entity-tag as it is written, or none") {
        val all = (0x21..0xff).filter { it != 0x22 && it != 0x7f }.map { it.toChar() }.joinToString("")
        for (tag in listOf("\"a\"", "W/\"a\"", "\"\"", "W/\"\"", "\"$all\"")) tagged(tag).entityTag shouldBe tag
        val none =
            listOf("", "a", "\"", "\"a", "a\"", "W/", "W/a", "W/\"a", "w/\"a\"", "\"a\"b", "\"a b\"", "\"a\u007f\"")
        for (text in none) tagged(text).entityTag shouldBe null
        tagged("\"a\"", "\"a\"").entityTag shouldBe null
    }

    test("RFC 9110 §8.8.2: a date, or none") {
        Validators.of(Headers.of("Last-Modified", DATE)).lastModified shouldBe DATE
        Validators.of(Headers.of("Last-Modified", "x")).lastModified shouldBe null
        Validators.of(Headers.of("Last-Modified", DATE, "Last-Modified", DATE)).lastModified shouldBe null
    }

    test("which are there, and whether the tag is strong") {
        Validators(null, null).run { isGiven to isStrong } shouldBe (false to false)
        Validators(null, DATE).run { isGiven to isStrong } shouldBe (true to false)
        tagged("W/\"a\"").run { isGiven to isStrong } shouldBe (true to false)
        tagged("\"a\"").run { isGiven to isStrong } shouldBe (true to true)
    }

    test("RFC 9110 §8.8.3.2: the examples of the comparisons") {
        val rows = listOf(
            Triple("W/\"1\"", "W/\"1\"", false to true),
            Triple("W/\"1\"", "W/\"2\"", false to false),
            Triple("W/\"1\"", "\"1\"", false to true),
            Triple("\"1\"", "W/\"1\"", false to true),
            Triple("\"1\"", "\"1\"", true to true),
            Triple("\"1\"", "\"2\"", false to false),
        )
        for ((one, other, equal) in rows) {
            tagged(one).run { matchesStrongly(other) to matchesWeakly(other) } shouldBe equal
        }
        tagged("\"1\"").run { matchesStrongly(null) to matchesWeakly(null) } shouldBe (false to false)
        Validators(null, null).run { matchesStrongly("\"1\"") to matchesWeakly("\"1\"") } shouldBe (false to false)
    }
})
