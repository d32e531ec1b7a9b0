package httpwire.coroutines

import httpwire.ContinueAnswer
import httpwire.Headers
import httpwire.Request
import httpwire.RequestBody
import httpwire.dsl.HttpDsl
import okio.ByteString
import kotlin.time.Duration
import kotlin.time.toKotlinDuration

/**
 * The body of a request whose head has been sent, piece by piece. Each call returns when the network, or
 * the send buffer of this machine, has taken the piece; cancelling it cuts the connection.
 */
@HttpDsl
public interface SuspendSendScope {
    /**
     * Sends [text] in UTF-8 as a piece of the body, with the same rules as a piece of bytes.
     *
     * @sample httpwire.examples.samples.coroutines.stepByStep
     */
    public suspend fun send(text: String)

    /**
     * Sends a piece of the body that the head announced. With Transfer-Encoding the caller writes the
     * chunks, unless [httpwire.dsl.HeadScope.encodeChunked] was set.
     *
     * @throws httpwire.HttpException.CannotSendRequest if the head announced no body
     * @throws IllegalArgumentException if the body would be longer than Content-Length
     * @sample httpwire.examples.samples.coroutines.stepByStep
     */
    public suspend fun send(bytes: ByteString)

    /**
     * Sends a whole [RequestBody] as a piece of the body, with the same rules as a piece of bytes.
     *
     * @sample httpwire.examples.samples.coroutines.stepByStep
     */
    public suspend fun send(body: RequestBody)

    /**
     * Ends the body: in chunks, sends the last one and then [trailers]; with Content-Length, checks that nothing
     * is missing.
     *
     * @throws httpwire.HttpException.CannotSendRequest if the head announced no body, or the body in chunks is
     *     complete
     * @throws IllegalArgumentException if bytes are missing, or a trailer field cannot be sent; nothing was sent
     * @sample httpwire.examples.samples.coroutines.trailersByStep
     */
    public suspend fun endBody(trailers: Headers = Headers.EMPTY)

    /**
     * Waits for what the server says of a head with `Expect: 100-continue`. After [ContinueAnswer.FINAL] the body
     * need not be sent; the connection is closed after the response then.
     *
     * @param atMost how long to wait; the deadline holds too
     * @sample httpwire.examples.samples.coroutines.continueByStep
     */
    public suspend fun awaitContinue(atMost: Duration = Request.CONTINUE_TIMEOUT.toKotlinDuration()): ContinueAnswer

    /**
     * Whether the final response has begun to arrive, or none will come any more. Does not wait for it.
     *
     * @sample httpwire.examples.samples.coroutines.continueByStep
     */
    public suspend fun responseArrived(): Boolean

    /**
     * Ends this side's half of the connection after what was sent: the server reads the end, and can still answer.
     *
     * @sample httpwire.examples.samples.coroutines.halfClose
     */
    public suspend fun shutdownOutput()

    /** Does not compile: fields belong to the head, which has been sent. */
    @Deprecated("the head has been sent: call header in head = { … }", level = DeprecationLevel.ERROR)
    public fun header(name: String, vararg values: String): Unit = throw UnsupportedOperationException()
}
