package httpwire.coroutines.internal

import httpwire.Headers
import httpwire.Request
import httpwire.connection.HttpConnection
import httpwire.connection.HttpResponse
import httpwire.coroutines.SuspendHttpResponse
import httpwire.coroutines.SuspendHttpScope
import httpwire.coroutines.SuspendPipeline
import httpwire.coroutines.SuspendRequestScope
import httpwire.coroutines.SuspendSendScope
import httpwire.dsl.ConnectedScope
import httpwire.dsl.HeadScope
import httpwire.dsl.HeadersScope
import httpwire.dsl.HttpwireInternal
import httpwire.dsl.OptionsScope
import httpwire.dsl.internal.HeadSteps
import httpwire.dsl.internal.HttpSession

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
        val request =
            session.prepare(method, target) {
                this@Suspending.fields(this)
                FlowRequest(this).block()
            }
        val body = request.body?.written()
        return suspending(if (body != null) write(WrittenRequest(request, body), request) else exchange(request))
    }

    override suspend fun sendRequest(request: Request): SuspendHttpResponse =
        suspending(exchange(session.prepare(request)))

    private suspend fun exchange(request: Request): HttpResponse {
        // Created before the call is dispatched, so that a cancellation can cut it from the start.
        val connection = session.connection
        return bridge.turn.exchange {
            // Not references to functions, for which Kotlin loads ten classes on the way to the first response.
            bridge.call({ connection.cancel() }, { connection.close() }) { session.exchange(request) }
        }
    }

    override suspend fun sendPipeline(requests: List<Request>): SuspendPipeline {
        val connection = session.connection
        val pipeline = bridge.turn.exchange {
            bridge.call({ connection.cancel() }, { connection.close() }) { connection.pipeline(requests) }
        }
        return SuspendPipeline(pipeline, connection, bridge, limits)
    }

    private suspend fun write(written: WrittenRequest, request: Request): HttpResponse =
        SuspendSteps(session.connection, bridge).run(
            begin = { session.begin(request) },
            head = {
                written.putFields(this)
                false
            },
            send = { written.sendOver(this) },
        )

    override suspend fun sendSteps(
        method: String,
        target: String,
        skipHost: Boolean,
        skipAcceptEncoding: Boolean,
        head: HeadScope.() -> Unit,
        body: suspend SuspendSendScope.() -> Unit,
    ): SuspendHttpResponse {
        val response =
            SuspendSteps(session.connection, bridge).run(
                begin = { session.begin(method, target, skipHost, skipAcceptEncoding) },
                head = { HeadSteps(this).apply(head).encodeChunked },
                send = body,
            )
        return suspending(response)
    }

    private fun suspending(response: HttpResponse) =
        SuspendHttpResponse(response, bridge, limits.maxBufferedBodyBytes())

    /** Takes note of the value of the block: a response may stay open. */
    fun <R> keep(result: R): R {
        responseOf(result)?.let(session::keep)
        return result
    }

    /** Closes the response that is the value of the block, which nobody gets. */
    suspend fun <R> drop(result: R) {
        responseOf(result)?.let { bridge.end(it::cancel, it::close, it::canCloseNow) }
    }

    private fun responseOf(result: Any?): HttpResponse? =
        if (result is SuspendHttpResponse) result.response else result as? HttpResponse

    /** Ends the block and closes what it has opened. */
    suspend fun end(): Unit = bridge.end({ session.cancel() }, { session.end() }, { session.canEndNow() })
}
