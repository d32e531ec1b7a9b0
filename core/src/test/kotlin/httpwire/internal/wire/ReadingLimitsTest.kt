package httpwire.internal.wire

import httpwire.Limits
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.BufferedSource

private const val STATUS_LINE = "HTTP/1.1 200 OK\r\n"

/** A field line of so many bytes, its line end included. */
private fun fieldOf(byteCount: Int, lineEnd: String = "\r\n") =
    "A: " + "x".repeat(byteCount - 3 - lineEnd.length) + lineEnd

private fun outcomes(wire: String, read: (BufferedSource) -> String): String {
    val outcome = outcomeOf { read(whole(latin1(wire)).arriving()) }
    outcomeOf { read(byteByByte(latin1(wire)).arriving()) } shouldBe outcome
    return if (outcome.contains(':')) outcome else "read"
}

private val NOBODY = object : HeadReader.Watcher {}

private fun reading(wire: String, limits: Limits = Limits.DEFAULT) = outcomes(wire) {
    val head = HeadReader.ofHeads(it, limits).readResponseHead()
    "${head.headers().size()} fields"
}

private fun chunks(wire: String, limits: Limits = Limits.DEFAULT) = outcomes(wire) {
    "${readBody(Framing.CHUNKED, it, limits).length} characters"
}

