package httpwire.dsl

import httpwire.RequestBody
import okio.ByteString

/** A request that has begun: fields, the end of the head, pieces of the body. Each step is done at once. */
@HttpDsl
public interface StepScope {
    /**
     * Puts a field; several values become one, joined with `", "`.
     *
     * @throws IllegalArgumentException if it cannot be sent, or contradicts the head
     * @throws httpwire.HttpException.CannotSendHeader if the head was ended
     */
    public fun header(name: String, vararg values: String)

    /** Ends the head and sends it; done at the block's end if it was not before. */
    public fun endHeaders()

    /** Ends the head and sends it with a body, framed by the head or else by the body's length. */
    public fun endHeaders(body: RequestBody)

    /** Sends a piece of the body in UTF-8; else as the other [send]. */
    public fun send(text: String)

    /**
     * Sends a piece of the body that the head announced. Under Transfer-Encoding the caller writes
     * the chunks.
     *
     * @throws httpwire.HttpException.CannotSendRequest if the head is not sent, or announced none
     * @throws IllegalArgumentException if it goes beyond Content-Length
     */
    public fun send(bytes: ByteString)

    /** As the other [send], a body as one piece. */
    public fun send(body: RequestBody)
}
