package httpwire.coroutines.internal

import httpwire.ContinueAnswer
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
import kotlin.time.toKotlinDuration

private const val CONTENT_LENGTH = "Content-Length"
private const val TRANSFER_ENCODING = "Transfer-Encoding"
private const val TRAILER = "Trailer"
private const val EXPECT = "Expect"

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
    private val byteCount = when {
        isFramed -> announced()
        headers.contains(TRAILER) -> -1
        else -> body.length()
    }
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
        if (isExpecting() && !headers.contains(EXPECT)) connection.putHeader(EXPECT, "100-continue")
    }

    /** There is nothing to ask of an empty body. */
    private fun isExpecting() = request.continueTimeout != null && byteCount != 0L

    /** Runs the writer; each of its pieces is one step. */
    suspend fun sendOver(steps: SuspendSteps) {
        val wait = request.continueTimeout
        val isRefused = wait != null && isExpecting() &&
            steps.awaitContinue(wait.toKotlinDuration()) == ContinueAnswer.FINAL
        if (!isRefused) write(steps)
    }

    private suspend fun write(steps: SuspendSteps) {
        val writer = Writer(steps)
        try {
            steps.whileWanted { body.write(writer) }
        } finally {
            writer.isOver = true
        }
        val length = if (isFramed) byteCount else body.length()
        require(length < 0 || writer.sentByteCount == length) {
            "the body ended after ${writer.sentByteCount} of $length bytes"
        }
        val trailers = request.body?.trailers() ?: Headers.EMPTY
        if (writesChunks || !trailers.isEmpty) steps.end(trailers)
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
