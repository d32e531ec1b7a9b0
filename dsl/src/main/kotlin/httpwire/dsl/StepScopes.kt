package httpwire.dsl

import httpwire.RequestBody
import okio.ByteString

/** The head of a request that has begun: its fields, in order. */
@HttpDsl
public interface HeadScope {
    /**
     * Puts a field; several values become one, joined with `", "`.
     *
     * @throws IllegalArgumentException if it cannot be sent, or contradicts the head
     * @sample httpwire.examples.samples.dsl.exchange
     */
    public fun header(name: String, vararg values: String)

    /** Does not compile: what is sent before the head's end is the head. */
    @Deprecated("the head is not sent yet: send belongs into the body's block", level = DeprecationLevel.ERROR)
    public fun send(piece: Any): Unit = throw UnsupportedOperationException()
}

/** The body of a request whose head was sent: pieces as they come, each sent at once. */
@HttpDsl
public interface SendScope {
    /**
     * Sends a piece of the body in UTF-8; else as the other [send].
     *
     * @sample httpwire.examples.samples.dsl.exchange
     */
    public fun send(text: String)

    /**
     * Sends a piece of the body that the head announced. Under Transfer-Encoding the caller writes
     * the chunks.
     *
     * @throws httpwire.HttpException.CannotSendRequest if the head announced no body
     * @throws IllegalArgumentException if it goes beyond Content-Length
     * @sample httpwire.examples.samples.dsl.sendPieces
     */
    public fun send(bytes: ByteString)

    /**
     * As the other [send], a body as one piece.
     *
     * @sample httpwire.examples.samples.dsl.sendPieces
     */
    public fun send(body: RequestBody)

    /** Does not compile: no field can follow the head. */
    @Deprecated("the head is sent: header belongs into head = { … }", level = DeprecationLevel.ERROR)
    public fun header(name: String, vararg values: String): Unit = throw UnsupportedOperationException()
}
