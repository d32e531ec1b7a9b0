package httpwire.examples.recipes

import httpwire.Headers
import httpwire.connection.HttpConnection
import httpwire.transport.Transport
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.decodeHex
import okio.ByteString.Companion.encodeUtf8
import okio.ByteString.Companion.toByteString
import okio.ProtocolException
import java.io.Closeable
import java.security.SecureRandom
import kotlin.experimental.xor

private const val CONTINUED = 0x0
private const val TEXT = 0x1
private const val CLOSE = 0x8
private const val PING = 0x9
private const val PONG = 0xa
private const val LAST = 0x80
private const val MASKED = 0x80
private const val MAX_MESSAGE_BYTES = 1L shl 20

/** How do I speak another protocol over the connection? Here WebSocket (RFC 6455), with text only, for one thread. */
internal class WebSocket private constructor(private val stream: Transport) : Closeable by stream {
    private var hasEnded = false

    // region websocket-frames
    fun send(text: String) = send(TEXT, text.encodeUtf8())

    /** Says that no more is sent; what the server had sent by then can still be received. */
    fun end() = end("03e8".decodeHex()) // 1000: all is well.

    /** The next message; null if the server has ended the conversation. Answers pings. */
    fun receive(): String? {
        val message = Buffer()
        while (true) {
            val head = stream.source.readByte().toInt() and 0xff
            val payload = readPayload(MAX_MESSAGE_BYTES - message.size)
            when (head and LAST.inv()) {
                CONTINUED, TEXT -> message.write(payload)
                PING -> send(PONG, payload)
                CLOSE -> return null.also { end(payload) }
                else -> throw ProtocolException("a frame that begins with $head")
            }
            if (head == TEXT or LAST || head == CONTINUED or LAST) return message.readUtf8()
        }
    }

    private fun end(reason: ByteString) {
        if (!hasEnded) send(CLOSE, reason)
        hasEnded = true
    }

    private fun readPayload(maxByteCount: Long): ByteString {
        val length = when (val short = stream.source.readByte().toInt()) { // A server does not mask.
            in 0..125 -> short.toLong()

            126 -> stream.source.readShort().toLong() and 0xffff

            127 -> stream.source.readLong()

            else -> throw ProtocolException("a masked frame")
        }
        if (length !in 0..maxByteCount) throw ProtocolException("a frame of $length bytes")
        return stream.source.readByteString(length)
    }

    private fun send(opcode: Int, payload: ByteString) {
        val sink = stream.sink.writeByte(opcode or LAST)
        when {
            payload.size <= 125 -> sink.writeByte(payload.size or MASKED)
            payload.size <= 0xffff -> sink.writeByte(126 or MASKED).writeShort(payload.size)
            else -> sink.writeByte(127 or MASKED).writeLong(payload.size.toLong())
        }
        val mask = randomBytes(4)
        sink.write(mask)
        for (i in 0 until payload.size) sink.writeByte((payload[i] xor mask[i % 4]).toInt())
        sink.flush()
    }
    // endregion

    companion object {
        // region websocket-open
        fun open(connection: HttpConnection, target: String): WebSocket {
            val key = randomBytes(16).toByteString().base64()
            val fields = Headers.Builder().add("Connection", "Upgrade").add("Upgrade", "websocket")
                .add("Sec-WebSocket-Version", "13").add("Sec-WebSocket-Key", key).build()
            connection.request("GET", target, fields)
            val response = connection.readResponse()
            check(response.status == 101) { "${response.status} ${response.reason}: ${response.text()}" }
            val accept = "${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encodeUtf8().sha1().base64()
            if (response.getHeader("Sec-WebSocket-Accept") != accept) throw ProtocolException("not for this key")
            return WebSocket(response.upgrade()) // What came with the head is the first that it receives.
        }

        private val random = SecureRandom()

        private fun randomBytes(byteCount: Int) = ByteArray(byteCount).also(random::nextBytes)
        // endregion
    }
}
