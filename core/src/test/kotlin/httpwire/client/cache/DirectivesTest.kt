package httpwire.client.cache

import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe

private fun seconds(vararg lines: String) = Directives.parse(lines.toList()).seconds("max-age")

class DirectivesTest : FunSpec({
    val numbers = mapOf(
        "0" to 0L, "00060" to 60L, "2147483647" to 2147483647L, "2147483648" to 2147483648L,
        "2147483649" to 2147483648L, "9".repeat(30) to 2147483648L,
        "" to -2L, "-1" to -2L, "+1" to -2L, "1.5" to -2L, "/" to -2L, ":" to -2L, "1 " to -2L,
    )
    withTests(nameFn = { "RFC 9111 §1.2.2: delta-seconds '$it'" }, numbers.keys) {
        Directives.deltaSeconds(it) shouldBe numbers[it]
    }

    test("RFC 9111 §4.2.1: a number that is said twice is one if it is the same") {
        seconds("max-age=5, max-age=5") shouldBe 5
        seconds("max-age=5", "MAX-AGE=\"5\"") shouldBe 5
        seconds("max-age=5, max-age=6") shouldBe Directives.INVALID
        seconds("max-age=0", "max-age=1") shouldBe Directives.INVALID
        seconds("max-age") shouldBe Directives.INVALID
        seconds("min-age=5") shouldBe Directives.ABSENT
    }

    val lists = listOf("", ",", " , a ,,b", "a=\"x,y\"", "a=b\t,c")
    withTests(nameFn = { "RFC 9111 §5.2: '$it' is a list of directives" }, lists) {
        Directives.parse(listOf(it)).isBroken shouldBe false
    }
    val others = listOf("a b", "=", "=b", "a=", "a=,b", "a=\"x", "a=\"x\\", "a=\"x\"y", "\"a\"")
    withTests(nameFn = { "RFC 9111 §5.2: '$it' is none" }, others) {
        Directives.parse(listOf("x", it, "y")).isBroken shouldBe true
    }

    test("RFC 9111 §5.2: with an argument or without one") {
        val directives = Directives.parse(listOf("A=b, c", "a=\"d\\\"e\""))
        directives.arguments("a") shouldBe listOf("b", "d\"e")
        listOf("a", "c", "d").map { directives.isBare(it) } shouldBe listOf(false, true, false)
        listOf("a", "c", "d").map { directives.contains(it) } shouldBe listOf(true, true, false)
        listOf("c", "d").map { directives.arguments(it) } shouldBe listOf(listOf(""), listOf())
    }
})
