package httpwire.internal.wire

import httpwire.HttpException
import httpwire.HttpVersion
import httpwire.Limits
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeGreaterThan
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.RandomSource
import io.kotest.property.arbitrary.arbitrary
import io.kotest.property.checkAll
import okio.Buffer
import okio.ByteString

private val HEADS = listOf(
    "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 5\r\n\r\n",
    "HTTP/1.0 404 Not Found\nSet-Cookie: a=b; c\nset-cookie: d\n\n",
    "HTTP/1.1 103\r\nLink: <x>\r\n\t; rel=y\r\n z\r\nE:\r\nF: \t \r\n\r\n",
    "HTTP/1.1  599\tW\u00e4h \r\nX-Y_Z~1:  \u00ff\t, b \r\n  \r\nTransfer-Encoding: chunked\r\n\r\n",
).map { latin1(it) }

/** Bytes that mean something to some parser. */
private const val TELLING = "\u0000\t\n\u000b\r\u001f !\"#,/0159:;AZ[\\]_az{|}~\u007f\u0080\u0085\u00a0\u00ff"

private fun RandomSource.telling() = TELLING[random.nextInt(TELLING.length)].code

/** A good head with one to three bytes changed, put in or left out. */
private val mutated: Arb<ByteString> = arbitrary { source ->
    var bytes = HEADS[source.random.nextInt(HEADS.size)]
    repeat(1 + source.random.nextInt(3)) {
        val at = source.random.nextInt(bytes.size)
        val other = Buffer().write(bytes, 0, at)
        val kind = source.random.nextInt(4)
        if (kind < 2) other.writeByte(source.telling())
        if (kind == 2) other.writeByte(source.random.nextInt(256))
        val next = if (kind == 0) at else at + 1
        bytes = other.write(bytes, next, bytes.size - next).readByteString()
    }
    bytes
}

private fun ours(pieces: List<ByteString>): ReferenceParser.Response? = try {
    val head = HeadReader.ofHeads(pieces.arriving(), Limits.DEFAULT).readResponseHead()
    val minor = if (head.version() == HttpVersion.HTTP_1_0) 0 else 1
    ReferenceParser.Response(minor, head.status(), head.reason(), head.headers().toList().map { it.key to it.value })
} catch (_: HttpException) {
    null
}

private fun reference(bytes: ByteString) = ReferenceParser.response(bytes)?.let { it.copy(minor = minOf(it.minor, 1)) }

class MutatedHeadTest : FunSpec({
    test("the heads are read alike before they are mutated") {
        for (head in HEADS) {
            val expected = requireNotNull(reference(head))
            for (pieces in arrivals(head)) ours(pieces) shouldBe expected
        }
    }

    test("T15, F60: a mutated head is refused, or read as the reference reads it, however it arrives") {
        var readCount = 0
        var refusedCount = 0
        checkAll(20_000, mutated) { bytes ->
            withClue(bytes.latin1().map { Printable.of(it.toString()) }.joinToString("")) {
                val expected = reference(bytes)
                ours(whole(bytes)) shouldBe expected
                ours(byteByByte(bytes)) shouldBe expected
                if (expected == null) refusedCount++ else readCount++
            }
        }
        // Neither of the two by luck alone.
        readCount shouldBeGreaterThan 2_000
        refusedCount shouldBeGreaterThan 2_000
    }

    test("T15: every single byte of a head, replaced by every other") {
        val head = HEADS[0]
        for (at in 0 until head.size) {
            for (byte in 0..255) {
                val bytes = Buffer().write(head, 0, at).writeByte(byte).write(head, at + 1, head.size - at - 1)
                    .readByteString()
                withClue("byte $at is $byte") { ours(whole(bytes)) shouldBe reference(bytes) }
            }
        }
    }
})
