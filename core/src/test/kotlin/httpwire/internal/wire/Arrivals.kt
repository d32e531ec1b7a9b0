package httpwire.internal.wire

import okio.Buffer
import okio.BufferedSource
import okio.ByteString
import okio.ByteString.Companion.encode
import okio.Source
import okio.Timeout
import okio.buffer
import java.io.EOFException

/** What a source does after its last byte. */
internal enum class Ending {
    /** Ends, as after FIN. */
    CLOSED,

    /** Ends as a transport says that its peer was cut off: TLS without close_notify. */
    CUT,

    /** Would wait for more, which fails the test. */
    OPEN,
}

/** Hands out one piece a read, as a network may. */
internal class PiecewiseSource(pieces: List<ByteString>, private val ending: Ending = Ending.CLOSED) : Source {
    private val left = ArrayDeque(pieces.filter { it.size > 0 })
    var readCount = 0
        private set

    override fun read(sink: Buffer, byteCount: Long): Long {
        readCount++
        val piece = left.removeFirstOrNull() ?: return end()
        val taken = minOf(byteCount, piece.size.toLong()).toInt()
        sink.write(piece, 0, taken)
        if (taken < piece.size) left.addFirst(piece.substring(taken))
        return taken.toLong()
    }

    private fun end(): Long = when (ending) {
        Ending.CLOSED -> -1
        Ending.CUT -> throw EOFException("cut off")
        Ending.OPEN -> throw AssertionError("would wait")
    }

    override fun timeout(): Timeout = Timeout.NONE

    override fun close() = Unit
}

/** A beginning, then the same bytes for ever; counts what was taken of it. */
internal class EndlessSource(start: String, again: String) : Source {
    private val again = latin1(again)
    private val ready = Buffer().write(latin1(start))
    var takenByteCount = 0L
        private set

    override fun read(sink: Buffer, byteCount: Long): Long {
        while (ready.size < byteCount) ready.write(again)
        sink.write(ready, byteCount)
        takenByteCount += byteCount
        return byteCount
    }

    override fun timeout(): Timeout = Timeout.NONE

    override fun close() = Unit
}

/** One byte a character. */
internal fun latin1(text: String): ByteString = text.encode(Charsets.ISO_8859_1)

internal fun ByteString.latin1(): String = string(Charsets.ISO_8859_1)

/** A buffered source of one way in which bytes may arrive. */
internal fun List<ByteString>.arriving(ending: Ending = Ending.CLOSED): BufferedSource =
    PiecewiseSource(this, ending).buffer()

internal fun whole(bytes: ByteString) = listOf(bytes)

internal fun byteByByte(bytes: ByteString) = List(bytes.size) { bytes.substring(it, it + 1) }

internal fun splitAtEveryOffset(bytes: ByteString) =
    (1 until bytes.size).map { listOf(bytes.substring(0, it), bytes.substring(it)) }

/** Whole, one byte at a time, and in two parts split at every offset. */
internal fun arrivals(bytes: ByteString): List<List<ByteString>> =
    listOf(whole(bytes), byteByByte(bytes)) + splitAtEveryOffset(bytes)
