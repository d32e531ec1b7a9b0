package httpwire.coroutines.internal

import httpwire.HttpException
import httpwire.coroutines.SuspendHttpResponse
import httpwire.sse.ServerSentEvent
import httpwire.sse.ServerSentEventReader
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import okio.Buffer
import okio.ByteString
import java.nio.charset.Charset
import java.util.concurrent.atomic.AtomicBoolean

/** What [read] gives until it gives nothing; [response] is closed however that ends. */
internal fun pieces(response: SuspendHttpResponse, read: suspend () -> ByteString): Flow<ByteString> {
    val isCollected = AtomicBoolean()
    return flow {
        check(!isCollected.getAndSet(true)) { "the body of a response can be collected once" }
        try {
            while (true) {
                val piece = read()
                if (piece.size == 0) break
                emit(piece)
            }
        } finally {
            response.close()
        }
    }
}

/** The lines of [pieces], however they are cut; one trip to the wire may bring many. */
internal fun lines(pieces: Flow<ByteString>, charset: Charset, maxLineBytes: Long): Flow<String> = flow {
    val ahead = Buffer()
    pieces.collect { piece ->
        var scanned = ahead.size
        ahead.write(piece)
        while (true) {
            val lf = ahead.indexOf('\n'.code.toByte(), scanned)
            if (lf < 0) break
            emit(ahead.readLine(lf, charset))
            scanned = 0
        }
        if (ahead.size > maxLineBytes) throw tooLong(maxLineBytes)
    }
    if (!ahead.exhausted()) emit(ahead.readString(charset))
}

/** The events of [response], through [reader], which reads from [ahead]; [onPiece] hears of each trip to the wire. */
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

private fun Buffer.readLine(lf: Long, charset: Charset): String {
    val hasCr = lf > 0 && this[lf - 1] == '\r'.code.toByte()
    val line = readString(if (hasCr) lf - 1 else lf, charset)
    skip(if (hasCr) 2 else 1)
    return line
}

private fun tooLong(maxLineBytes: Long) =
    HttpException.LimitExceeded("a line is longer than $maxLineBytes bytes: read it through bodyAsFlow()")
