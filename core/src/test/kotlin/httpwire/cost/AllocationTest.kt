package httpwire.cost

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.longs.shouldBeInRange

/** One exchange's bytes: what was [measured] on Java 17 and 25, and the most that passes. */
private class Row(
    val work: Work,
    val measured: Long,
    val most: Long,
    val count: Int,
    val server: () -> AnsweringServer,
)

private val ROWS = listOf(
    Row(Work.GET, measured = 880, most = 1_000, count = 10_000) { AnsweringServer.small() },
    Row(Work.FIELDS, measured = 4_080, most = 4_400, count = 10_000) { AnsweringServer.manyFields() },
    // How many reads 16 MiB take is the network's affair; each costs a view of the array.
    Row(Work.INTO_ARRAY, measured = 9_800, most = 14_000, count = 20) { AnsweringServer.of(Work.BULK_BYTES) },
    Row(Work.THROUGH_SOURCE, measured = 128_600, most = 148_000, count = 20) { AnsweringServer.of(Work.BULK_BYTES) },
    Row(Work.FROM_SOURCE, measured = 136_400, most = 152_000, count = 20) { AnsweringServer.small() },
)

class AllocationTest :
    FunSpec({
        for (row in ROWS) {
            test("${row.work} allocates at most ${row.most} bytes an exchange, when it is warm") {
                row.server().use { server ->
                    val printed = FreshJvm.run(
                        Allocations::class.java,
                        "${row.work}",
                        "${server.port}",
                        "${row.count}",
                        "none",
                    )
                    withClue("measured once: ${row.measured}") {
                        printed.single().toLong() shouldBeInRange 1..row.most
                    }
                }
            }
        }
    })
