package httpwire.internal.wire

import httpwire.Limits
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeGreaterThan
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.RandomSource
import io.kotest.property.arbitrary.arbitrary
import io.kotest.property.arbitrary.int
import io.kotest.property.checkAll
import okio.Buffer
import okio.ByteString

/** What may be wrong with a line, or only out of the ordinary. */
private val ODDITIES: List<(String, String) -> String> = listOf(
    { name, value -> "$name: $value\n" },
    { name, value -> "$name: $value\r\n $value\r\n" },
    { name, value -> "$name: $value\r\n\t\r\n" },
    { name, value -> "$name: $value\u0000\r\n" },
    { name, value -> "$name: $value\r$value\r\n" },
    { name, value -> "$name: $value\r\r\n" },
    { name, value -> "$name: $value\n\r\n" },
    { name, value -> "$name: \u0001$value\u007f\t\r\n" },
    { name, value -> "$name $value\r\n" },
    { name, _ -> "$name\r\n" },
    { name, value -> "$name : $value\r\n" },
    { _, value -> ": $value\r\n" },
    { name, value -> "$name\u00e4: $value\r\n" },
    { name, value -> " $name: $value\r\n" },
    { name, _ -> "$name:\r\n" },
    { name, value -> "$name: $value" },
)

private const val LETTERS = "abcXYZ0189-_~"

/** Printable, and now and then beyond US-ASCII, where a word's high bits are. */
private fun RandomSource.value(byteCount: Int) = String(
    CharArray(byteCount) {
        if (random.nextInt(40) == 0) Char(0x80 + random.nextInt(128)) else Char(' '.code + random.nextInt(95))
    },
)

private fun RandomSource.name() = String(CharArray(1 + random.nextInt(9)) { LETTERS[random.nextInt(LETTERS.length)] })

/** A section: one in three has oddities; often about as long as where the scan begins to take words. */
private val sections: Arb<ByteString> = arbitrary { source ->
    val random = source.random
    val oddEvery = if (random.nextInt(3) == 0) 4 else Int.MAX_VALUE
    val byteCount = if (random.nextBoolean()) 500 + random.nextInt(30) else random.nextInt(3000)
    val section = StringBuilder()
    while (section.length < byteCount) {
        val value = source.value(minOf(random.nextInt(60), byteCount - section.length))
        val isOdd = random.nextInt(oddEvery) == 0
        section.append(if (isOdd) ODDITIES.random(random)(source.name(), value) else "${source.name()}: $value\r\n")
    }
    section.append("\r\n")
    if (random.nextInt(10) == 0) section.setLength(random.nextInt(section.length))
    latin1(section.toString())
}

private fun plainFields() = PlainFields(Limits.DEFAULT.maxLineBytes(), Limits.DEFAULT.maxFields())

private fun scan(bytes: ByteString): Int = plainFields().scan(bytes.toByteArray(), 0, bytes.size)

private fun headers(pieces: List<ByteString>, limits: Limits) = outcomeOf { readFields(pieces.arriving(), limits) }

/** At one look and byte by byte: the same fields, or the same failure. */
private fun checkAlike(bytes: ByteString, limits: Limits = Limits.DEFAULT) {
    withClue("$limits ${Printable.of(bytes.latin1())}") {
        headers(whole(bytes), limits) shouldBe headers(byteByByte(bytes), limits)
    }
}

private fun fields(bytes: ByteString): String = readFields(whole(bytes).arriving())

