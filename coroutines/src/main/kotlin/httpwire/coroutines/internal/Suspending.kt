package httpwire.coroutines.internal

import httpwire.Headers
import httpwire.connection.HttpConnection
import httpwire.coroutines.SuspendHttpResponse
import httpwire.coroutines.SuspendHttpScope
import httpwire.coroutines.SuspendRequestScope
import httpwire.coroutines.SuspendSendScope
import httpwire.dsl.ConnectedScope
import httpwire.dsl.HeadScope
import httpwire.dsl.HeadersScope
import httpwire.dsl.HttpwireInternal
import httpwire.dsl.OptionsScope
import httpwire.dsl.internal.HeadSteps
import httpwire.dsl.internal.HttpSession
import kotlinx.coroutines.currentCoroutineContext

/** The scope of a suspending block. */
@OptIn(HttpwireInternal::class)
internal class Suspending(
    private val session: HttpSession,
    private val bridge: Bridge,
    private val fields: HeadersScope.() -> Unit,
) : SuspendHttpScope(),
    ConnectedScope,
    OptionsScope by session {
    override val connection: HttpConnection
        get() = session.connection.also { Turn.of(it, bridge::turn) }

    override val proxyResponseHeaders: Headers?
        get() = session.proxyResponseHeaders

    override suspend fun send(
        method: String,
        target: String,
        block: SuspendRequestScope.() -> Unit,
    ): SuspendHttpResponse {
        val context = currentCoroutineContext()
        val send =
            session.prepare(method, target) {
                this@Suspending.fields(this)
                FlowRequest(this, context).block()
            }
        // Made before a thread takes it on, so that there is something to cut from the start.
        val connection = session.connection
        return SuspendHttpResponse(bridge.call(connection::cancel, connection::close, send), bridge, maxLineBytes)
    }

    override suspend fun sendSteps(
        method: String,
        target: String,
        skipHost: Boolean,
        skipAcceptEncoding: Boolean,
        head: HeadScope.() -> Unit,
        body: suspend SuspendSendScope.() -> Unit,
    ): SuspendHttpResponse {
        val steps = SuspendSteps(session.connection, bridge)
        val response =
            steps.run(body) {
                putRequest(method, target, skipHost, skipAcceptEncoding)
                HeadSteps(this).head()
            }
        return SuspendHttpResponse(session.track(response), bridge, maxLineBytes)
    }

    private val maxLineBytes: Long
        get() = limits.maxBufferedBodyBytes()

    /** The block's value, which leaves it. */
    fun <R> keep(result: R): R {
        if (result is SuspendHttpResponse) session.keep(result.response)
        return result
    }

    /** The block is over. */
    suspend fun end(): Unit = bridge.end(session::cancel, session::end)
}
