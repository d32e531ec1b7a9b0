package httpwire.cost

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.longs.shouldBeGreaterThan
import io.kotest.matchers.longs.shouldBeLessThanOrEqual

/**
 * One exchange's bytes: what was [measured] on Java 17 and 25, and the most that passes. How many reads of the socket
 * 16 MiB take is the network's affair: [perRead] bytes for each of them, for views of what it is read into, do not count.
 */
private class Row(
    val work: Work,
    val measured: Long,
    val most: Long,
    val count: Int,
    val perRead: Long = 0,
    val server: () -> AnsweringServer,
)

/** A view of an array: a `ByteBuffer`. */
private const val VIEW = 56L

/** Views of eight segments, in an array. */
private const val VIEWS = 8 * VIEW + 48

private val ROWS = listOf(
    Row(Work.GET, measured = 880, most = 1_000, count = 10_000) { AnsweringServer.small() },
    Row(Work.CLIENT, measured = 2_050, most = 2_300, count = 10_000) { AnsweringServer.small() },
    Row(Work.EVERYDAY, measured = 2_390, most = 2_560, count = 10_000) { AnsweringServer.small() },
    Row(Work.FIELDS, measured = 4_080, most = 4_400, count = 10_000) { AnsweringServer.manyFields() },
    Row(Work.INTO_ARRAY, measured = 1_100, most = 12_000, count = 20, perRead = VIEW) {
        AnsweringServer.of(Work.BULK_BYTES)
    },
    Row(Work.THROUGH_SOURCE, measured = 0, most = 12_000, count = 20, perRead = VIEWS) {
        AnsweringServer.of(Work.BULK_BYTES)
    },
    Row(Work.FROM_SOURCE, measured = 136_400, most = 160_000, count = 20) { AnsweringServer.small() },
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
                    val (byteCount, readCount) = printed.single().split(' ').map(String::toLong)
                    withClue("$byteCount bytes and $readCount reads in ${row.count}; measured once: ${row.measured}") {
                        byteCount shouldBeGreaterThan 0
                        (byteCount - readCount * row.perRead) / row.count shouldBeLessThanOrEqual row.most
                        // 16 MiB come in more than one.
                        if (row.perRead > 0) readCount shouldBeGreaterThan row.count.toLong()
                    }
                }
            }
        }
    })
