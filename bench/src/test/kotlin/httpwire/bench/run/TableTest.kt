package httpwire.bench.run

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain

class TableTest : FunSpec({
    fun cell(client: ClientKind, ratio: Double, note: String = "") =
        Cell(Workload.S2, client, ratio, ratio, ratio, ratio * 10, 100.0, note)

    val cells = listOf(
        cell(ClientKind.FLOOR, 1.0),
        cell(ClientKind.HTTPWIRE_JAVA, 1.25, "opened 2"),
        Cell.none(Workload.S2, ClientKind.HELIDON, "needs JDK 21"),
    )

    test("a missed target is marked, a missing figure is a dash") {
        Table(cells).ratios() shouldBe """
            | workload       | target | floor | httpwire-java | helidon |
            |----------------|--------|-------|---------------|---------|
            | S2 S1 over TLS | ≤ 1.08 | 1.00  | 1.25 !        | –       |

        """.trimIndent()
    }

    test("the figures say how far over the floor, and why there are none") {
        val figures = Table(cells).figures()
        figures shouldContain
            "| S2       | httpwire-java | 1.250 | 1.25–1.25 | 12.5   | +2.5       | 100   | opened 2     |"
        figures shouldContain
            "| S2       | helidon       | –     |           |        |            |       | needs JDK 21 |"
    }

    test("a suspending client's note has its ratio to a bare loop with one hand-over") {
        val suspending = listOf(
            cell(ClientKind.FLOOR, 1.0),
            cell(ClientKind.FLOOR_HANDOVER, 4.0),
            cell(ClientKind.HTTPWIRE_SUSPENDING, 5.0, "opened 2"),
        )
        Table(suspending).figures() shouldContain "| opened 2; 1.25 × floor-handover |"
        Table(suspending.drop(2)).figures() shouldContain "| opened 2 |"
    }

    val atFixedRate = listOf(
        Cell(Workload.S12, ClientKind.FLOOR, 1.0, 1.0, 1.0, 50.0, 200.0, "", listOf(150.4, 300.0, 1234.4)),
        Cell.none(Workload.S12, ClientKind.HELIDON, "needs JDK 21"),
    )

    test("latencies are a table of their own") {
        Table(cells + atFixedRate).latencies() shouldBe """
            | S12 1,000 requests a second from 64 callers, latency in µs | p50 | p99 | p99.9 | CPU µs | note         |
            |------------------------------------------------------------|-----|-----|-------|--------|--------------|
            | floor                                                      | 150 | 300 | 1,234 | 50.0   |              |
            | helidon                                                    | –   |     |       |        | needs JDK 21 |

        """.trimIndent()
        Table(cells + atFixedRate).ratios() shouldBe Table(cells).ratios()
        Table(cells).latencies() shouldBe ""
    }

    test("a cell comes back from its line") {
        for (cell in cells + atFixedRate) Cell.ofLine(cell.toLine()) shouldBe cell
    }
})
