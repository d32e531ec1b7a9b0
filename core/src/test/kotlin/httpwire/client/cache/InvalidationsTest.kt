package httpwire.client.cache

import httpwire.HttpUrl
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe

/** A moment later than the last one. */
private fun moment(): Long {
    val from = System.nanoTime()
    var now = from
    while (now == from) now = System.nanoTime()
    return now
}

class InvalidationsTest : FunSpec({
    test("a key is invalid for what was asked for before") {
        val invalidations = Invalidations()
        val before = moment()
        moment()
        invalidations.add("a")
        listOf("a", "b").map { invalidations.isAddedSince(it, before) } shouldBe listOf(true, false)
        invalidations.isAddedSince("a", moment()) shouldBe false
    }
    test("a key that was forgotten for room counts for all keys") {
        val invalidations = Invalidations()
        val before = moment()
        moment()
        invalidations.add("a")
        val between = moment()
        moment()
        for (i in 1..1023) invalidations.add("k$i")
        invalidations.isAddedSince("b", before) shouldBe false
        invalidations.add("last")
        listOf("a", "b", "k1").map { invalidations.isAddedSince(it, before) } shouldBe listOf(true, true, true)
        listOf("a", "b", "k1").map { invalidations.isAddedSince(it, between) } shouldBe listOf(false, false, true)
    }
    test("the last 1024 keys are remembered") {
        val invalidations = Invalidations()
        invalidations.add("a")
        moment()
        val between = moment()
        moment()
        for (i in 1..1024) invalidations.add("k$i")
        invalidations.isAddedSince("b", between) shouldBe false
        invalidations.add("last")
        invalidations.isAddedSince("b", between) shouldBe true
    }
    test("a key that is invalidated again is not forgotten first") {
        val invalidations = Invalidations()
        for (i in 1..1024) invalidations.add("k$i")
        val before = moment()
        moment()
        invalidations.add("k1")
        for (i in 1..500) invalidations.add("l$i")
        listOf("k1", "k900", "l1").map { invalidations.isAddedSince(it, before) } shouldBe listOf(true, false, true)
    }
    test("all of them") {
        val invalidations = Invalidations()
        val before = moment()
        moment()
        invalidations.addAll()
        listOf(before, moment()).map { invalidations.isAddedSince("a", it) } shouldBe listOf(true, false)
    }
    test("RFC 9111 §4.4: what an unsafe request invalidates: its URL, and what the response names of the same origin") {
        fun keys(vararg lines: String) =
            Invalidations.keys(HttpUrl.parse("http://a.test/d/p?q"), fields(*lines)).map { it.removePrefix("GET ") }
        keys("A: /b") shouldContainExactly listOf("http://a.test/d/p?q")
        val rows = listOf(
            "/b" to "http://a.test/b",
            " b#f\t" to "http://a.test/d/b",
            "http://a.test:80/b" to "http://a.test/b",
            "http://b.test/b" to null,
            "https://a.test/b" to null,
            "mailto:b" to null,
            "http://[" to null,
        )
        for ((value, key) in rows) {
            for (name in listOf("Location", "Content-Location")) {
                withClue("$name: $value") { keys("$name: $value").drop(1) shouldBe listOfNotNull(key) }
            }
        }
        keys("Location: /b", "Content-Location: /c", "Location: /d").drop(1) shouldContainExactly
            listOf("http://a.test/b", "http://a.test/d", "http://a.test/c")
    }
})
