package httpwire.coroutines

import httpwire.Headers
import httpwire.body.multipart.MultipartPart
import httpwire.coroutines.internal.pieces
import kotlinx.coroutines.flow.Flow
import okio.ByteString
import okio.FileSystem
import okio.Path

/**
 * A part of a body of several parts, from [SuspendHttpResponse.parts]: its head has been read, its content is read on
 * demand by suspending functions. They throw what the methods of [MultipartPart] throw.
 *
 * The content can be read until the collector asks for the next part, which skips what is left of this one; then they
 * throw [IllegalStateException]. A read that is cancelled closes the response. One coroutine at a time.
 */
public class SuspendMultipartPart internal constructor(
    private val part: MultipartPart,
    private val response: SuspendHttpResponse,
) {
    /** The fields of the part; there may be none. */
    public val headers: Headers
        get() = part.headers

    /** The name of the form's field, like [MultipartPart.getName]; null if there is none. Text from a peer. */
    public val name: String?
        get() = part.name

    /**
     * The name of the file, like [MultipartPart.getFilename]; null if the part is not a file. Text from a peer: it may
     * contain slashes and control characters, and is not a path.
     */
    public val filename: String?
        get() = part.filename

    /**
     * Reads the rest of the content, at most [httpwire.body.multipart.MultipartLimits.maxBufferedPartBytes].
     *
     * @throws httpwire.HttpException.LimitExceeded if it is longer; nothing of it is lost, and [bodyAsFlow] can read it
     * @throws httpwire.HttpException.IncompleteRead if the body ends before the end of the part
     * @sample httpwire.examples.samples.coroutines.parts
     */
    public suspend fun bytes(): ByteString = response.read({ canReadNow(Long.MAX_VALUE) }) { part.read() }

    /**
     * Reads the rest of the content as text, in the charset of the part's Content-Type or else UTF-8; bounded like
     * [bytes].
     *
     * @sample httpwire.examples.samples.coroutines.parts
     */
    public suspend fun text(): String = response.read({ canReadNow(Long.MAX_VALUE) }) { part.text() }

    /**
     * The rest of the content in pieces as they arrive, within [httpwire.body.multipart.MultipartLimits.maxPartBytes].
     * The flow is cold, and reads no faster than it is collected. A collector that stops early leaves the rest to the
     * next reader of the part.
     *
     * @sample httpwire.examples.samples.coroutines.partAsFlow
     */
    public fun bodyAsFlow(): Flow<ByteString> = pieces(part, response)

    /**
     * Writes the rest of the content to [file], which is created or truncated first; within
     * [httpwire.body.multipart.MultipartLimits.maxPartBytes].
     *
     * @return the number of bytes written; after a failure the file holds the bytes before it
     * @sample httpwire.examples.samples.coroutines.partsSaved
     */
    public suspend fun saveTo(file: Path): Long = response.read({ false }) {
        FileSystem.SYSTEM.sink(file).use { part.source().readAll(it) }
    }
}
