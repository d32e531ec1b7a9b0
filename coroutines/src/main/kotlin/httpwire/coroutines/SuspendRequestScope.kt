package httpwire.coroutines

import httpwire.dsl.HttpDsl
import httpwire.dsl.RequestScope
import kotlinx.coroutines.flow.Flow
import okio.ByteString

/** A [RequestScope] that also takes bodies from coroutines. */
@HttpDsl
public interface SuspendRequestScope : RequestScope {
    /**
     * Sets the body to [pieces], one chunk for each; empty ones are left out. The flow is collected once, in
     * the coroutine of the verb, after the head was sent. Each element is sent at once, and meanwhile the flow
     * is asked for the next one, unless more than 256 KiB wait for the network. No thread of the dispatcher
     * waits for the flow. If it throws, the verb throws that. It is cancelled if the server refuses the request
     * and closes the connection (RFC 9112 §9.5); the verb returns that response.
     *
     * @sample httpwire.examples.samples.coroutines.flowBody
     */
    public fun body(pieces: Flow<ByteString>)

    /**
     * Sets the body to what [write] sends. A piece is on its way when its `send` returns, which waits only
     * while more than 256 KiB wait for the network. [write] runs once, in the coroutine of the verb, and
     * otherwise like a flow.
     *
     * @param byteCount the length of the body; null sends it in chunks, one for each piece. If [write]
     *     sends more or less, the verb fails and the connection is closed
     * @sample httpwire.examples.samples.coroutines.writtenBody
     */
    public fun body(byteCount: Long? = null, write: suspend BodyWriterScope.() -> Unit)
}

/**
 * Writes a body, until the block ends. If several coroutines send pieces, they are sent one after the
 * other, each as a whole.
 */
@HttpDsl
public interface BodyWriterScope {
    /**
     * Sends a piece in UTF-8.
     *
     * @sample httpwire.examples.samples.coroutines.writtenBody
     */
    public suspend fun send(text: String)

    /**
     * Sends a piece. An empty one is left out.
     *
     * @sample httpwire.examples.samples.coroutines.writtenBody
     */
    public suspend fun send(bytes: ByteString)
}
