package httpwire.coroutines

import httpwire.RequestBody
import httpwire.dsl.HttpDsl
import okio.ByteString

/**
 * The body of a request whose head was sent: pieces as they come. Each call returns when the network
 * took the piece, or this machine's buffers did; cancelling it cuts the connection.
 */
@HttpDsl
public interface SuspendSendScope {
    /**
     * Sends a piece of the body in UTF-8; else as the other [send].
     *
     * @sample httpwire.examples.samples.coroutines.stepByStep
     */
    public suspend fun send(text: String)

    /**
     * Sends a piece of the body that the head announced. Under a Transfer-Encoding field the caller
     * writes the chunks.
     *
     * @throws httpwire.HttpException.CannotSendRequest if the head announced none
     * @throws IllegalArgumentException if it goes beyond Content-Length
     * @sample httpwire.examples.samples.coroutines.stepByStep
     */
    public suspend fun send(bytes: ByteString)

    /**
     * As the other [send], a body as one piece.
     *
     * @sample httpwire.examples.samples.coroutines.stepByStep
     */
    public suspend fun send(body: RequestBody)

    /** Does not compile: no field can follow the head. */
    @Deprecated("the head is sent: header belongs into head = { … }", level = DeprecationLevel.ERROR)
    public fun header(name: String, vararg values: String): Unit = throw UnsupportedOperationException()
}
