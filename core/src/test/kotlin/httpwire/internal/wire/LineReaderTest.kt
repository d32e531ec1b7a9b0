package httpwire.internal.wire

import httpwire.HttpException.IncompleteRead
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.ByteString

private fun reader(pieces: List<ByteString>, ending: Ending = Ending.OPEN) =
    LineReader(SegmentReader(pieces.arriving(ending)), "line", 9, 99)

class LineReaderTest : FunSpec({
    test("lines end after their LF, wherever they begin, and an empty one has a line end only") {
        val wire = "\n\r\nab\r\nx\n\n\r\n"
        val ends = listOf(1L, 3L, 7L, 9L, 10L, 12L)
        for (pieces in arrivals(latin1(wire))) {
            val lines = reader(pieces)
            var from = 0L
            for (end in ends) {
                lines.endOfLine(from) shouldBe end
                lines.isEmptyLine(from, end) shouldBe (wire.substring(from.toInt(), end.toInt()).isBlank())
                from = end
            }
            lines.take(from).decodeToString() shouldBe wire
        }
    }

    test("a source that ends, in order or not, before the line does has all that came in the failure") {
        for (ending in listOf(Ending.CLOSED, Ending.CUT)) {
            val lines = reader(whole(latin1("a\nbc")), ending)
            shouldThrow<IncompleteRead> { lines.endOfLine(2) }.partial.utf8() shouldBe "a\nbc"
        }
    }

    test("what was taken or skipped is no longer allowed, until the bound is renewed") {
        val lines = reader(whole(latin1("ab\ncd\n")))
        lines.endOfLine(3)
        lines.take(3)
        lines.budget() shouldBe 96
        lines.skip(3)
        lines.`as`("another line").budget() shouldBe 93
        lines.restart()
        lines.budget() shouldBe 99
    }
})
