package httpwire.coroutines.internal

import httpwire.body.multipart.MultipartLimits
import httpwire.body.multipart.MultipartPart
import httpwire.body.multipart.MultipartReader
import httpwire.coroutines.SuspendHttpResponse
import httpwire.coroutines.SuspendMultipartPart
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import okio.Buffer
import okio.ByteString

private const val PIECE_BYTES = 64L shl 10

/** Longer than every delimiter that the reader takes, with its padding: of as many bytes some are content for sure. */
private const val ENOUGH_TO_TELL = 512L

/** Emits the parts of the body; closes [response] unless it is refused because it is not multipart. */
internal fun parts(response: SuspendHttpResponse, limits: MultipartLimits): Flow<SuspendMultipartPart> = collectedOnce {
    val reader = response.read({ canReadNow(1) }) { MultipartReader.of(this, limits) }
    try {
        while (true) {
            val part = response.read({ canReadNow(Long.MAX_VALUE) }) { reader.readPart() } ?: break
            emit(SuspendMultipartPart(part, response))
        }
    } finally {
        // No part can be read any more, not even one whose content is buffered.
        response.close(reader::close) { canCloseNow() }
    }
}

/** Emits what is left of the content of [part] as it arrives. */
internal fun pieces(part: MultipartPart, response: SuspendHttpResponse): Flow<ByteString> = flow {
    while (true) emit(response.read({ canReadNow(ENOUGH_TO_TELL) }) { part.readPiece() } ?: break)
}

private fun MultipartPart.readPiece(): ByteString? {
    val piece = Buffer()
    return if (source().read(piece, PIECE_BYTES) < 0) null else piece.readByteString()
}
