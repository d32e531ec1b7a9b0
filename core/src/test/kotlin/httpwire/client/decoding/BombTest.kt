package httpwire.client.decoding

import com.github.luben.zstd.ZstdOutputStream
import httpwire.HttpException.LimitExceeded
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.comparables.shouldBeGreaterThan
import io.kotest.matchers.comparables.shouldBeLessThanOrEqualTo
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldStartWith
import okio.Buffer
import okio.BufferedSource
import okio.Source

private const val SEGMENT_BYTES = 8_192L

/** Reads the stream, and forgets it, until it fails; how many bytes there were. */
private fun drained(source: BufferedSource): Long {
    val read = Buffer()
    var byteCount = 0L
    shouldThrow<LimitExceeded> {
        while (true) {
            val count = source.read(read, SEGMENT_BYTES)
            if (count < 0) break
            byteCount += count
            read.clear()
        }
    }.message shouldContain "more than 200 times as many"
    return byteCount
}

private fun zstd(windowLog: Int): Source {
    val coded = Buffer()
    ZstdOutputStream(coded.outputStream()).setLong(windowLog).use { it.write(ByteArray(100)) }
    return coded
}

/** Passes everything on and knows how much was taken from the coding under it. */
private class Passing : ContentDecoder {
    var input: BufferedSource? = null
    var passedByteCount = 0L

    override fun getCodings() = listOf("pass")

    override fun decode(coded: BufferedSource): Source {
        input = coded
        return object : Source by coded {
            override fun read(sink: Buffer, byteCount: Long) =
                coded.read(sink, byteCount).also { passedByteCount += it }
        }
    }
}

class BombTest : FunSpec({
    context("T28, F28: a bomb is stopped at the ratio while it streams, and what is under it is closed") {
        withTests(Coding.entries) { coding ->
            val raw = Raw(coding.bomb())
            val byteCount = drained(decoded(raw, coding.token).source())
            byteCount shouldBeLessThanOrEqualTo maxOf(1L shl 20, 200 * raw.takenByteCount)
            byteCount shouldBeGreaterThan (1L shl 20) - SEGMENT_BYTES
            raw.isClosed shouldBe true
        }
    }

    context("T28: and when it is read as a whole") {
        withTests(Coding.entries) { coding ->
            val raw = Raw(coding.bomb())
            shouldThrow<LimitExceeded> { decoded(raw, coding.token).read() }.message shouldStartWith
                "the body was decoded from"
            raw.isClosed shouldBe true
        }
    }

    context("T28, F28: one byte costs one segment") {
        withTests(Coding.entries) { coding ->
            val passing = Passing()
            val raw = Raw(coding.bomb())
            val response = decoded(raw, "pass, ${coding.token}", options = Decoding.DEFAULT.with(passing))
            response.read(1).size shouldBe 1
            val decodedByteCount = passing.passedByteCount + checkNotNull(passing.input).buffer.size
            decodedByteCount shouldBeLessThanOrEqualTo SEGMENT_BYTES
            response.close()
        }
    }

    test("T28: a bomb in a bomb is measured by what came") {
        val outer = Buffer()
        val stream = checkNotNull(Coding.GZIP.encoder)(outer.outputStream())
        val inner = Coding.GZIP.bomb()
        val some = Buffer()
        while (inner.read(some, SEGMENT_BYTES) >= 0 && some.size < 1_000_000) continue
        stream.use { it.write(some.readByteArray()) }
        val raw = Raw(outer)
        val byteCount = drained(decoded(raw, "gzip, gzip").source())
        byteCount shouldBeLessThanOrEqualTo maxOf(1L shl 20, 200 * raw.takenByteCount)
    }

    test("T28: the result of a coding in the middle is measured too") {
        val shrinking = object : ContentDecoder {
            override fun getCodings() = listOf("shrink")

            override fun decode(coded: BufferedSource): Source = object : Source by coded {
                override fun read(sink: Buffer, byteCount: Long): Long {
                    while (!coded.exhausted()) coded.buffer.clear()
                    return -1
                }
            }
        }
        val response = decoded(Coding.GZIP.bomb(), "shrink, gzip", options = Decoding.DEFAULT.with(shrinking))
        shouldThrow<LimitExceeded> { response.read() }
    }

    test("another ratio") {
        val zeros = ByteArray(2 shl 20)
        val coded = Buffer()
        checkNotNull(Coding.GZIP.encoder)(coded.outputStream()).use { it.write(zeros) }
        val body = coded.readByteString()
        shouldThrow<LimitExceeded> { decoded(body, "gzip").read() }
        decoded(Raw(body), "gzip", options = Decoding.DEFAULT.withMaxRatio(2_000)).read().size shouldBe zeros.size
    }

    test("up to 1 MiB any ratio is allowed") {
        val coded = Buffer()
        checkNotNull(Coding.ZSTD.encoder)(coded.outputStream()).use { it.write(ByteArray(1 shl 20)) }
        decoded(coded, "zstd").read().size shouldBe (1 shl 20)
    }

    context("T28: six codings are refused, whichever lines they are on, and the response is closed") {
        withTests(
            nameFn = { it.joinToString(" | ") },
            listOf(
                List(6) { "gzip" },
                listOf("gzip, gzip, gzip, gzip, gzip, gzip"),
                listOf("gzip, identity", "gzip,gzip", "", "gzip, gzip, br"),
                listOf("gzip, gzip, gzip", "unknown, gzip, gzip"),
            ),
        ) { lines ->
            val raw = Raw(Coding.GZIP.bomb())
            shouldThrow<LimitExceeded> { decoded(raw, *lines.toTypedArray()) }.message shouldBe
                "the response has 6 content codings, more than 5"
            raw.isClosed shouldBe true
            raw.takenByteCount shouldBe 0
        }
    }

    test("five codings are decoded") {
        val body = (1..5).fold(HELLO) { coded, _ -> Coding.GZIP.encode(coded) }
        decoded(body, *Array(5) { "gzip" }).read() shouldBe HELLO
    }

    test("T28: a zstd window of more than 8 MiB is refused") {
        decoded(zstd(23), "zstd").read().size shouldBe 100
        shouldThrow<LimitExceeded> { decoded(zstd(24), "zstd").read() }.message shouldBe
            "the window of the zstd body is larger than 8388608 bytes: Decoding.withMaxZstdWindowBytes allows more"
        val more = Decoding.DEFAULT.withMaxZstdWindowBytes(16 shl 20)
        decoded(zstd(24), "zstd", options = more).read().size shouldBe 100
    }
})
