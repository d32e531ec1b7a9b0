package httpwire.cost

import httpwire.Origin
import httpwire.internal.wire.ArrayReads
import httpwire.internal.wire.ArrayWrites
import httpwire.internal.wire.FileWrites
import httpwire.transport.ConnectAttempt
import httpwire.transport.Dialer
import httpwire.transport.Transport
import httpwire.transport.loopbackDialer
import okio.ByteString
import java.nio.ByteBuffer
import java.nio.channels.FileChannel

/** A TCP connection that knows how many bytes went past its buffers; all others went through them. */
internal class Weighed(private val tcp: Transport) :
    Transport by tcp,
    ArrayReads,
    ArrayWrites,
    FileWrites {
    var arrayReadCount = 0
        private set
    var arrayByteCount = 0L
        private set
    var largeArrayByteCount = 0L
        private set
    var fileByteCount = 0L
        private set

    /** Of pieces that were written from where they are. */
    var pieceByteCount = 0L
        private set

    val bufferedReadByteCount get() = tcp.receivedByteCount - arrayByteCount
    val bufferedWrittenByteCount get() = tcp.sentByteCount - fileByteCount - pieceByteCount

    override fun read(sink: ByteArray, offset: Int, byteCount: Int): Int {
        check(tcp.source.buffer.exhausted()) { "bytes out of turn" }
        val read = (tcp as ArrayReads).read(sink, offset, byteCount)
        arrayReadCount++
        if (read > 0) arrayByteCount += read
        if (read > 0 && sink.size > READ_AHEAD_BYTES) largeArrayByteCount += read
        return read
    }

    override fun write(piece: ByteBuffer, end: ByteString) {
        val byteCount = piece.remaining()
        (tcp as ArrayWrites).write(piece, end)
        pieceByteCount += byteCount
    }

    override fun write(file: FileChannel, position: Long, byteCount: Long): Long {
        val written = (tcp as FileWrites).write(file, position, byteCount)
        fileByteCount += written
        return written
    }

    private companion object {
        /** What TLS's carrier reads at once to find a record's beginning. */
        const val READ_AHEAD_BYTES = 4096
    }
}

/** Dials [Weighed] connections, and keeps the latest. */
internal class WeighingDialer : Dialer {
    lateinit var latest: Weighed
        private set

    override fun dial(peer: Origin): Transport = error("without a budget")

    override fun dial(peer: Origin, attempt: ConnectAttempt): Transport =
        Weighed(loopbackDialer.dial(peer, attempt)).also { latest = it }
}
