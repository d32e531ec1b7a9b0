package httpwire.internal.wire

import httpwire.HttpException.LimitExceeded
import httpwire.HttpException.LineTooLong
import httpwire.Limits
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.longs.shouldBeLessThanOrEqual
import io.kotest.matchers.shouldBe
import okio.Buffer
import okio.Source
import okio.buffer

/** What a buffered source may have taken beyond the bound: the rest of its last segment. */
private const val READ_AHEAD = 8_192L

private const val STATUS_LINE = "HTTP/1.1 200 OK\r\n"

class EndlessInputTest : FunSpec({
    fun takenFromHead(start: String, again: String): Long {
        val source = EndlessSource(start, again)
        outcomeOf { readHead(source.buffer()) }.substringBefore(':').let {
            check(it == "LineTooLong" || it == "LimitExceeded") { it }
        }
        return source.takenByteCount
    }

    test("T23, T26, F23: an endless line stops at the bound of a line") {
        takenFromHead("HTTP/1.1 200 ", "x") shouldBeLessThanOrEqual 65_536 + READ_AHEAD
        takenFromHead(STATUS_LINE + "A: ", "x") shouldBeLessThanOrEqual 65_536 + STATUS_LINE.length + READ_AHEAD
        takenFromHead(STATUS_LINE, "\r") shouldBeLessThanOrEqual 65_536 + STATUS_LINE.length + READ_AHEAD
    }

    test("T23, F23: endless lines stop at the bound of their count or of the head") {
        takenFromHead(STATUS_LINE, "A: b\r\n") shouldBeLessThanOrEqual 1_001 * 6 + STATUS_LINE.length + READ_AHEAD
        takenFromHead(STATUS_LINE + "A: b\r\n", " c\r\n") shouldBeLessThanOrEqual 1_001 * 4 + 6 + READ_AHEAD
        takenFromHead(STATUS_LINE, "A: ${"x".repeat(999)}\r\n") shouldBeLessThanOrEqual 262_144 + READ_AHEAD
    }

    test("T24, F24: endless interim responses stop at the bound of the head") {
        val source = EndlessSource("", "HTTP/1.1 100 Continue\r\n\r\n")
        val heads = HeadReader.ofHeads(source.buffer(), Limits.DEFAULT)
        shouldThrow<LimitExceeded> { while (heads.readResponseHead().isInterim) continue }
        source.takenByteCount shouldBeLessThanOrEqual 262_144 + READ_AHEAD
    }

    test("T21, F29: a foreign protocol is refused at once, however much it sends") {
        val source = EndlessSource("220 hello ", "x")
        outcomeOf { readHead(source.buffer()) }.substringBefore(':') shouldBe "BadStatusLine"
        source.takenByteCount shouldBeLessThanOrEqual READ_AHEAD
    }

    fun takenFromChunks(start: String, again: String, failure: String): Long {
        val source = EndlessSource(start, again)
        val wire = source.buffer()
        val body = BodySource.of(Framing.CHUNKED, wire, Limits.DEFAULT)
        val content = Buffer()
        outcomeOf {
            while (body.read(content, 8_192) >= 0) content.clear()
            "whole"
        }.substringBefore(':') shouldBe failure
        wire.buffer.size shouldBeLessThanOrEqual 65_536
        return source.takenByteCount
    }

    test("T12, F25: an endless chunk line stops at its bound") {
        takenFromChunks("", "0", "LineTooLong") shouldBeLessThanOrEqual 4_096 + READ_AHEAD
        takenFromChunks("5;", "x", "LineTooLong") shouldBeLessThanOrEqual 4_096 + READ_AHEAD
        takenFromChunks("5\r\nhello\r\n", "1", "LineTooLong") shouldBeLessThanOrEqual 4_096 + 10 + READ_AHEAD
    }

    test("T12, F25: endless one-byte chunks with long extensions stop at the budget") {
        val chunk = "1;${"x".repeat(4_000)}\r\nx\r\n"
        takenFromChunks("", chunk, "LimitExceeded") shouldBeLessThanOrEqual 16_384 + 2 * 4_096 + READ_AHEAD
    }

    test("T25, F25: endless trailers stop at their bound") {
        takenFromChunks("0\r\n", "A: b\r\n", "LimitExceeded") shouldBeLessThanOrEqual 1_001 * 6 + 3 + READ_AHEAD
        takenFromChunks("0\r\n", "A: ${"x".repeat(99)}\r\n", "LimitExceeded") shouldBeLessThanOrEqual
            16_384 + 3 + READ_AHEAD
        takenFromChunks("0\r\nA: ", "x", "LimitExceeded") shouldBeLessThanOrEqual 16_384 + 3 + READ_AHEAD
    }

    test("an endless chunk is read in the blocks asked for, and nothing piles up") {
        val source = EndlessSource("7fffffffffffffff\r\n", "x")
        val wire = source.buffer()
        val body = BodySource.of(Framing.CHUNKED, wire, Limits.DEFAULT)
        val content = Buffer()
        repeat(1_000) {
            body.read(content, 1_000)
            content.clear()
        }
        wire.buffer.size shouldBeLessThanOrEqual READ_AHEAD
    }

    test("a line too long names its kind and its bound") {
        shouldThrow<LineTooLong> { readHead(EndlessSource(STATUS_LINE + "A: ", "x").buffer()) }.message shouldBe
            "got more than 65536 bytes when reading header line"
    }

    test("T31: a head of 256 KiB that comes byte by byte is read byte by byte, once") {
        val line = "A: ${"x".repeat(1_000)}\r\n"
        val wire = STATUS_LINE + line.repeat(260) + "\r\n"
        val pieces = PiecewiseSource(byteByByte(latin1(wire)), Ending.OPEN)
        val copied = CountingSource(pieces)
        HeadReader.ofHeads(copied.buffer(), Limits.DEFAULT).readResponseHead().headers().size() shouldBe 260
        pieces.readCount shouldBe wire.length
        copied.movedByteCount shouldBe wire.length.toLong()
    }
})

/** Counts the bytes that pass. */
private class CountingSource(private val source: Source) : Source by source {
    var movedByteCount = 0L

    override fun read(sink: Buffer, byteCount: Long): Long =
        source.read(sink, byteCount).also { movedByteCount += it.coerceAtLeast(0) }
}
