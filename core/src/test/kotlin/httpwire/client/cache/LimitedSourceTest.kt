package httpwire.client.cache

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.Buffer

class LimitedSourceTest : FunSpec({
    test("the first bytes of a source are read, however many are asked for, and no more are taken from it") {
        for ((asked, read) in listOf(
            listOf(3L, 0L, 9L, 9L) to listOf(3L, 0L, 2L, -1L),
            listOf(5L, 1L) to listOf(5L, -1L),
        )) {
            val all = Buffer().writeUtf8("0123456789")
            val taken = Buffer()
            val source = LimitedSource(all, 5)
            asked.map { source.read(taken, it) } shouldBe read
            taken.readUtf8() to all.readUtf8() shouldBe ("01234" to "56789")
        }
    }

    test("a source that ends before is read to its end") {
        val source = LimitedSource(Buffer().writeUtf8("abc"), 5)
        listOf(9L, 9L, 9L).map { source.read(Buffer(), it) } shouldBe listOf(3L, -1L, -1L)
    }
})
