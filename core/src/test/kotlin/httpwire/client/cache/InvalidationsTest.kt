package httpwire.client.cache

import io.kotest.core.spec.style.FunSpec
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
})
