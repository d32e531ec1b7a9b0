package httpwire.dsl

import httpwire.HttpException
import httpwire.Limits
import httpwire.body.multipart.MultipartLimits
import httpwire.body.multipart.MultipartPart
import httpwire.body.multipart.MultipartReader
import httpwire.body.progress.Progress
import httpwire.body.progress.ProgressMeter
import httpwire.body.progress.ProgressResponse
import httpwire.connection.HttpResponse
import okio.Buffer
import okio.ByteString
import okio.FileSystem
import okio.Path
import okio.Sink
import java.nio.charset.Charset

private const val BLOCK_BYTES = 64L shl 10

/**
 * Whether the status is 2xx.
 *
 * @sample httpwire.examples.samples.dsl.isSuccess
 */
public val HttpResponse.isSuccess: Boolean
    get() = status in 200..299

/**
 * Reads the rest of the body, bounded like [HttpResponse.read].
 *
 * @sample httpwire.examples.samples.dsl.bytes
 */
public fun HttpResponse.bytes(): ByteString = read()

/**
 * Reads the rest of the body as text in [charset], whatever charset the response names; bounded like
 * [HttpResponse.read].
 *
 * @throws IllegalArgumentException if there is no charset of that name
 * @sample httpwire.examples.samples.dsl.textInCharset
 */
public fun HttpResponse.text(charset: String): String = text(Charset.forName(charset))

/**
 * The remaining lines of the body as text without line ends, LF or CRLF, in the charset of Content-Type
 * or else UTF-8; each line is read when the sequence is asked for it. [HttpResponse.lines] has them as
 * bytes with their line ends.
 *
 * @param maxLineBytes the most bytes of one line with its end
 * @throws IllegalStateException if the response was closed before the end of its body
 * @throws HttpException.LimitExceeded for a longer line, while iterating, like everything that
 *     [HttpResponse.readLine] throws
 * @throws HttpException.UnexpectedResponse while iterating, if the body has a Content-Encoding that nobody
 *     decoded
 * @sample httpwire.examples.samples.dsl.textLines
 */
public fun HttpResponse.textLines(maxLineBytes: Long = Limits.DEFAULT.maxBufferedBodyBytes()): Sequence<String> {
    lines() // Refuses a response that was closed before its end.
    val charset = headers.charset() ?: Charsets.UTF_8
    var isDecoded = false
    return generateSequence {
        if (!isDecoded) requireDecoded()
        isDecoded = true
        nextLine(maxLineBytes)?.string(charset)?.withoutLineEnd()
    }
}

private fun HttpResponse.nextLine(maxLineBytes: Long): ByteString? {
    val line = readLine(maxLineBytes)
    if (line.size < maxLineBytes || line.endsWith(LF) || isClosed) return line.takeIf { it.size > 0 }
    throw HttpException.LimitExceeded("a line is longer than $maxLineBytes bytes: read it through source()")
}

private fun String.withoutLineEnd() = if (endsWith("\n")) removeSuffix("\n").removeSuffix("\r") else this

private val LF = ByteString.of('\n'.code.toByte())

/**
 * The parts of a body of several parts, as [MultipartReader] reads them. Each is read when the sequence is asked for
 * it, and skips what is left of the one before, so `toList()` gives parts that can't be read. The sequence can be
 * iterated once, and does not close the response.
 *
 * @param limits the most of each thing
 * @throws HttpException.UnexpectedResponse if the response is not multipart, or has a Content-Encoding that nobody
 *     decoded; it stays open
 * @throws HttpException.LimitExceeded for more than [limits], while iterating, like everything that
 *     [MultipartReader.readPart] throws
 * @sample httpwire.examples.samples.dsl.parts
 */
public fun HttpResponse.parts(limits: MultipartLimits = MultipartLimits.DEFAULT): Sequence<MultipartPart> {
    val reader = MultipartReader.of(this, limits)
    return generateSequence { reader.readPart() }
}

/**
 * Writes the rest of the body to [file], which is created or truncated first; without a bound on its size.
 *
 * @return the number of bytes written; after a failure the file holds the bytes before it
 * @sample httpwire.examples.samples.dsl.saveTo
 */
public fun HttpResponse.saveTo(file: Path): Long = saveTo(file.toNioPath())

/**
 * Like `saveTo(file)`, and tells [progress] how far it is: at the start, then at most once in 50 ms, and at the end.
 * If it throws, the saving ends.
 *
 * @sample httpwire.examples.samples.dsl.saveToWithProgress
 */
public fun HttpResponse.saveTo(file: Path, progress: (Progress) -> Unit): Long {
    val meter = ProgressMeter(ProgressResponse.totalByteCount(this), progress)
    return FileSystem.SYSTEM.sink(file).use { sink ->
        val piece = Buffer()
        var byteCount = 0L
        meter.begin()
        while (source().read(piece, BLOCK_BYTES) >= 0) {
            byteCount += piece.size
            meter.add(sink.take(piece))
        }
        meter.end()
        byteCount
    }
}

/** Returns how many bytes it has written. */
private fun Sink.take(piece: Buffer): Long = piece.size.also { write(piece, it) }
