package httpwire.dsl

import httpwire.RequestBody
import okio.ByteString

/** The head of a request that has been started: its fields, in order. */
@HttpDsl
public interface HeadScope {
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
     * chunks.
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

    /** Does not compile: fields belong to the head, which has been sent. */
    @Deprecated("the head has been sent: call header in head = { … }", level = DeprecationLevel.ERROR)
    public fun header(name: String, vararg values: String): Unit = throw UnsupportedOperationException()
}
