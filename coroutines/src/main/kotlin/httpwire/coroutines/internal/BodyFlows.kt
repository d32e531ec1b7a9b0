package httpwire.coroutines.internal

import httpwire.HttpException
import httpwire.coroutines.SuspendHttpResponse
import httpwire.sse.ServerSentEvent
import httpwire.sse.ServerSentEventReader
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.FlowCollector
import kotlinx.coroutines.flow.flow
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import java.nio.charset.Charset
import java.util.concurrent.atomic.AtomicBoolean

/** How much of a body is read at once, as long as it arrives without waiting. */
private const val BATCH_BYTES = 512L shl 10

/** A flow of a body, which can be collected once. */
internal fun <T> collectedOnce(block: suspend FlowCollector<T>.() -> Unit): Flow<T> {
    val isCollected = AtomicBoolean()
    return flow {
        check(!isCollected.getAndSet(true)) { "the body of a response can be collected once" }
        block()
    }
}

/** Emits the pieces of the body as they arrive, and closes [response] in any case. */
internal fun pieces(response: SuspendHttpResponse): Flow<ByteString> = collectedOnce {
    try {
        while (true) {
            val pieces = response.read({ canReadNow(Long.MAX_VALUE) }) { readPieces(BATCH_BYTES) }
            if (pieces.isEmpty()) break
            for (piece in pieces) emit(piece)
        }
    } finally {
        response.close()
    }
}

/** The lines of [pieces] with their line ends; a piece may contain many lines, or a part of one. */
internal fun lines(pieces: Flow<ByteString>, maxLineBytes: Long): Flow<ByteString> = flow {
    val ahead = Buffer()
    pieces.collect { piece ->
        var scanned = ahead.size
        ahead.write(piece)
        while (true) {
            val lf = ahead.indexOf('\n'.code.toByte(), scanned)
            if (lf < 0) break
            emit(ahead.readByteString(lf + 1))
            scanned = 0
        }
        if (ahead.size > maxLineBytes) throw tooLong(maxLineBytes)
    }
    if (!ahead.exhausted()) emit(ahead.readByteString())
}

/** The events of [response], parsed by [reader], which reads from [ahead]; [onPiece] is called for each piece. */
internal fun events(
    response: SuspendHttpResponse,
    reader: ServerSentEventReader,
    ahead: Buffer,
    onPiece: () -> Unit = {},
): Flow<ServerSentEvent> = flow {
    try {
        ServerSentEventReader.requireEventStream(response.response)
        response.bodyAsFlow().collect { piece ->
            onPiece()
            ahead.write(piece)
            while (true) emit(reader.readEvent() ?: break)
        }
    } finally {
        response.close()
    }
}

/** [lines] of [response] as text without their line ends, LF or CRLF; refused if `text()` would be. */
internal fun textLines(response: SuspendHttpResponse, lines: Flow<ByteString>, charset: Charset): Flow<String> = flow {
    response.read({ canReadNow(1) }) { requireDecoded() }
    lines.collect { emit(it.withoutLineEnd().string(charset)) }
}

private fun ByteString.withoutLineEnd(): ByteString = when {
    endsWith(CRLF) -> substring(0, size - 2)
    endsWith(LF) -> substring(0, size - 1)
    else -> this
}

private val LF = "\n".encodeUtf8()
private val CRLF = "\r\n".encodeUtf8()

private fun tooLong(maxLineBytes: Long) =
    HttpException.LimitExceeded("a line is longer than $maxLineBytes bytes: read it through bodyAsFlow()")
