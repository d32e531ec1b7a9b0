package httpwire.coroutines

import httpwire.RequestBody
import httpwire.dsl.HttpDsl
import okio.ByteString

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
     * chunks.
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

    /** Does not compile: fields belong to the head, which has been sent. */
    @Deprecated("the head has been sent: call header in head = { … }", level = DeprecationLevel.ERROR)
    public fun header(name: String, vararg values: String): Unit = throw UnsupportedOperationException()
}
