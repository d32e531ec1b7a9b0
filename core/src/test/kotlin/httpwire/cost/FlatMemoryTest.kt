package httpwire.cost

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

class FlatMemoryTest : FunSpec({
    test("T12, T22 to T26: 64 MiB of what never ends are read, or refused, in a heap of 16 MiB") {
        val printed = FreshJvm.run(FlatMemory::class.java, options = listOf("-Xmx16m"))
        printed.map { it.substringBeforeLast(':') }.toSet() shouldBe FlatMemory.names
        val (streamed, refused) = printed.map {
            it.substringAfterLast(": ")
        }.partition { it.endsWith(" after 65536 KiB") }
        streamed.size shouldBe 4
        refused.all {
            it.startsWith("LimitExceeded") || it.startsWith("LineTooLong") || it.startsWith("BadStatusLine")
        } shouldBe
            true
    }
})
