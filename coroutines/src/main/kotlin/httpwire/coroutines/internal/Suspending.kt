package httpwire.coroutines.internal

import httpwire.Headers
import httpwire.coroutines.SuspendHttpResponse
import httpwire.coroutines.SuspendHttpScope
import httpwire.coroutines.SuspendRequestScope
import httpwire.dsl.HttpwireInternal
import httpwire.dsl.OptionsScope
import httpwire.dsl.internal.HttpSession
import kotlinx.coroutines.currentCoroutineContext

/** The scope of a suspending block. */
@OptIn(HttpwireInternal::class)
internal class Suspending(
    private val session: HttpSession,
    private val bridge: Bridge,
) : SuspendHttpScope,
    OptionsScope by session {
    override val proxyResponseHeaders: Headers?
        get() = session.proxyResponseHeaders

    override suspend fun request(
        method: String,
        target: String,
        block: SuspendRequestScope.() -> Unit,
    ): SuspendHttpResponse {
        val context = currentCoroutineContext()
        val send = session.prepare(method, target) { FlowRequest(this, context).block() }
        // Made before a thread takes it on, so that there is something to cut from the start.
        val connection = session.connection
        val response = bridge.call(connection::cancel, connection::close, send)
        return SuspendHttpResponse(response, bridge, limits.maxBufferedBodyBytes())
    }

    /** The block's value, which leaves it. */
    fun <R> keep(result: R): R {
        if (result is SuspendHttpResponse) session.keep(result.response)
        return result
    }

    /** The block is over. */
    suspend fun end(): Unit = bridge.end(session::cancel, session::end)
}
