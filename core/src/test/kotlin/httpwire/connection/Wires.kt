package httpwire.connection

import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Transport
import okio.Buffer
import okio.ForwardingSink
import okio.ForwardingSource
import okio.Sink
import okio.Socket
import okio.Source
import java.net.SocketException

/** A wire that keeps what is sent and answers with [answer], cut into pieces of [pieceByteCount]. */
internal class Wire(answer: String = "", private val pieceByteCount: Long = Long.MAX_VALUE) : Socket {
    val received = Buffer()
    val answers = Buffer().writeString(answer, Charsets.ISO_8859_1)
    var writeCount = 0
    var isClosed = false

    override val source: Source =
        object : ForwardingSource(answers) {
            override fun read(sink: Buffer, byteCount: Long) = super.read(sink, minOf(byteCount, pieceByteCount))

            override fun close() {
                isClosed = true
            }
        }

    override val sink: Sink =
        object : ForwardingSink(received) {
            override fun write(source: Buffer, byteCount: Long) {
                writeCount++
                super.write(source, byteCount)
            }
        }

    override fun cancel() {
        isClosed = true
    }

    /** All bytes sent so far, as ISO-8859-1. */
    fun sent(): String = received.snapshot().string(Charsets.ISO_8859_1)
}

/** A connection to `a` whose wires are these, one for each time it is opened. */
internal fun connectionOver(
    vararg wires: Socket,
    host: String = "a",
    configure: HttpConnectionBuilder.() -> Unit = {},
): HttpConnection {
    val next = wires.iterator()
    return HttpConnection
        .builder(host)
        .dialer { Transport.of(next.next()) }
        .apply(configure)
        .build()
}

/** Runs [block] with a connection to a peer in memory that plays [script]; the script must be played to its end. */
internal fun <T> played(
    script: Script,
    configure: HttpConnectionBuilder.() -> Unit = {},
    block: (HttpConnection) -> T,
): T = ScriptedPeer.inMemory(script).use { peer ->
    connectionOver(peer.socket(), configure = configure).use(block)
}

/** A response with this framing, and these bytes after its head. */
internal fun ok(framing: String, body: String) = "HTTP/1.1 200 OK\r\n$framing\r\n$body"

/** A response with a length. */
internal fun ok(body: String) = ok("Content-Length: ${body.length}\r\n", body)

/** A wire that takes some bytes and then breaks for writing; what it answered can still be read. */
internal class BreakingWire(answer: String) : Socket {
    private var room = 50_000L

    override val source: Source = Buffer().writeString(answer, Charsets.ISO_8859_1)

    override val sink: Sink =
        object : ForwardingSink(Buffer()) {
            override fun write(source: Buffer, byteCount: Long) {
                room -= byteCount
                if (room < 0) throw SocketException("Broken pipe")
                super.write(source, byteCount)
            }
        }

    override fun cancel() {}
}
