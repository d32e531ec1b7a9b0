package httpwire.coroutines.internal

import httpwire.Headers
import httpwire.Request
import httpwire.RequestBody
import httpwire.connection.HttpConnection
import httpwire.coroutines.BodyWriterScope
import httpwire.internal.Chunk
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8

private const val CONTENT_LENGTH = "Content-Length"
private const val TRANSFER_ENCODING = "Transfer-Encoding"

/**
 * A request whose body is written by its coroutine. No thread waits for the next piece, so the writer may
 * suspend for any reason, even for a call that needs the only thread of the dispatcher.
 */
internal class WrittenRequest(
    private val request: Request,
    private val body: WrittenBody,
) {
    private val headers: Headers = request.headers
    private val isFramed = headers.contains(CONTENT_LENGTH) || headers.contains(TRANSFER_ENCODING)
    private val byteCount = if (isFramed) announced() else body.length()
    private val writesChunks = byteCount < 0 && (!isFramed || request.isEncodeChunked)

    private fun announced(): Long {
        val value = headers.joined(CONTENT_LENGTH)?.toLongOrNull() ?: return -1
        require(body.length() < 0 || body.length() == value) {
            "Content-Length is $value, but the body has ${body.length()} bytes"
        }
        return value
    }

    /** The framing field comes first, as when core sends a request whole. */
    fun putFields(connection: HttpConnection) {
        if (!isFramed && byteCount >= 0) connection.putHeader(CONTENT_LENGTH, byteCount.toString())
        if (!isFramed && byteCount < 0) connection.putHeader(TRANSFER_ENCODING, "chunked")
        for (i in 0 until headers.size()) connection.putHeader(headers.name(i), headers.value(i))
    }

    /** Runs the writer; each of its pieces is one step. */
    suspend fun sendOver(steps: SuspendSteps) {
        val writer = Writer(steps)
        try {
            body.write(writer)
        } finally {
            writer.isOver = true
        }
        require(byteCount < 0 || writer.sentByteCount == byteCount) {
            "the body ended after ${writer.sentByteCount} of $byteCount bytes"
        }
        if (writesChunks) steps.queue(0, Chunk.LAST)
    }

    private fun framed(piece: ByteString) = if (writesChunks) Chunk(piece) else RequestBody.of(piece)

    /** Sends the pieces of several coroutines one after the other, each as a whole. */
    private inner class Writer(
        private val steps: SuspendSteps,
    ) : BodyWriterScope {
        private val pieces = Mutex()
        var sentByteCount = 0L

        @Volatile
        var isOver = false

        override suspend fun send(text: String): Unit = send(text.encodeUtf8())

        override suspend fun send(bytes: ByteString): Unit = pieces.withLock {
            check(!isOver) { "the body's block has ended: nothing more can be sent" }
            if (bytes.size == 0) return
            steps.queue(bytes.size, framed(bytes))
            sentByteCount += bytes.size
        }
    }
}
