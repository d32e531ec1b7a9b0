package httpwire.coroutines

import httpwire.CacheOutcome
import httpwire.Circumstances
import httpwire.CloseReason
import httpwire.ContinueAnswer
import httpwire.Headers
import httpwire.HttpUrl
import httpwire.HttpVersion
import httpwire.Request
import httpwire.body.multipart.MultipartLimits
import httpwire.body.progress.Progress
import httpwire.body.progress.ProgressResponse
import httpwire.call.BodyCodec
import httpwire.connection.HttpResponse
import httpwire.connection.InterimResponse
import httpwire.coroutines.internal.Bridge
import httpwire.coroutines.internal.events
import httpwire.coroutines.internal.lines
import httpwire.coroutines.internal.parts
import httpwire.coroutines.internal.pieces
import httpwire.coroutines.internal.saving
import httpwire.coroutines.internal.textLines
import httpwire.dsl.body
import httpwire.dsl.saveTo
import httpwire.dsl.text
import httpwire.sse.ServerSentEvent
import httpwire.sse.ServerSentEventReader
import httpwire.transport.Transport
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import okio.Buffer
import okio.ByteString
import okio.Path
import kotlin.reflect.KType
import kotlin.reflect.typeOf

/**
 * A response: its head has been read, its body is read on demand by suspending functions. They throw what
 * the methods of [HttpResponse] throw, [httpwire.HttpException.IncompleteRead] for instance if the body
 * ends too early.
 *
 * There is no counterpart of [HttpResponse.source], because its reads block; use [bodyAsFlow] instead.
 *
 * A caller that does not read the body to its end must close the response, which closes the connection
 * too. A read that is cancelled closes both. One coroutine at a time.
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

    /** The reason phrase as received; it may be empty. */
    public val reason: String
        get() = response.reason

    /** The HTTP version of the response. */
    public val version: HttpVersion
        get() = response.version

    /** The fields of the head. */
    public val headers: Headers
        get() = response.headers

    /** The URL of the request. */
    public val url: String
        get() = response.url

    /** What was asked; after a redirect the request that followed it, as [HttpResponse.getRequest] has it. */
    public val request: Request?
        get() = response.request

    /**
     * The responses before this one in the same call of a client, in order: redirects, demands for credentials,
     * and responses after which the request was sent again. Their bodies are gone.
     */
    public val history: List<SuspendHttpResponse>
        get() = response.history.map { SuspendHttpResponse(it, bridge, maxLineBytes) }

    /**
     * What the client's cache had to do with this response; null if the client has no cache, or the cache does not
     * answer requests like this one.
     */
    public val cacheOutcome: CacheOutcome?
        get() = response.cacheOutcome

    /** The interim responses before this one, in order: 100, 102, 103 and any other 1xx but 101. */
    public val interimResponses: List<InterimResponse>
        get() = response.interimResponses

    /**
     * What the server said of `Expect: 100-continue` before the body was sent; null if it was not asked and waited
     * for.
     */
    public val continueAnswer: ContinueAnswer?
        get() = response.continueAnswer

    /** The circumstances of the exchange, as [HttpResponse.getCircumstances] has them. */
    public val circumstances: Circumstances?
        get() = response.circumstances

    /** The trailer fields of a chunked body; empty until the body has ended. */
    public val trailers: Headers
        get() = response.trailers

    /** Whether nothing more can be read: the body has ended, or [close] was called. */
    public val isClosed: Boolean
        get() = response.isClosed

    /** Whether the connection is closed after this response. */
    public val willClose: Boolean
        get() = response.willClose()

    /** Why the connection is closed after this response; empty if it is kept. */
    public val closeReasons: Set<CloseReason>
        get() = response.closeReasons

    /** The values of the fields called [name], joined with `", "`; null if there is none. */
    public fun getHeader(name: String): String? = response.getHeader(name)

    /** Like `getHeader(name)`, but [defaultValue] if there is no such field. */
    public fun getHeader(name: String, defaultValue: String): String = response.getHeader(name, defaultValue)

    /**
     * Where the first Link field of that relation type leads, such as `next`: resolved against [url]. Null if there is
     * none, or if it is not an http or https URL, like [HttpResponse.linkedUrl].
     */
    public fun linkedUrl(relationType: String): HttpUrl? = response.linkedUrl(relationType)

    /** The head as it was received, byte for byte. */
    public fun rawHead(): ByteString = response.rawHead()

    /**
     * The request's head as it was sent, byte for byte.
     *
     * @throws IllegalStateException if it was not kept: see [httpwire.dsl.CommonOptionsScope.record]
     */
    public fun sentHead(): ByteString = response.sentHead()

    /** What happened, in a few lines for people, like [HttpResponse.summary]. */
    public fun summary(): String = response.summary()

    /**
     * This response if its status is 2xx; otherwise closes it and throws, like [HttpResponse.orThrow].
     *
     * @throws httpwire.HttpException.UnexpectedResponse for any other status, with the beginning of the body
     * @sample httpwire.examples.samples.coroutines.orThrow
     */
    public suspend fun orThrow(): SuspendHttpResponse {
        read({ isSuccess || canReadNow(Long.MAX_VALUE) }) { orThrow() }
        return this
    }

    /**
     * Reads the rest of the body as text, in the charset of Content-Type or else UTF-8; bounded like
     * [bytes].
     *
     * @sample httpwire.examples.samples.coroutines.httpBlock
     */
    public suspend fun text(): String = readWhole { text() }

    /**
     * Reads the rest of the body as text in the charset with the name [charset], whatever charset the
     * response names.
     *
     * @sample httpwire.examples.samples.coroutines.text
     */
    public suspend fun text(charset: String): String = readWhole { text(charset) }

    /**
     * The rest of the body as a `T`, by the codec of the client that sent the request; closes the response. The body
     * is read and decoded in a thread that may block, and not in the caller's. The status does not matter: [orThrow]
     * checks it.
     *
     * @throws httpwire.HttpException.UnexpectedResponse if the Content-Type is not one that the codec decodes, the
     *     body has a Content-Encoding that nobody decoded, the codec throws an exception, which is the cause then, or
     *     the value is null
     * @throws IllegalStateException if there is no codec
     * @sample httpwire.examples.samples.coroutines.clientCodec
     */
    public suspend inline fun <reified T : Any> body(): T = body(typeOf<T>()) as T

    /**
     * Like `body()`, for a type that is known at run time only.
     *
     * @param codec null for that of the client
     * @sample httpwire.examples.samples.coroutines.clientCodec
     */
    public suspend fun body(type: KType, codec: BodyCodec? = null): Any = read({ false }) { body(type, codec) }

    /**
     * A response in place of this one, of whose body's progress [listener] hears while it is read: at the beginning,
     * then at most once in 50 ms, and at the end. It is called by the thread that reads; what it throws ends the
     * reading. From now on only the new one may be used, and within the `http` block that it comes from.
     *
     * @throws IllegalStateException if the response was closed before the end of its body
     * @sample httpwire.examples.samples.coroutines.downloadWithProgress
     */
    public fun withProgress(listener: (Progress) -> Unit): SuspendHttpResponse =
        SuspendHttpResponse(ProgressResponse.of(response, listener), bridge, maxLineBytes)

    /**
     * Like `withProgress(listener)`, with the progress in [progress].
     *
     * @sample httpwire.examples.samples.coroutines.downloadWithProgress
     */
    public fun withProgress(progress: MutableStateFlow<Progress>): SuspendHttpResponse =
        withProgress { progress.value = it }

    /**
     * Reads the rest of the body, at most [httpwire.Limits.maxBufferedBodyBytes].
     *
     * @throws httpwire.HttpException.LimitExceeded if the rest is longer; nothing of it is lost, and
     *     [bodyAsFlow] can read it
     * @sample httpwire.examples.samples.coroutines.bytes
     */
    public suspend fun bytes(): ByteString = readWhole { read() }

    /**
     * Reads [byteCount] bytes, fewer only at the end of the body; all that is left if [byteCount] is
     * negative.
     *
     * @sample httpwire.examples.samples.coroutines.pieces
     */
    public suspend fun read(byteCount: Long): ByteString =
        read({ canReadNow(if (byteCount < 0) Long.MAX_VALUE else byteCount) }) { read(byteCount) }

    /**
     * Reads a line with its LF, or the rest of the body if there is no LF; empty at the end.
     *
     * @sample httpwire.examples.samples.coroutines.readLines
     */
    public suspend fun readLine(): ByteString = read({ canReadLineNow() }) { readLine() }

    /**
     * Like `readLine()`, at most [limit] bytes.
     *
     * @sample httpwire.examples.samples.coroutines.readLines
     */
    public suspend fun readLine(limit: Long): ByteString = read({ canReadLineNow() }) { readLine(limit) }

    /**
     * Reads the remaining lines, each with its LF, at most [httpwire.Limits.maxBufferedBodyBytes] in all.
     *
     * @param hint if positive, stops after the line with which the list has reached this many bytes
     * @sample httpwire.examples.samples.coroutines.readLines
     */
    public suspend fun readLines(hint: Long = -1): List<ByteString> = readWhole { readLines(hint) }

    /**
     * Reads [byteCount] bytes into [sink], from [offset] on.
     *
     * @return the number of bytes read, less than [byteCount] only at the end of the body; -1 if nothing
     *     was left
     * @sample httpwire.examples.samples.coroutines.peek
     */
    public suspend fun readInto(sink: ByteArray, offset: Int = 0, byteCount: Int = sink.size - offset): Int =
        read({ canReadNow(byteCount.toLong()) }) { readInto(sink, offset, byteCount) }

    /**
     * Returns up to [byteCount] bytes without consuming them. Waits only if none has arrived.
     *
     * @sample httpwire.examples.samples.coroutines.peek
     */
    public suspend fun peek(byteCount: Long): ByteString = read({ canReadNow(1) }) { peek(byteCount) }

    /**
     * The rest of the body in pieces as they arrive, without a bound on its size. The flow is cold, can be
     * collected once, and reads no faster than it is collected. A collector that stops early or is
     * cancelled closes the response.
     *
     * @sample httpwire.examples.samples.coroutines.bodyAsFlow
     */
    public fun bodyAsFlow(): Flow<ByteString> = pieces(this)

    /**
     * The remaining lines, each with its LF, like [HttpResponse.lines]. A line is bounded like [bytes];
     * otherwise like [bodyAsFlow].
     *
     * @sample httpwire.examples.samples.coroutines.lines
     */
    public fun lines(): Flow<ByteString> = lines(bodyAsFlow(), maxLineBytes)

    /**
     * The remaining lines as text without line ends, LF or CRLF, in the charset of Content-Type or else
     * UTF-8. A line is bounded like [bytes]. For a body with a Content-Encoding that nobody decoded the
     * flow fails with [httpwire.HttpException.UnexpectedResponse], and the body can still be read in
     * another way. Otherwise like [bodyAsFlow].
     *
     * @sample httpwire.examples.samples.coroutines.textLines
     */
    public fun textLines(): Flow<String> = textLines(this, lines(), headers.charset() ?: Charsets.UTF_8)

    /**
     * The rest of the body as server-sent events. The flow ends with this response; a flow of
     * [httpwire.coroutines.serverSentEvents] reconnects. It fails with
     * [httpwire.HttpException.UnexpectedResponse] if the response is not an event stream. Otherwise like
     * [bodyAsFlow].
     *
     * @param maxEventBytes the most bytes of a line, and of the data of an event; if one is longer, the
     *     flow fails with [httpwire.HttpException.LimitExceeded]
     * @sample httpwire.examples.samples.coroutines.eventsOfOneResponse
     */
    public fun serverSentEvents(
        maxEventBytes: Long = ServerSentEventReader.DEFAULT_MAX_EVENT_BYTES,
    ): Flow<ServerSentEvent> {
        val ahead = Buffer()
        return events(this, ServerSentEventReader(ahead, maxEventBytes, ""), ahead)
    }

    /**
     * The parts of a body of several parts, RFC 2046 §5.1: `multipart/byteranges`, `form-data` and any other kind, as
     * [httpwire.body.multipart.MultipartReader] reads them. A part is read by the collector, while it has it: what is
     * left of it is skipped when the collector asks for the next one, so `toList()` gives parts that can't be read.
     *
     * The flow is cold, can be collected once, and reads no faster than it is collected. A collector that stops early
     * or is cancelled closes the response. If the response is not multipart, or has a Content-Encoding that nobody
     * decoded, the flow fails with [httpwire.HttpException.UnexpectedResponse], and the body can still be read in
     * another way.
     *
     * @param limits the most of each thing; of more the flow fails with [httpwire.HttpException.LimitExceeded]
     * @sample httpwire.examples.samples.coroutines.parts
     */
    public fun parts(limits: MultipartLimits = MultipartLimits.DEFAULT): Flow<SuspendMultipartPart> =
        parts(this, limits)

    /**
     * Writes the rest of the body to [file] like [saveTo] while the flow is collected, and emits the
     * progress: at the start, and after each read from the network that brought bytes. A slow collector slows
     * the transfer down unless there is a `conflate()` between. The flow is cold, can be collected once,
     * and a collector that stops early closes the response.
     *
     * @sample httpwire.examples.samples.coroutines.saveToAsFlow
     */
    public fun saveToAsFlow(file: Path): Flow<Progress> = saving(this, file)

    /**
     * Writes the rest of the body to [file], which is created or truncated first; without a bound on its
     * size.
     *
     * @return the number of bytes written; after a failure the file holds the bytes before it
     * @sample httpwire.examples.samples.coroutines.saveTo
     */
    public suspend fun saveTo(file: Path): Long = read({ false }) { saveTo(file) }

    /**
     * Hands the connection over to the caller after 101, or after 2xx to CONNECT, like
     * [HttpResponse.upgrade]. The caller must close it; reading and writing it blocks.
     *
     * @throws IllegalStateException after any other response, or if the connection has already been handed
     *     over or closed
     */
    public suspend fun upgrade(): Transport {
        var handedOver: Transport? = null
        return read({ true }, { handedOver?.close() ?: response.close() }) { upgrade().also { handedOver = it } }
    }

    /**
     * Cuts the connection of this response at once, like [HttpResponse.cancel]: a waiting read fails, and so
     * does every later one. May be called by any thread. The owner must still call [close].
     */
    public fun cancel(): Unit = response.cancel()

    /**
     * Closes the response, also in a cancelled coroutine, and the connection too if the body was not read to
     * its end. May be called any number of times. Afterwards a read finds the end of the body or throws
     * [IllegalStateException], as after [HttpResponse.close].
     *
     * @sample httpwire.examples.samples.coroutines.pieces
     */
    public suspend fun close() {
        if (!isClosed) bridge.end(response::cancel, response::close, response::canCloseNow)
    }

    /**
     * Like `close()`, but runs [end] instead of closing the response.
     *
     * @param isReady whether [end] returns without waiting
     */
    internal suspend fun close(end: () -> Unit, isReady: HttpResponse.() -> Boolean = { false }): Unit =
        bridge.end(response::cancel, end) { response.isReady() }

    private suspend fun <T> readWhole(work: HttpResponse.() -> T): T = read({ canReadNow(Long.MAX_VALUE) }, work = work)

    /**
     * @param isReady whether [work] returns without waiting
     * @param end run after a cancellation, instead of closing the response
     */
    internal suspend fun <T> read(
        isReady: HttpResponse.() -> Boolean,
        end: () -> Unit = { response.close() },
        work: HttpResponse.() -> T,
    ): T = bridge.call({ response.cancel() }, end, { response.isReady() }) { response.work() }
}