class ReadingLimitsTest : FunSpec({
    test("T26: a status line of 65536 bytes passes, one more does not") {
        fun statusLineOf(byteCount: Int, lineEnd: String) =
            "HTTP/1.1 200 ".let { it + "x".repeat(byteCount - it.length - lineEnd.length) } + lineEnd
        for (lineEnd in listOf("\r\n", "\n")) {
            reading(statusLineOf(65_535, lineEnd) + "\r\n") shouldBe "read"
            reading(statusLineOf(65_536, lineEnd) + "\r\n") shouldBe "read"
            reading(statusLineOf(65_537, lineEnd) + "\r\n") shouldBe
                "LineTooLong: got more than 65536 bytes when reading status line"
        }
    }

    test("T23: a header line of 65536 bytes passes, one more does not") {
        for (lineEnd in listOf("\r\n", "\n")) {
            reading(STATUS_LINE + fieldOf(65_535, lineEnd) + "\r\n") shouldBe "read"
            reading(STATUS_LINE + fieldOf(65_536, lineEnd) + "\r\n") shouldBe "read"
            reading(STATUS_LINE + "B: c\r\n" + fieldOf(65_537, lineEnd) + "\r\n") shouldBe
                "LineTooLong: got more than 65536 bytes when reading header line"
        }
    }

    test("T23: a head's bytes have one bound, the empty line included") {
        val head = STATUS_LINE + "A: b\r\nC: d\r\n\r\n"
        val limits = Limits.DEFAULT.withMaxHeadBytes(head.length)
        reading(head, limits) shouldBe "read"
        reading(head, limits.withMaxHeadBytes(head.length + 1)) shouldBe "read"
        for (less in 1..head.length - 5) {
            reading(head, limits.withMaxHeadBytes(head.length - less)) shouldBe
                "LimitExceeded: got more than ${head.length - less} bytes of " +
                if (head.length - less < STATUS_LINE.length) "status lines" else "header lines"
        }
    }

    test("T23: 256 KiB of head pass, one byte more does not") {
        fun headOf(byteCount: Int): String {
            val lines = STATUS_LINE + fieldOf(60_000).repeat(4)
            return lines + fieldOf(byteCount - lines.length - 2) + "\r\n"
        }
        reading(headOf(262_143)) shouldBe "read"
        reading(headOf(262_144)) shouldBe "read"
        reading(headOf(262_145)) shouldBe "LimitExceeded: got more than 262144 bytes of header lines"
    }

    test("T23: 1000 field lines pass, one more does not; folded lines count") {
        reading(STATUS_LINE + "A: b\r\n".repeat(999) + "\r\n") shouldBe "read"
        reading(STATUS_LINE + "A: b\r\n".repeat(1_000) + "\r\n") shouldBe "read"
        reading(STATUS_LINE + "A: b\r\n".repeat(1_001) + "\r\n") shouldBe
            "LimitExceeded: got more than 1000 headers"
        reading(STATUS_LINE + "A: b\r\n" + " c\r\n".repeat(1_000) + "\r\n") shouldBe
            "LimitExceeded: got more than 1000 headers"
    }

    test("T24, P28: interim heads draw on the same budgets") {
        val interim = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
        val wire = interim.repeat(3) + STATUS_LINE + "A: b\r\n\r\n"
        fun readAll(limits: Limits) = outcomes(wire) {
            HeadReader.ofHeads(it, limits).readFinalHead(NOBODY).isInterim.toString()
        }
        readAll(Limits.DEFAULT.withMaxHeadBytes(wire.length)) shouldBe "read"
        readAll(Limits.DEFAULT.withMaxHeadBytes(wire.length - 1)) shouldBe
            "LimitExceeded: got more than ${wire.length - 1} bytes of header lines"
        readAll(Limits.DEFAULT.withMaxHeadBytes(interim.length * 3)) shouldBe
            "LimitExceeded: got more than ${interim.length * 3} bytes of status lines"
        readAll(Limits.DEFAULT.withMaxFields(4)) shouldBe "read"
        readAll(Limits.DEFAULT.withMaxFields(3)) shouldBe "LimitExceeded: got more than 3 headers"
    }

    test("T24, P28: 100 interim heads pass, one more does not, and the next response begins anew") {
        val interim = "HTTP/1.1 103 E\r\nA: b\r\n\r\n"
        fun readTwo(count: Int, limits: Limits = Limits.DEFAULT) =
            outcomes((interim.repeat(count) + STATUS_LINE + "\r\n").repeat(2)) {
                val heads = HeadReader.ofHeads(it, limits)
                List(2) { heads.readFinalHead(NOBODY).status() }.joinToString()
            }
        readTwo(100) shouldBe "read"
        readTwo(101) shouldBe "LimitExceeded: got more than 100 interim responses"
        val bounds = Limits.DEFAULT.withMaxInterimResponses(3)
        readTwo(3, bounds.withMaxFields(3).withMaxHeadBytes(interim.length * 3 + STATUS_LINE.length + 2)) shouldBe
            "read"
        readTwo(4, bounds) shouldBe "LimitExceeded: got more than 3 interim responses"
    }

    test("T12: a chunk-size line of 4096 bytes passes, one more does not") {
        fun sizeLineOf(byteCount: Int) = "5;" + "x".repeat(byteCount - 4) + "\r\n"
        chunks(sizeLineOf(4_096) + "hello\r\n0\r\n\r\n") shouldBe "read"
        chunks(sizeLineOf(4_097) + "hello\r\n0\r\n\r\n") shouldBe
            "LineTooLong: got more than 4096 bytes when reading chunk size"
    }

    test("T12: chunk extensions have a budget of 16 KiB and a sixteenth of the data") {
        val limits = Limits.DEFAULT.withChunking(4_096, 100, 1_000)

        // A line of 18 bytes is plain framing, each byte more is overhead.
        fun chunk(overhead: Int, data: Int) = data.toString(16).let {
            it + ";" + "x".repeat(18 + overhead - it.length - 3) + "\r\n" + "d".repeat(data) +
                "\r\n"
        }
        chunks(chunk(100, 1) + "0\r\n\r\n", limits) shouldBe "read"
        chunks(chunk(101, 1) + "0\r\n\r\n", limits) shouldBe
            "LimitExceeded: got more than 100 bytes of chunk extensions for 0 bytes of data"
        chunks(chunk(60, 15) + chunk(40, 1) + "0\r\n\r\n", limits) shouldBe "read"
        chunks(chunk(60, 15) + chunk(41, 1) + "0\r\n\r\n", limits) shouldBe
            "LimitExceeded: got more than 100 bytes of chunk extensions for 15 bytes of data"
        chunks(chunk(60, 16) + chunk(41, 1) + "0\r\n\r\n", limits) shouldBe "read"
        chunks(chunk(60, 160) + chunk(50, 1) + "0\r\n\r\n", limits) shouldBe "read"
        chunks(chunk(60, 160) + chunk(51, 1) + "0\r\n\r\n", limits) shouldBe
            "LimitExceeded: got more than 110 bytes of chunk extensions for 160 bytes of data"
    }

    test("small chunks without extensions are never overhead") {
        chunks("1\r\nx\r\n".repeat(50_000) + "0\r\n\r\n") shouldBe "read"
        chunks("0000000000000001\r\nx\r\n".repeat(2_000) + "0\r\n\r\n") shouldBe "read"
    }

    test("T25: trailers have their own bounds") {
        val limits = Limits.DEFAULT.withChunking(4_096, 16_384, 20)
        chunks("0\r\n" + fieldOf(18) + "\r\n", limits) shouldBe "read"
        chunks("0\r\n" + fieldOf(19) + "\r\n", limits) shouldBe
            "LimitExceeded: got more than 20 bytes of trailer lines"
        chunks("0\r\n" + "A: b\r\n".repeat(3) + "\r\n", limits) shouldBe "read"
        chunks("0\r\n" + "A: b\r\n".repeat(4) + "\r\n", limits) shouldBe
            "LimitExceeded: got more than 20 bytes of trailer lines"
        chunks("0\r\n" + fieldOf(16_384 - 2) + "\r\n") shouldBe "read"
        chunks("0\r\n" + fieldOf(16_384 - 1) + "\r\n") shouldBe
            "LimitExceeded: got more than 16384 bytes of trailer lines"
        chunks("0\r\n" + "A: b\r\n".repeat(3) + "\r\n", Limits.DEFAULT.withMaxFields(3)) shouldBe "read"
        chunks("0\r\n" + "A: b\r\n".repeat(4) + "\r\n", Limits.DEFAULT.withMaxFields(3)) shouldBe
            "LimitExceeded: got more than 3 trailer fields"
        val shortLines = Limits.DEFAULT.withMaxLineBytes(10)
        chunks("0\r\n" + fieldOf(10) + "\r\n", shortLines) shouldBe "read"
        chunks("0\r\n" + fieldOf(11) + "\r\n", shortLines) shouldBe
            "LineTooLong: got more than 10 bytes when reading trailer line"
    }
})
