package httpwire.internal.wire

import httpwire.Headers
import httpwire.HttpException.IncompleteRead
import httpwire.HttpException.LimitExceeded
import httpwire.Limits
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.ints.shouldBeLessThanOrEqual
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeSameInstanceAs
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import okio.Timeout
import okio.buffer
import java.io.IOException

/** Polls bring the next of [pieces]. */
private class Watcher(private val into: Buffer? = null, vararg pieces: String) : BodyWatcher {
    private val arriving = ArrayDeque(pieces.toList())
    val taken = mutableListOf<Long>()
    val ends = mutableListOf<BodyEnd>()

    override fun cancelled(): IOException? = null

    override fun poll(): Boolean = arriving.removeFirstOrNull()?.also { into!!.write(latin1(it)) } != null

    override fun received(sink: Buffer, byteCount: Long) {
        taken += byteCount
    }

    override fun received(sink: ByteArray, offset: Int, byteCount: Int) = received(Buffer(), byteCount.toLong())

    override fun described(failure: IOException): IOException = failure

    override fun ended(end: BodyEnd) {
        ends += end
    }
}

/** Reads [wire], of which [prefix] bytes are in the buffer. */
private class Reading(framing: Framing, wire: ByteString, prefix: Int, ending: Ending = Ending.CLOSED) {
    private val network = PiecewiseSource(listOf(wire.substring(0, prefix), wire.substring(prefix)), ending)
    val source = network.buffer().apply { if (prefix > 0) request(prefix.toLong()) }
    private val readCountBefore = network.readCount
    val watcher = Watcher(source.buffer)
    val reader = BodyReader(BodySource.of(framing, source, Limits.DEFAULT), Long.MAX_VALUE, watcher)

    fun hasReadNetwork() = network.readCount > readCountBefore
}

/** Does [act] to [reader] when it is told of bytes. */
private class Acting(private val act: (BodyReader) -> Unit) : BodyWatcher by Watcher() {
    val reader = BodyReader(
        BodySource.of(Framing.Length(9), whole(latin1("hello")).arriving(), Limits.DEFAULT),
        Long.MAX_VALUE,
        this,
    )

    override fun received(sink: ByteArray, offset: Int, byteCount: Int) = act(reader)

    override fun received(sink: Buffer, byteCount: Long) = act(reader)
}

private val READS: Map<String, BodyReader.() -> Unit> = mapOf(
    "an array" to { readInto(ByteArray(9), 0, 9) },
    "a buffer" to { take(Buffer(), 9) },
)

private class Body(val framing: Framing, val wire: String, val bodyByteCount: Int) {
    override fun toString() = "$framing: ${wire.replace("\r\n", "\\r\\n")}"
}

private val ROWS = listOf(
    Body(Framing.Length(5), "hello", 5),
    Body(Framing.Length(5), "hello and more", 5),
    Body(Framing.CHUNKED, "5\r\nhello\r\n0\r\n\r\n", 5),
    Body(Framing.CHUNKED, "2\r\nhe\r\n1;a=b\r\nl\r\n0002 ; c\r\nlo\r\n00\r\nA: b\r\nC: d\r\n\r\nmore", 5),
    Body(Framing.CHUNKED, "a\r\n0\r\n\r\n0\r\n\r\n\r\n0\r\nA: b\r\n\r\n", 10),
    Body(Framing.UNTIL_CLOSE, "hello", 5),
)

/** Reading fails somewhere; until then nothing is different. */
private val BROKEN = listOf(
    "5\r\nhello0\r\n\r\n",
    "5\r\nhelloX\n0\r\n\r\n",
    "5\nhello\r\n0\r\n\r\n",
    "x\r\nhello\r\n0\r\n\r\n",
    "\r\nhello\r\n0\r\n\r\n",
    "8000000000000000\r\nhello",
    "7fffffffffffffff\r\nhello",
    "fffffffffffffffff\r\nhello",
    "2 2\r\nhello\r\n0\r\n\r\n",
    "5\r\nhello\r\n0\r\nA b\r\n\r\n",
    "5\r\nhello\r\n0\r\n\rA: b\r\n\r\n",
)

private fun latin1Of(row: Body) = latin1(row.wire)

private fun List<ByteString>.texts() = map { it.latin1() }

