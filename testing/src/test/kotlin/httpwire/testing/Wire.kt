package httpwire.testing

import io.kotest.matchers.shouldBe
import okio.BufferedSink
import okio.BufferedSource
import okio.buffer
import okio.sink
import okio.source
import java.net.Socket

/** A client that writes what it is told. */
class Wire(port: Int) : AutoCloseable {
    constructor(peer: AnsweringPeer) : this(peer.port())

    private val socket = Socket("127.0.0.1", port).apply { soTimeout = 20_000 }
    private val sink: BufferedSink = socket.sink().buffer()
    private val source: BufferedSource = socket.source().buffer()

    fun send(bytes: String) {
        sink.writeUtf8(bytes).flush()
    }

    fun read(expected: String) {
        source.readUtf8(expected.length.toLong()) shouldBe expected
    }

    /** Whether the peer has ended the connection and sent nothing more. */
    fun isEnded(): Boolean = source.exhausted()

    /** What comes until the peer ends the connection. */
    fun readAll(): String = source.readString(Charsets.ISO_8859_1)

    /** The next line; null at the end. */
    fun line(): String? = source.readUtf8Line()

    /** Sends no more. */
    fun endOutput() = socket.shutdownOutput()

    /** The status and the body of an answer with a length to a request without a body. */
    fun ask(request: String, body: String = ""): String {
        send("$request HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n$body")
        val status = source.readUtf8LineStrict().split(" ")[1]
        var length = 0L
        while (true) {
            val line = source.readUtf8LineStrict().ifEmpty { break }
            if (line.startsWith("Content-Length: ")) length = line.substringAfter(": ").toLong()
        }
        return "$status ${source.readUtf8(length)}"
    }

    override fun close() = socket.close()
}

fun ok(body: String) = "HTTP/1.1 200 Reason\r\nContent-Length: ${body.length}\r\n\r\n$body"
