package httpwire.bench.run

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldNotContain
import io.kotest.matchers.shouldBe

class OptionsTest : FunSpec({
    fun options(vararg args: String) = Options.parse(args)

    test("a quick run leaves out the longest rows and most clients, unless they are named") {
        options("quick").workloads shouldNotContain Workload.S12
        options("quick").clients shouldContain ClientKind.HTTPWIRE_SUSPENDING
        options("quick").clients shouldNotContain ClientKind.HTTPWIRE_SUSPENDING_IO
        options("quick", "S12").workloads shouldContainExactly setOf(Workload.S12)
        options("full").workloads shouldContain Workload.S12
    }

    test("a name stands for all rows that begin with it") {
        options("S8").workloads shouldContainExactly setOf(Workload.S8, Workload.S8_ARCHIVE)
    }

    test("the floor is first and last") {
        options("--clients=jdk").clients.toList() shouldBe
            listOf(ClientKind.FLOOR, ClientKind.JDK, ClientKind.FLOOR_AGAIN)
    }

    test("a row at a fixed rate has one long round for each set of processes") {
        val options = options("full")
        options.rounds(Workload.S12) shouldBe 1
        options.runMillis(Workload.S12) shouldBe 5000
        options.rounds(Workload.S1) shouldBe 5
    }
})