class BodyReaderTest : FunSpec({
    context("what can be read now is what can be read without the network, at every byte") {
        withTests(ROWS) { row ->
            for (prefix in 0..row.wire.length) {
                for (first in 0..row.bodyByteCount) {
                    if (Reading(row.framing, latin1Of(row), prefix).run {
                            reader.readUpTo(first.toLong())
                            hasReadNetwork()
                        }
                    ) {
                        break
                    }
                    for (next in (1L..row.bodyByteCount + 1) + Long.MAX_VALUE) {
                        val reading = Reading(row.framing, latin1Of(row), prefix)
                        reading.reader.readUpTo(first.toLong())
                        val canRead = reading.reader.canReadNow(next)
                        reading.hasReadNetwork() shouldBe false
                        reading.reader.readUpTo(next)
                        withClue("$prefix bytes are there, $first were read, then $next") {
                            canRead shouldBe !reading.hasReadNetwork()
                        }
                    }
                }
            }
        }
    }

    context("a damaged body never makes a read wait that can be made now") {
        withTests(BROKEN) { wire ->
            for (prefix in 0..wire.length) {
                for (next in (1L..6L) + Long.MAX_VALUE) {
                    val reading = Reading(Framing.CHUNKED, latin1(wire), prefix)
                    val canRead = reading.reader.canReadNow(next)
                    runCatching { reading.reader.readUpTo(next) }
                    if (canRead) reading.hasReadNetwork() shouldBe false
                }
            }
        }
    }

    test("chunks of any size are looked through, without adding up what no number holds") {
        for (size in listOf("3fffffffffffffff", "0000000000000000000000000000005")) {
            val wire = latin1("$size\r\nhello")
            Reading(Framing.CHUNKED, wire, wire.size).reader.canReadNow(5) shouldBe true
        }
        val huge = latin1("7fffffffffffffff\r\nhello")
        val reader = Reading(Framing.CHUNKED, huge, huge.size).reader
        reader.readUpTo(1)
        reader.canReadNow(4) shouldBe true
        reader.canReadNow(5) shouldBe false
        val wrong = latin1("4000000000000000\r\nhello\r\n\r\n")
        Reading(Framing.CHUNKED, wrong, wrong.size).reader.canReadNow(10) shouldBe false
    }

    context("the rest of a body that is closed") {
        val chunks = latin1("2\r\nab\r\n1\r\nc\r\n0\r\nA: b\r\n\r\n")

        test("is thrown away if all of it has arrived: then the body was complete") {
            for ((framing, wire) in mapOf(Framing.Length(3) to latin1("abc"), Framing.CHUNKED to chunks)) {
                val both = Buffer().write(wire).write(latin1("NEXT")).readByteString()
                val reading = Reading(framing, both, both.size)
                reading.reader.peek(1)
                reading.reader.closeIfArrived() shouldBe true
                reading.watcher.ends shouldContainExactly listOf(BodyEnd.COMPLETE)
                reading.reader.end() shouldBe BodyEnd.CLOSED
                reading.reader.peek(1).size shouldBe 0
                reading.source.buffer.readUtf8() shouldBe "NEXT"
                reading.reader.closeIfArrived() shouldBe false
                reading.watcher.ends.size shouldBe 1
            }
        }

        test("stays as it is while some of it has not arrived") {
            for (prefix in 0 until chunks.size) {
                val reading = Reading(Framing.CHUNKED, chunks, prefix)
                reading.reader.closeIfArrived() shouldBe false
                reading.hasReadNetwork() shouldBe false
                reading.reader.readAll().utf8() shouldBe "abc"
            }
        }

        test("is not shown any more, though it was peeked at") {
            val reading = Reading(Framing.Length(3), latin1("abc"), 3)
            reading.reader.peek(3).utf8() shouldBe "abc"
            reading.reader.close()
            reading.reader.peek(3).size shouldBe 0
        }
    }

    test("no body is at its end, also before its owner has said so") {
        val reader = BodyReader(null, 0, Watcher())
        reader.take(Buffer(), 1) shouldBe -1
        BodyReader(null, 0, Watcher()).take(ByteArray(1), 0, 1) shouldBe -1
        reader.end() shouldBe BodyEnd.COMPLETE
    }

    context("whoever throws while it is told of bytes has cut the body") {
        withTests(nameFn = { "in $it" }, READS.keys) { sink ->
            val thrown = IllegalStateException("own")
            val reader = Acting { throw thrown }.reader
            runCatching { READS.getValue(sink)(reader) }.exceptionOrNull() shouldBe thrown
            shouldThrow<IOException> { READS.getValue(sink)(reader) }.message shouldBe
                "a callback threw while the body was read"
            reader.end() shouldBe BodyEnd.CUT
        }
    }

    context("whoever closes it while it is told of bytes ends the read that goes on") {
        withTests(nameFn = { "in $it" }, READS.keys) { sink ->
            val reader = Acting { it.close() }.reader
            shouldThrow<IllegalStateException> { READS.getValue(sink)(reader) }.message shouldBe
                "the response was closed while it was read"
        }
    }

    test("the rest of a body is what was peeked at and what follows, and then the body is complete") {
        for ((framing, wire) in mapOf(
            Framing.Length(5) to "hello",
            Framing.CHUNKED to "5\r\nhello\r\n0\r\nA: b\r\n\r\n",
        )) {
            val reading = Reading(framing, latin1(wire), wire.length)
            reading.reader.peek(2).utf8() shouldBe "he"
            reading.reader.trailers() shouldBe Headers.EMPTY
            reading.reader.readAll().utf8() shouldBe "hello"
            reading.watcher.ends shouldContainExactly listOf(BodyEnd.COMPLETE)
            reading.reader.trailers().spelt() shouldBe if (framing == Framing.CHUNKED) "[A=b]" else ""
        }
        BodyReader(null, 0, Watcher()).trailers() shouldBe Headers.EMPTY
    }

    test("a rest that is too long is not lost, and neither is what was peeked at") {
        val body = BodySource.of(Framing.UNTIL_CLOSE, whole(latin1("hello!")).arriving(), Limits.DEFAULT)
        val reader = BodyReader(body, 5, Watcher())
        reader.maxBufferedBytes() shouldBe 5
        reader.peek(6)
        repeat(2) { shouldThrow<LimitExceeded> { reader.readAll() } }
        reader.readUpTo(9).utf8() shouldBe "hello!"
    }

    test("a line that is too long is not lost, and neither is the rest when that is too long as well") {
        val wire = ByteString.of(*ByteArray(80_000) { (it % 7).toByte() })
        val body = BodySource.of(Framing.UNTIL_CLOSE, whole(wire).arriving(), Limits.DEFAULT)
        val reader = BodyReader(body, 65_530, Watcher())
        // So that more is held than one read takes of it: 64 KiB.
        reader.readUpTo(10)
        shouldThrow<LimitExceeded> { reader.readLine(Long.MAX_VALUE) }
        shouldThrow<LimitExceeded> { reader.readAll() }
        reader.readUpTo(Long.MAX_VALUE) shouldBe wire.substring(10)
    }

    test("a read that asks for nothing is nobody's business") {
        val reading = Reading(Framing.Length(5), latin1("hello"), 5)
        reading.reader.take(Buffer(), 0) shouldBe 0
        reading.reader.take(ByteArray(0), 0, 0) shouldBe 0
        reading.watcher.taken.size shouldBe 0
    }

    test("its time is that of the wire") {
        val reading = Reading(Framing.Length(1), latin1("a"), 0)
        reading.reader.timeout() shouldBeSameInstanceAs reading.source.timeout()
        BodyReader(null, 0, Watcher()).timeout() shouldBeSameInstanceAs Timeout.NONE
    }

    test("what is held is handed over to whoever reads on") {
        val reading = Reading(Framing.Length(5), latin1("hello"), 5)
        reading.reader.peek(2)
        reading.reader.handOver().readUtf8() shouldBe "he"
        reading.reader.peek(2).size shouldBe 0
        reading.watcher.ends.size shouldBe 0
    }

    test("an end that a peek or a line has come to is the end of the body") {
        val peeked = Reading(Framing.UNTIL_CLOSE, ByteString.EMPTY, 0).reader
        peeked.peek(1).size shouldBe 0
        peeked.end() shouldBe BodyEnd.COMPLETE
        val line = Reading(Framing.Length(3), latin1("ab\n"), 3).reader
        line.readLine(9).utf8() shouldBe "ab\n"
        line.end() shouldBe BodyEnd.COMPLETE
    }

    test("a line may be empty, and ends at its limit without waiting") {
        val reader = Reading(Framing.Length(9), latin1("\nabcd"), 5, Ending.OPEN).reader
        reader.peek(5)
        reader.canReadLineNow() shouldBe true
        reader.readLine(9).utf8() shouldBe "\n"
        reader.readLine(2).utf8() shouldBe "ab"
        reader.readLine(2).utf8() shouldBe "cd"
    }

    test("an array is filled as far as was asked, in however many pieces it comes") {
        val array = ByteArray(9)
        Reading(Framing.Length(6), latin1("abcdef"), 2).reader.readInto(array, 1, 4) shouldBe 4
        array.decodeToString() shouldBe "\u0000abcd\u0000\u0000\u0000\u0000"
    }

    test("as many bytes as are allowed are held, and not one more") {
        fun reader(wire: String) = BodySource.of(Framing.UNTIL_CLOSE, whole(latin1(wire)).arriving(), Limits.DEFAULT)
            .let { BodyReader(it, 5, Watcher()) }
        reader("hello").readAll().utf8() shouldBe "hello"
        shouldThrow<LimitExceeded> { reader("hello!").readAll() }
        reader("hello").readLine(99).utf8() shouldBe "hello"
        shouldThrow<LimitExceeded> { reader("hello!").readLine(99) }
        reader("").requireBuffered(5)
        shouldThrow<LimitExceeded> { reader("").requireBuffered(6) }
    }

    test("after a failure, and at the end, everything can be read now") {
        val cut = Reading(Framing.Length(5), latin1("hel"), 3)
        shouldThrow<IncompleteRead> { cut.reader.readAll() }
        cut.reader.canReadNow(Long.MAX_VALUE) shouldBe true
        cut.reader.canReadLineNow() shouldBe true
        val whole = Reading(Framing.Length(5), latin1("hello"), 5)
        whole.reader.readAll()
        whole.reader.canReadNow(1) shouldBe true
        BodyReader(null, 0, Watcher()).canReadNow(1) shouldBe true
    }

    test("bytes that were peeked at can be read now, but none after them that are not there") {
        val reading = Reading(Framing.Length(8), latin1("ab\ncdefg"), 5)
        reading.reader.peek(3)
        reading.reader.canReadNow(5) shouldBe true
        reading.reader.canReadNow(6) shouldBe false
        reading.reader.canReadLineNow() shouldBe true
        reading.reader.readLine(Long.MAX_VALUE).latin1() shouldBe "ab\n"
        reading.reader.canReadLineNow() shouldBe false
        reading.hasReadNetwork() shouldBe false
    }

    test("a single read takes all segments that came, up to 64 KiB, and what was peeked at by itself") {
        val body = ByteString.of(*ByteArray(200_000) { it.toByte() })
        val reading = Reading(Framing.Length(200_000), body, 150_000)
        reading.reader.readOnce(100).size shouldBe 100
        reading.reader.readOnce(Long.MAX_VALUE).size shouldBe 65_536
        reading.reader.peek(10)
        reading.reader.readOnce(Long.MAX_VALUE).size shouldBeLessThanOrEqual 8192
        reading.hasReadNetwork() shouldBe false
    }

    context("pieces") {
        fun pieces(framing: Framing, wire: String, byteCount: Long = Long.MAX_VALUE) =
            Reading(framing, latin1(wire), wire.length, Ending.OPEN).reader.readPieces(byteCount).texts()

        test("are all that came, over the ends of chunks and up to what is asked for") {
            pieces(Framing.CHUNKED, "2\r\nab\r\n1\r\nc\r\n3\r\nde") shouldContainExactly listOf("abcde")
            pieces(Framing.CHUNKED, "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n") shouldContainExactly listOf("abc")
            pieces(Framing.CHUNKED, "2\r\nab\r\n1\r\nc\r\n3\r\nde", 4) shouldContainExactly listOf("abcd")
            pieces(Framing.Length(9), "abc", 2) shouldContainExactly listOf("ab")
            pieces(Framing.UNTIL_CLOSE, "abc") shouldContainExactly listOf("abc")
            pieces(Framing.Length(2), "abc") shouldContainExactly listOf("ab")
        }

        test("have at most 64 KiB") {
            val chunk = "a".repeat(50_000)
            val wire = "c350\r\n$chunk\r\nc350\r\n$chunk\r\n0\r\n\r\n"
            pieces(Framing.CHUNKED, wire).map { it.length } shouldContainExactly listOf(65_536, 34_464)
            pieces(Framing.Length(70_000), wire).map { it.length } shouldContainExactly listOf(65_536, 4_464)
        }

        test("wait for the first, and take what polls bring after it") {
            val wire = Buffer()
            val watcher = Watcher(wire, "1\r\nc\r", "\n2\r\nde\r\n", "1\r")
            wire.write(latin1("2\r\nab\r\n"))
            val reader = BodyReader(BodySource.of(Framing.CHUNKED, wire, Limits.DEFAULT), Long.MAX_VALUE, watcher)
            reader.readPieces(Long.MAX_VALUE).texts() shouldContainExactly listOf("ab", "c", "de")
        }

        test("come before the failure after them, which the next read throws") {
            val reading = Reading(Framing.Length(5), latin1("hel"), 3)
            reading.reader.readPieces(Long.MAX_VALUE).texts() shouldContainExactly listOf("hel")
            repeat(2) { shouldThrow<IncompleteRead> { reading.reader.readPieces(Long.MAX_VALUE) } }
            val malformed = Reading(Framing.CHUNKED, "2\r\nabXX".encodeUtf8(), 7)
            malformed.reader.readPieces(9).texts() shouldContainExactly listOf("ab")
            shouldThrow<httpwire.HttpException.MalformedMessage> { malformed.reader.readPieces(9) }
        }

        test("are none at the end") {
            val reading = Reading(Framing.Length(2), latin1("ab"), 2)
            reading.reader.readPieces(9).texts() shouldContainExactly listOf("ab")
            reading.reader.readPieces(9).shouldContainExactly(listOf())
        }
    }
})
