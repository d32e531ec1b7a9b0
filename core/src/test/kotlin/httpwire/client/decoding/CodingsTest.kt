package httpwire.client.decoding

import httpwire.HttpException.LimitExceeded
import httpwire.HttpException.MalformedMessage
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.toByteString
import okio.ForwardingSource
import kotlin.experimental.xor

private class Sample(val coding: Coding, val plain: ByteString) {
    val coded = coding.encode(plain)

    override fun toString() = "$coding of ${plain.size} bytes"
}

private val SAMPLES = Coding.entries.flatMap { coding -> listOf(HELLO, TABLE).map { Sample(coding, it) } }

/** Masks that change one bit, several, and all. */
private val MASKS = listOf<Byte>(0x01, 0x40, -0x80, -1)

class CodingsTest : FunSpec({
    context("whole") {
        withTests(nameFn = Sample::toString, SAMPLES) { decoded(it.coded, it.coding.token).read() shouldBe it.plain }
    }

    context("one byte at a time, from the wire and to the reader") {
        withTests(nameFn = Sample::toString, SAMPLES) { sample ->
            val response = decoded(Raw(sample.coded, pieceByteCount = 1), sample.coding.token)
            val read = Buffer()
            while (true) {
                val byte = response.read(1)
                if (byte.size == 0) break
                read.write(byte)
            }
            read.readByteString() shouldBe sample.plain
        }
    }

    context("T29: cut at each byte, the body is malformed") {
        withTests(nameFn = Sample::toString, SAMPLES) { sample ->
            for (size in 1 until sample.coded.size) {
                withClue("cut after $size bytes") {
                    val response = decoded(sample.coded.substring(0, size), sample.coding.token)
                    shouldThrow<MalformedMessage> { response.read() }
                }
            }
        }
    }

    context("T29: with each byte changed, the body is malformed or right; without a checksum it may be another") {
        withTests(nameFn = Sample::toString, SAMPLES) { sample ->
            for (index in 0 until sample.coded.size) {
                for (mask in MASKS) {
                    val changed = sample.coded.toByteArray().also { it[index] = it[index] xor mask }.toByteString()
                    withClue("byte $index changed by $mask: ${changed.hex()}") {
                        val read = readOrNull(changed, sample.coding)
                        if (sample.coding.isChecked && read != null) read shouldBe sample.plain
                    }
                }
            }
        }
    }

    context("T29: bytes after the end of the coding are an error") {
        withTests(nameFn = Sample::toString, SAMPLES) { sample ->
            for (surplus in listOf("00", "1f", "ffffffffffffff")) {
                val body = Buffer().write(sample.coded).write(hex(surplus)).readByteString()
                withClue(surplus) { shouldThrow<MalformedMessage> { decoded(body, sample.coding.token).read() } }
            }
        }
    }

    context("what was sent is decoded before more has come") {
        // Not br: its library waits for a block of 4 KiB.
        withTests(Coding.entries.filter { it.encoder != null }) { coding ->
            val sent = Buffer()
            checkNotNull(coding.encoder)(sent.outputStream()).run {
                write(HELLO.toByteArray())
                flush()
            }
            val unfinished = object : ForwardingSource(sent) {
                override fun read(sink: Buffer, byteCount: Long): Long {
                    check(!sent.exhausted()) { "would wait" }
                    return super.read(sink, byteCount)
                }
            }
            decoded(unfinished, coding.token).read(HELLO.size.toLong()) shouldBe HELLO
        }
    }

    context("a body without bytes is empty in any coding") {
        withTests(Coding.entries) { decoded(ByteString.EMPTY, it.token).text() shouldBe "" }
    }

    context("the last coding is taken off first") {
        val others = Coding.entries.filter { it.encoder != null }
        withTests(nameFn = {
            "${it.first}, then ${it.second}"
        }, others.flatMap { a -> others.map { a to it } }) { (first, second) ->
            val body = second.encode(first.encode(TABLE))
            decoded(body, "${first.token}, ${second.token}").read() shouldBe TABLE
            decoded(body, first.token, second.token).read() shouldBe TABLE
        }
    }

    test("a part of a chain that is malformed says which") {
        val body = Coding.GZIP.encode(Coding.ZLIB.encode(TABLE).substring(0, 20))
        shouldThrow<MalformedMessage> { decoded(body, "deflate, gzip").read() }.message shouldBe
            "the deflate body is wrong: it ends too early"
    }
})

/** Null if the body is refused with an exception of the family; any other exception passes. */
private fun readOrNull(body: ByteString, coding: Coding): ByteString? = try {
    decoded(body, coding.token).read()
} catch (refused: MalformedMessage) {
    null
} catch (refused: LimitExceeded) {
    null
}
