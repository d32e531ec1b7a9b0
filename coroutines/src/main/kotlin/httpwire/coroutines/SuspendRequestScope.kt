package httpwire.coroutines

import httpwire.dsl.HttpDsl
import httpwire.dsl.RequestScope
import kotlinx.coroutines.flow.Flow
import okio.ByteString

/** [RequestScope], and bodies that come from coroutines. */
@HttpDsl
public interface SuspendRequestScope : RequestScope {
    /**
     * One chunk for each element; empty ones are left out. Collected once, in the verb's coroutine. It is
     * asked for an element when the network took the one before, and no thread of the dispatcher waits
     * for it. What it throws, the verb throws.
     *
     * @sample httpwire.examples.samples.coroutines.flowBody
     */
    public fun body(pieces: Flow<ByteString>)

    /**
     * What [write] sends, as it sends it: nothing is kept, and each `send` returns when the network
     * took the piece. Runs once, in the verb's coroutine; otherwise as [body] of a flow.
     *
     * @param byteCount its length if that is known, or else it goes out in chunks, one for each piece;
     *     sending more or less fails, and ends the connection
     * @sample httpwire.examples.samples.coroutines.writtenBody
     */
    public fun body(byteCount: Long? = null, write: suspend BodyWriterScope.() -> Unit)
}

/**
 * Where a body is written, until the block ends. Pieces that several coroutines send go out one
 * after the other, each whole.
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
