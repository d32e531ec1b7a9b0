package httpwire.coroutines

import httpwire.CloseReason
import httpwire.Headers
import httpwire.HttpVersion
import httpwire.connection.HttpResponse
import httpwire.coroutines.internal.Bridge
import httpwire.coroutines.internal.events
import httpwire.coroutines.internal.lines
import httpwire.coroutines.internal.pieces
import httpwire.coroutines.internal.saving
import httpwire.coroutines.internal.textLines
import httpwire.dsl.saveTo
import httpwire.dsl.text
import httpwire.sse.ServerSentEvent
import httpwire.sse.ServerSentEventReader
import httpwire.transport.Transport
import kotlinx.coroutines.flow.Flow
import okio.Buffer
import okio.ByteString
import okio.Path

/**
 * A response whose head was read and whose body waits; what reads it suspends. It throws what
 * [HttpResponse] throws, [httpwire.HttpException.IncompleteRead] for a body that ends too early.
 *
 * There is no counterpart of [HttpResponse.source], whose reader blocks: [bodyAsFlow] is the stream.
 *
 * Whoever does not read to the end closes it, and with it the connection; so does a read that is
 * cancelled. One coroutine at a time.
 */
public class SuspendHttpResponse internal constructor(
    internal val response: HttpResponse,
    private val bridge: Bridge,
    private val maxLineBytes: Long,
) {
    /** The status code, 100 to 999. */
    public val status: Int
        get() = response.status

    /** Whether the status is 2xx. */
    public val isSuccess: Boolean
        get() = status in 200..299

    /** The reason phrase as it came, possibly empty. */
    public val reason: String
        get() = response.reason

    /** The version the peer answered in. */
    public val version: HttpVersion
        get() = response.version

    /** The fields of the head. */
    public val headers: Headers
        get() = response.headers

    /** The URL that was asked for. */
    public val url: String
        get() = response.url

    /** The trailer fields of a chunked body; empty before its end. */
    public val trailers: Headers
        get() = response.trailers

    /** Whether nothing more can be read: the end was reached, or [close] called. */
    public val isClosed: Boolean
        get() = response.isClosed

    /** Whether the connection ends with this response. */
    public val willClose: Boolean
        get() = response.willClose()

    /** Why the connection ends with this response; empty if it does not. */
    public val closeReasons: Set<CloseReason>
        get() = response.closeReasons

    /** The values of that name joined with `", "`, or null. */
    public fun getHeader(name: String): String? = response.getHeader(name)

    /** As the other `getHeader`, with a value for when there is none. */
    public fun getHeader(name: String, defaultValue: String): String = response.getHeader(name, defaultValue)

    /**
     * This response if its status is 2xx; else the end of it, as [HttpResponse.orThrow].
     *
     * @throws httpwire.HttpException.UnexpectedResponse for any other status, with what it explains
     * @sample httpwire.examples.samples.coroutines.orThrow
     */
    public suspend fun orThrow(): SuspendHttpResponse {
        read { orThrow() }
        return this
    }

    /**
     * What is left as text, in the charset of Content-Type, else UTF-8; bounded as [bytes].
     *
     * @sample httpwire.examples.samples.coroutines.httpBlock
     */
    public suspend fun text(): String = read { text() }

    /**
     * What is left as text in [charset], by its name, whatever the response says.
     *
     * @sample httpwire.examples.samples.coroutines.text
     */
    public suspend fun text(charset: String): String = read { text(charset) }

    /**
     * What is left, at most [httpwire.Limits.maxBufferedBodyBytes].
     *
     * @throws httpwire.HttpException.LimitExceeded if it is longer; it can still be read otherwise
     * @sample httpwire.examples.samples.coroutines.bytes
     */
    public suspend fun bytes(): ByteString = read { read() }

    /**
     * Up to [byteCount] bytes, fewer only at the end; all that is left if it is negative.
     *
     * @sample httpwire.examples.samples.coroutines.pieces
     */
    public suspend fun read(byteCount: Long): ByteString = read { read(byteCount) }

    /**
     * A line with its LF, or what is left; empty at the end.
     *
     * @sample httpwire.examples.samples.coroutines.readLines
     */
    public suspend fun readLine(): ByteString = read { readLine() }

    /**
     * As [readLine], never more than [limit] bytes.
     *
     * @sample httpwire.examples.samples.coroutines.readLines
     */
    public suspend fun readLine(limit: Long): ByteString = read { readLine(limit) }

    /**
     * The lines that are left, each with its LF, in one list; in all at most
     * [httpwire.Limits.maxBufferedBodyBytes].
     *
     * @param hint stops after the line with which so many bytes are reached; no bound if it is not positive
     * @sample httpwire.examples.samples.coroutines.readLines
     */
    public suspend fun readLines(hint: Long = -1): List<ByteString> = read { readLines(hint) }

    /**
     * Fills [sink] from [offset] with [byteCount] bytes.
     *
     * @return the count, less than [byteCount] only at the end, or -1
     * @sample httpwire.examples.samples.coroutines.peek
     */
    public suspend fun readInto(sink: ByteArray, offset: Int = 0, byteCount: Int = sink.size - offset): Int =
        read { readInto(sink, offset, byteCount) }

    /**
     * Shows up to [byteCount] bytes that come next and leaves them there. Waits only if there is
     * nothing to show.
     *
     * @sample httpwire.examples.samples.coroutines.peek
     */
    public suspend fun peek(byteCount: Long): ByteString = read { peek(byteCount) }

    /**
     * What is left as it comes from the wire, without a bound. Cold, collected once, and read no
     * faster than it is collected. A collector that stops early or is cancelled closes the response.
     *
     * @sample httpwire.examples.samples.coroutines.bodyAsFlow
     */
    public fun bodyAsFlow(): Flow<ByteString> = pieces(this) { read { read1() } }

    /**
     * What is left line by line, each with its LF, as [HttpResponse.lines]. A line has a bound, that of
     * [bytes]; otherwise as [bodyAsFlow].
     *
     * @sample httpwire.examples.samples.coroutines.lines
     */
    public fun lines(): Flow<ByteString> = lines(bodyAsFlow(), maxLineBytes)

    /**
     * What is left line by line without line ends, LF or CRLF, in the charset of Content-Type, else
     * UTF-8. A line has a bound, that of [bytes]; otherwise as [bodyAsFlow]. A body with a
     * Content-Encoding that nobody decoded fails the flow with
     * [httpwire.HttpException.UnexpectedResponse], and can still be read in another way.
     *
     * @sample httpwire.examples.samples.coroutines.textLines
     */
    public fun textLines(): Flow<String> = textLines(this, lines(), headers.charset() ?: Charsets.UTF_8)

    /**
     * What is left as server-sent events, of this response alone: the end of the body is the end of the
     * flow. [httpwire.coroutines.serverSentEvents] reconnects. Otherwise as [bodyAsFlow]; it fails
     * with [httpwire.HttpException.UnexpectedResponse] if this is no event stream.
     *
     * @param maxEventBytes for a line, and for the data of an event; a longer one fails the flow with
     *     [httpwire.HttpException.LimitExceeded]
     * @sample httpwire.examples.samples.coroutines.eventsOfOneResponse
     */
    public fun serverSentEvents(
        maxEventBytes: Long = ServerSentEventReader.DEFAULT_MAX_EVENT_BYTES,
    ): Flow<ServerSentEvent> {
        val ahead = Buffer()
        return events(this, ServerSentEventReader(ahead, maxEventBytes, ""), ahead)
    }

    /**
     * Writes what is left into [file] while it is collected, and tells how far that is: first nothing,
     * then after each read of the wire, at last all. A slow collector slows the transfer down, unless
     * there is a `conflate()` between. Otherwise as [saveTo], and cold, collected once, closed by a
     * collector that stops early, as [bodyAsFlow].
     *
     * @sample httpwire.examples.samples.coroutines.saveToAsFlow
     */
    public fun saveToAsFlow(file: Path): Flow<Progress> = saving(this, file)

    /**
     * Writes what is left into [file], which is made or emptied first; without a bound.
     *
     * @return the bytes written; after a failure the file holds what came before it
     * @sample httpwire.examples.samples.coroutines.saveTo
     */
    public suspend fun saveTo(file: Path): Long = read { saveTo(file) }

    /**
     * Hands the connection over after 101, or 2xx to CONNECT, as [HttpResponse.upgrade]. The caller
     * owns it; its streams block.
     *
     * @throws IllegalStateException after any other answer, or if the connection was handed over or closed
     */
    public suspend fun upgrade(): Transport {
        var handedOver: Transport? = null
        return read({ handedOver?.close() ?: response.close() }) { upgrade().also { handedOver = it } }
    }

    /**
     * Cuts the connection under this response at once, as [HttpResponse.cancel]: a read that waits
     * fails, and so does every later one. By any thread; [close] is still the owner's to call.
     */
    public fun cancel(): Unit = response.cancel()

    /**
     * Ends the reading, also in a coroutine that is cancelled. If the body was not read to its end,
     * that closes the connection. Any number of times. After it, what reads gives nothing or throws
     * [IllegalStateException], as after [HttpResponse.close].
     *
     * @sample httpwire.examples.samples.coroutines.pieces
     */
    public suspend fun close() {
        if (!isClosed) close(response::close)
    }

    /** As the other `close`, with [end] in place of closing the response. */
    internal suspend fun close(end: () -> Unit): Unit = bridge.end(response::cancel, end)

    /** @param end follows a cancellation in place of closing the response */
    internal suspend fun <T> read(end: () -> Unit = response::close, work: HttpResponse.() -> T): T =
        bridge.call(response::cancel, end) { response.work() }
}
