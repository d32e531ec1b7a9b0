package httpwire.transport

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

/** A record of that type with so many bytes of payload, all of them 'p'. */
private fun record(payloadByteCount: Int, type: Int = 23): String =
    byteArrayOf(type.toByte(), 3, 3, (payloadByteCount shr 8).toByte(), payloadByteCount.toByte())
        .toString(Charsets.ISO_8859_1) + "p".repeat(payloadByteCount)

private class Records {
    private val carrier = Transport.of(Sponge())
    val input = RecordInput(carrier)

    fun come(latin1: String): Arrival {
        carrier.source.buffer.writeString(latin1, Charsets.ISO_8859_1)
        return input.gather()
    }

    fun read(byteCount: Int): String {
        val sink = ByteArray(byteCount)
        return String(sink, 0, input.read(sink, 0, byteCount), Charsets.ISO_8859_1)
    }
}

class RecordInputTest :
    FunSpec({
        test("a record is whole with its last byte, however it is cut") {
            for (record in listOf(record(0), record(1), record(300), record(16_640))) {
                for (offset in listOf(0, 1, 4, 5, record.length - 1).filter { it < record.length }) {
                    val records = Records()
                    withClue("${record.length} bytes cut at $offset") {
                        records.come(record.take(offset)) shouldBe Arrival.NOTHING
                        records.come(record.drop(offset)) shouldBe Arrival.BYTES
                    }
                }
            }
        }

        test("what cannot become a record is told by its first wrong byte") {
            val rows = mapOf(
                "\u0014" to Arrival.NOTHING,
                "\u0018\u0003" to Arrival.NOTHING,
                "\u0013" to Arrival.END,
                "\u0019" to Arrival.END,
                "H" to Arrival.END,
                "\u0017\u0002" to Arrival.END,
                "\u0017\u0003\u0003\u0048\u0000" to Arrival.NOTHING,
                "\u0017\u0003\u0003\u0048\u0001" to Arrival.END,
            )
            for ((bytes, arrival) in rows) withClue(bytes.map { it.code }) { Records().come(bytes) shouldBe arrival }
        }

        test("whole records only: TLS gets them, and not a byte of the one that is cut") {
            val records = Records()
            val cut = record(7)
            records.come(record(3) + record(4) + cut.dropLast(1)) shouldBe Arrival.BYTES
            records.input.setWholeOnly(true)
            records.read(5) shouldBe record(3).take(5)
            records.read(100) shouldBe "ppp"
            records.read(100) shouldBe record(4)
            repeat(2) { shouldThrow<RecordInput.NoRecord> { records.read(5) } }
            records.come(cut.takeLast(1)) shouldBe Arrival.BYTES
            records.read(100) shouldBe cut
        }

        test("afterwards what was gathered is read first, and then the carrier") {
            val records = Records()
            records.come(record(3).take(6)) shouldBe Arrival.NOTHING
            records.input.setWholeOnly(true)
            shouldThrow<RecordInput.NoRecord> { records.read(5) }
            records.input.setWholeOnly(false)
            records.read(100) shouldBe record(3).take(6)
            records.read(1) shouldBe "a"
        }
    })
