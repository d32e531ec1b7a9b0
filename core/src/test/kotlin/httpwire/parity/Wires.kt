package httpwire.parity

import httpwire.transport.Transport
import okio.Buffer
import okio.Sink
import okio.Socket
import okio.Source
import okio.Timeout
import java.net.SocketException
import java.net.SocketTimeoutException

/** A socket that keeps what is sent and gives the server's pieces one a read; times out where none is left. */
internal class Wire(private val room: Int?) : Socket {
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

    /** Whether a read would not wait: for bytes, or for the end. */
    val isReadable: Boolean get() = isEnded || pieces.isNotEmpty()

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

    override fun cancel() {
        isOpen = false
    }
}

/** A transport over the wire that knows, as one over a real socket does, whether something has come. */
internal fun Wire.transport(): Transport {
    val transport = Transport.of(this)
    return object : Transport by transport {
        override fun isReadable() = transport.isReadable || this@transport.isReadable
    }
}

internal fun Buffer.writeLatin1(text: String): Buffer = writeString(text, Charsets.ISO_8859_1)
