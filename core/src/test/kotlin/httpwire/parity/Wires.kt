package httpwire.parity

import httpwire.transport.Arrival
import httpwire.transport.Pollable
import okio.Buffer
import okio.Sink
import okio.Socket
import okio.Source
import okio.Timeout
import java.net.SocketException
import java.net.SocketTimeoutException
import java.time.Duration

/** A socket that keeps what is sent and returns one of the server's pieces for each read; times out when none is left. */
internal class Wire(private val room: Int?) :
    Socket,
    Pollable {
    private class Piece(val bytes: Buffer, val answerIndex: Int)

    private val pieces = ArrayDeque<Piece>()
    private val sent = Buffer()

    /** Whether the server has closed, or will when its pieces are read. */
    var isEnded = false
        private set
    var isOpen = true
        private set
    var sentCount = 0L
        private set

    /** The answer that the latest byte was read from; tunnel answers have no number. */
    var answerIndex: Int? = null
        private set

    fun answer(answer: Answer, index: Int) {
        answer.pieces.filter { it.isNotEmpty() }.forEach { pieces.add(Piece(Buffer().writeLatin1(it), index)) }
        isEnded = answer.closes
    }

    fun takeSent(): String = sent.readString(Charsets.ISO_8859_1)

    override val source: Source =
        object : Source {
            override fun read(sink: Buffer, byteCount: Long): Long {
                val piece = pieces.firstOrNull()
                if (piece == null) return if (isEnded) -1 else throw SocketTimeoutException("timed out")
                answerIndex = piece.answerIndex.takeIf { it >= 0 }
                val count = piece.bytes.read(sink, byteCount)
                if (piece.bytes.exhausted()) pieces.removeFirst()
                return count
            }

            override fun timeout() = Timeout()

            override fun close() {
                isOpen = false
            }
        }

    override val sink: Sink =
        object : Sink {
            override fun write(source: Buffer, byteCount: Long) {
                if (!isOpen) throw SocketException("closed")
                val taken = if (room == null) byteCount else minOf(byteCount, maxOf(0, room - sentCount))
                sent.write(source, taken)
                sentCount += taken
                if (taken < byteCount) throw SocketException("Broken pipe")
            }

            override fun flush() = Unit

            override fun timeout() = Timeout()

            override fun close() {
                isOpen = false
            }
        }

    override fun poll(sink: Buffer, atMost: Duration): Arrival {
        if (pieces.isEmpty()) return if (isEnded) Arrival.END else Arrival.NOTHING
        source.read(sink, Long.MAX_VALUE)
        return Arrival.BYTES
    }

    override fun cancel() {
        isOpen = false
    }
}

internal fun Buffer.writeLatin1(text: String): Buffer = writeString(text, Charsets.ISO_8859_1)
