package httpwire.testing

import okio.Buffer
import okio.ForwardingSink
import okio.ForwardingSource
import okio.Socket

const val ALERT = 21
const val APPLICATION_DATA = 23

/** Sends [prefix] together with the first bytes that are written to [socket]. */
class FirstFlushWith(
    prefix: String,
    socket: Socket,
) : Socket by socket {
    private val waiting = Buffer().writeUtf8(prefix)

    override val sink =
        object : ForwardingSink(socket.sink) {
            override fun write(source: Buffer, byteCount: Long) {
                waiting.write(source, byteCount)
                super.write(waiting, waiting.size)
            }
        }
}

/** Keeps what is read from [socket], and tells the types of the TLS records in it. */
class RecordTypes(
    socket: Socket,
) : Socket by socket {
    private val seen = Buffer()

    override val source =
        object : ForwardingSource(socket.source) {
            override fun read(sink: Buffer, byteCount: Long): Long {
                val count = super.read(sink, byteCount)
                if (count > 0) sink.copyTo(seen, sink.size - count, count)
                return count
            }
        }

    fun last(): Int {
        val records = seen.copy()
        var type = -1
        while (!records.exhausted()) {
            type = records.readByte().toInt()
            records.skip(2)
            records.skip(records.readShort().toLong())
        }
        return type
    }
}
