package httpwire.client.cache

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe

private fun LruIndex<String>.counts() = listOf(entryCount().toLong(), byteCount(), evictedCount())

class LruIndexTest : FunSpec({
    test("entries are found under their keys until they are removed") {
        val index = LruIndex<String>(10)
        index.add("k", "a", 1).shouldBeEmpty()
        index.add("k", "b", 2).shouldBeEmpty()
        index.add("l", "c", 3).shouldBeEmpty()
        index.find("k") shouldContainExactly listOf("a", "b")
        index.find("m").shouldBeEmpty()
        index.remove("a") shouldBe true
        index.remove("a") shouldBe false
        index.find("k") shouldContainExactly listOf("b")
        index.remove("b") shouldBe true
        index.find("k").shouldBeEmpty()
        listOf("b", "c").map { index.contains(it) } shouldBe listOf(false, true)
        index.counts() shouldBe listOf(1L, 3L, 0L)
    }

    test("what fits exactly stays; one byte more, and those go that were not used for the longest time") {
        val index = LruIndex<String>(10)
        for (entry in listOf("a", "b", "c")) index.add("k", entry, 3)
        index.add("k", "d", 1).shouldBeEmpty()
        index.used("a")
        index.used("none")
        index.all() shouldContainExactly listOf("b", "c", "d", "a")
        index.add("k", "e", 4) shouldContainExactly listOf("b", "c")
        index.find("k") shouldContainExactly listOf("a", "d", "e")
        index.counts() shouldBe listOf(3L, 8L, 2L)
    }

    test("an entry as large as all pushes all others out, a larger one goes itself") {
        val index = LruIndex<String>(10)
        index.add("k", "a", 3)
        index.add("k", "large", 11) shouldContainExactly listOf("large")
        index.all() shouldContainExactly listOf("a")
        index.add("k", "all", 10) shouldContainExactly listOf("a")
        index.counts() shouldBe listOf(1L, 10L, 2L)
    }

    test("an entry that takes another number of bytes keeps its place in the order") {
        val index = LruIndex<String>(10)
        for (entry in listOf("a", "b", "c")) index.add("k", entry, 3)
        index.resize("none", 1).shouldBeEmpty()
        index.resize("b", 4).shouldBeEmpty()
        index.resize("b", 5) shouldContainExactly listOf("a")
        index.resize("c", 1).shouldBeEmpty()
        index.counts() shouldBe listOf(2L, 6L, 1L)
        index.resize("c", 10) shouldContainExactly listOf("b")
        index.resize("c", 11) shouldContainExactly listOf("c")
        index.counts() shouldBe listOf(0L, 0L, 3L)
        index.find("k").shouldBeEmpty()
    }

    test("there may be room for nothing, but not for less") {
        LruIndex<String>(0).add("k", "a", 0).shouldBeEmpty()
        shouldThrow<IllegalArgumentException> { LruIndex<String>(-1) }.message shouldBe "maxBytes < 0: -1"
        LruIndex<String>(7).maxBytes() shouldBe 7
    }
})
