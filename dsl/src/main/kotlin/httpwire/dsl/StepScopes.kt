package httpwire.dsl

import httpwire.ContinueAnswer
import httpwire.Headers
import httpwire.Request
import httpwire.RequestBody
import okio.ByteString
import kotlin.time.Duration
import kotlin.time.toKotlinDuration

/** The head of a request that has been started: its fields, in order. */
@HttpDsl
public interface HeadScope {
    /**
     * Matters only if `Transfer-Encoding` is among the fields: true if httpwire is to make a chunk of each piece
     * that is sent, false if the pieces already contain the chunks (http.client: encode_chunked).
     *
     * @sample httpwire.examples.samples.dsl.trailersByStep
     */
    public var encodeChunked: Boolean

    /**
     * Adds a field; several values are joined with `", "`.
     *
     * @throws IllegalArgumentException if the field cannot be sent, or contradicts the head
     * @sample httpwire.examples.samples.dsl.exchange
     */
    public fun header(name: String, vararg values: String)

    /** Does not compile: the body can be sent only after the head. */
    @Deprecated("the head has not been sent yet: call send in the body block", level = DeprecationLevel.ERROR)
    public fun send(piece: Any): Unit = throw UnsupportedOperationException()
}

/** The body of a request whose head has been sent. Each piece is sent at once. */
@HttpDsl
public interface SendScope {
    /**
     * Sends [text] in UTF-8 as a piece of the body, with the same rules as a piece of bytes.
     *
     * @sample httpwire.examples.samples.dsl.exchange
     */
    public fun send(text: String)

    /**
     * Sends a piece of the body that the head announced. With Transfer-Encoding the caller writes the
     * chunks, unless [HeadScope.encodeChunked] was set.
     *
     * @throws httpwire.HttpException.CannotSendRequest if the head announced no body
     * @throws IllegalArgumentException if the body would be longer than Content-Length
     * @sample httpwire.examples.samples.dsl.sendPieces
     */
    public fun send(bytes: ByteString)

    /**
     * Sends a whole [RequestBody] as a piece of the body, with the same rules as a piece of bytes.
     *
     * @sample httpwire.examples.samples.dsl.sendPieces
     */
    public fun send(body: RequestBody)

    /**
     * Ends the body: in chunks, sends the last one and then [trailers]; with Content-Length, checks that nothing
     * is missing.
     *
     * @throws httpwire.HttpException.CannotSendRequest if the head announced no body, or the body in chunks is
     *     complete
     * @throws IllegalArgumentException if bytes are missing, or a trailer field cannot be sent; nothing was sent
     * @sample httpwire.examples.samples.dsl.trailersByStep
     */
    public fun endBody(trailers: Headers = Headers.EMPTY)

    /**
     * Waits for what the server says of a head with `Expect: 100-continue`. After [ContinueAnswer.FINAL] the body
     * need not be sent; the connection is closed after the response then.
     *
     * @param atMost how long to wait; the deadline holds too
     * @sample httpwire.examples.samples.dsl.continueByStep
     */
    public fun awaitContinue(atMost: Duration = Request.CONTINUE_TIMEOUT.toKotlinDuration()): ContinueAnswer

    /**
     * Whether the final response has begun to arrive, or none will come any more. Does not wait.
     *
     * @sample httpwire.examples.samples.dsl.continueByStep
     */
    public fun responseArrived(): Boolean

    /**
     * Ends this side's half of the connection after what was sent: the server reads the end, and can still answer.
     *
     * @sample httpwire.examples.samples.dsl.halfClose
     */
    public fun shutdownOutput()

    /** Does not compile: fields belong to the head, which has been sent. */
    @Deprecated("the head has been sent: call header in head = { … }", level = DeprecationLevel.ERROR)
    public fun header(name: String, vararg values: String): Unit = throw UnsupportedOperationException()
}
