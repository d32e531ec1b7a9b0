package httpwire.coroutines

import httpwire.dsl.HttpDsl
import httpwire.dsl.RequestScope
import kotlinx.coroutines.flow.Flow
import okio.ByteString

/** [RequestScope], and bodies that come from coroutines. */
@HttpDsl
public interface SuspendRequestScope : RequestScope {
    /**
     * One chunk for each element; empty ones are left out. Collected once, by the thread that sends,
     * in a child of the verb's coroutine: cancelling that cancels the flow. It is asked for an element
     * when the network took the one before. What it throws, the verb throws.
     */
    public fun body(pieces: Flow<ByteString>)
}