class PlainFieldsTest : FunSpec({
    test("F60: a section is the same fields, or the same failure, at one look and byte by byte") {
        var plainCount = 0
        var otherCount = 0
        checkAll(3_000, sections) { bytes ->
            if (scan(bytes) == PlainFields.NOT_PLAIN) otherCount++ else plainCount++
            checkAlike(bytes)
        }
        plainCount shouldBeGreaterThan 1_000
        otherCount shouldBeGreaterThan 500
    }

    test("and within narrow limits too") {
        checkAll(2_000, sections, Arb.int(0..40)) { bytes, some ->
            checkAlike(bytes, Limits.DEFAULT.withMaxHeadBytes(maxOf(1, bytes.size + some - 20)))
            checkAlike(bytes, Limits.DEFAULT.withMaxFields(1 + some))
            checkAlike(bytes, Limits.DEFAULT.withMaxLineBytes(20 + some))
        }
    }

    test("every byte in every place of a word, around the length from which words are taken") {
        for (length in 504..520) {
            val last = "x".repeat(length - 31)
            for (offset in 0 until 17) {
                for (byte in 0..255) {
                    val value = "y".repeat(offset) + Char(byte) + "z".repeat(20 - offset)
                    val section = latin1("B: $value\r\nA: $last\r\n\r\n")
                    val isPlain = Char(byte) !in "\u0000\r\n"
                    withClue("$length bytes after the first colon, byte $byte at $offset") {
                        section.size - "B:".length shouldBe length
                        scan(section) shouldBe if (isPlain) section.size else PlainFields.NOT_PLAIN
                        if (isPlain) fields(section) shouldBe "[B=${value.trim(' ', '\t')}][A=$last]"
                    }
                }
            }
        }
    }

    test("nothing beyond the end of what came is looked at, and nothing before it is left out") {
        for (value in listOf("b", "b".repeat(600))) {
            val section = "A: $value\r\nC: d\r\n\r\n"
            for (size in 0..section.length) {
                val expected = if (size == section.length) size else PlainFields.NOT_PLAIN
                val cut = section.substring(0, size).toByteArray()
                plainFields().scan(cut, 0, size) shouldBe expected
                plainFields().scan(section.toByteArray(), 0, size) shouldBe expected
                val before = "HTTP/1.1 200 OK\r\n"
                val from = before.length
                val all = (before + section).toByteArray()
                plainFields().scan(all, from, from + size) shouldBe
                    if (size == section.length) from + size else PlainFields.NOT_PLAIN
            }
        }
    }

    test("a CR that no LF follows ends no section") {
        for (section in listOf("\rX\r\n", "A: b\r\n\rX\r\n", "A: b\r\n\r\r\n")) {
            scan(latin1(section)) shouldBe PlainFields.NOT_PLAIN
        }
    }

    test("a line without a name, or without a colon after it, is not plain") {
        for (section in listOf(": b\r\n\r\n", "A b\r\n\r\n", "A\r\n\r\n", "A")) {
            scan(latin1("$section\r\n")) shouldBe PlainFields.NOT_PLAIN
            scan(latin1("C: d\r\n$section")) shouldBe PlainFields.NOT_PLAIN
        }
    }

    test("lines may have as many bytes as are allowed, and be as many, and not more") {
        val section = latin1("A: b\r\nC: def\r\nE: fg\r\n\r\n").toByteArray()
        fun scan(maxLineBytes: Int, maxLines: Int) = PlainFields(maxLineBytes, maxLines).scan(section, 0, section.size)
        scan(8, 3) shouldBe section.size
        scan(7, 3) shouldBe PlainFields.NOT_PLAIN
        scan(8, 2) shouldBe PlainFields.NOT_PLAIN
    }

    test("the lines of the latest section are counted") {
        val plain = plainFields()
        for (lineCount in listOf(3, 0, 100)) {
            val section = ("A: b\r\n".repeat(lineCount) + "\r\n").toByteArray()
            plain.scan(section, 0, section.size) shouldBe section.size
            plain.count() shouldBe lineCount
            plain.fields(section, 0, section.size).size() shouldBe lineCount
        }
    }

    test("what follows the section is not part of it, and is left there") {
        val section = "A: b\r\n".repeat(100) + "\r\n"
        for (behind in listOf("", "\r\n", " fold\r\n", "C: d\r\n\r\n", "\u0000")) {
            val source = whole(latin1(section + behind)).arriving()
            readFields(source) shouldBe "[A=b]".repeat(100)
            source.readByteString().latin1() shouldBe behind
        }
    }

    test("a status line that is known, another, a longer one, one with fewer bytes to go") {
        val known = "HTTP/1.1 200 OK\r\n"
        val others = listOf(
            known to "1.1 200 OK [A=b]",
            "HTTP/1.1 404 Not Found\r\n" to "1.1 404 Not Found [A=b]",
            "HTTP/1.1 200 OKAY\r\n" to "1.1 200 OKAY [A=b]",
            "HTTP/1.1 200 O\r\n" to "1.1 200 O [A=b]",
            "HTTP/1.1 200 OK\n" to "1.1 200 OK [A=b]",
            "HTTP/1.0 200 OK\r\n" to "1.0 200 OK [A=b]",
        )
        for ((line, expected) in others) {
            for (pieces in arrivals(latin1("${known}A: b\r\n\r\n${line}A: b\r\n\r\n${known}A: b\r\n\r\n"))) {
                val heads = HeadReader.ofHeads(pieces.arriving(), Limits.DEFAULT)
                for (next in listOf("1.1 200 OK [A=b]", expected, "1.1 200 OK [A=b]")) {
                    heads.readResponseHead().spelt() shouldBe next
                    heads.restart()
                }
            }
        }
    }

    test("a status line that is known counts as any other against the limit of all heads") {
        val head = "HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n"
        for (maxHeadBytes in head.length * 2 downTo head.length) {
            val limits = Limits.DEFAULT.withMaxHeadBytes(maxHeadBytes)
            val outcomes = listOf(whole(latin1(head + head)), byteByByte(latin1(head + head))).map { pieces ->
                val heads = HeadReader.ofHeads(pieces.arriving(), limits)
                heads.readResponseHead().spelt() shouldBe "1.1 103 Early Hints [A=b]"
                outcomeOf { heads.readResponseHead().spelt() }
            }
            outcomes[0] shouldBe outcomes[1]
            outcomes[0].startsWith("LimitExceeded") shouldBe (maxHeadBytes < head.length * 2)
        }
    }

    test("a status line that is known, cut or followed by nothing, is not a head") {
        val known = "HTTP/1.1 200 OK\r\n"
        for (size in 0 until known.length + 2) {
            val second = (known + "\r\n").substring(0, size)
            val outcomes = listOf(::whole, ::byteByByte).map { arrival ->
                val heads = HeadReader.ofHeads(arrival(latin1(known + "\r\n" + second)).arriving(), Limits.DEFAULT)
                heads.readResponseHead()
                heads.restart()
                outcomeOf { heads.readResponseHead().spelt() }
            }
            outcomes[0] shouldBe outcomes[1]
            outcomes[0].substringBefore(':') shouldBe if (size == 0) "RemoteDisconnected" else "IncompleteRead"
        }
    }

    test("a section in two segments is read as one in one") {
        val section = latin1("A: b\r\n".repeat(100) + "C: ${"d".repeat(300)}\r\n\r\n")
        for (split in 1 until section.size step 7) {
            val two = Buffer().write(ByteArray(8192 - split)).write(section)
            two.skip(8192L - split)
            readFields(two).endsWith("[C=${"d".repeat(300)}]") shouldBe true
        }
    }
})
