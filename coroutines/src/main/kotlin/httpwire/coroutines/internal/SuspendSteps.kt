package httpwire.coroutines.internal

import httpwire.HttpException
import httpwire.RequestBody
import httpwire.connection.HttpConnection
import httpwire.connection.HttpResponse
import httpwire.coroutines.SuspendSendScope
import okio.ByteString

/** The steps of one request; each returns when it is done. */
internal class SuspendSteps(
    private val connection: HttpConnection,
    private val bridge: Bridge,
) : SuspendSendScope {
    private var lost: HttpException.ConnectionLost? = null

    /**
     * Goes through the steps when no other exchange is running, and reads the head of the response.
     *
     * @param begin starts the request; if it throws, the connection is left as it is
     * @param head adds the fields; like [begin], it runs in the calling thread
     */
    suspend fun run(
        begin: () -> Unit,
        head: HttpConnection.() -> Unit,
        send: suspend SuspendSteps.() -> Unit,
    ): HttpResponse = bridge.turn.exchange {
        var isBegun = false
        try {
            bridge.here {
                begin()
                isBegun = true
                connection.head()
            }
            step { endHeaders() }
            bridge.turn.within { send() }
            call { readResponse() }
        } catch (e: Throwable) {
            if (!isBegun) throw e
            // Only if this connection was lost: a block may throw the ConnectionLost of another one.
            if (e is HttpException.ConnectionLost && e === lost) return@exchange call { readEarlyResponse(e) }
            bridge.end(connection::cancel, connection::close)
            throw e
        }
    }

    override suspend fun send(text: String): Unit = send(RequestBody.of(text))

    override suspend fun send(bytes: ByteString): Unit = send(RequestBody.of(bytes))

    override suspend fun send(body: RequestBody): Unit = step { send(body) }

    private suspend fun step(work: HttpConnection.() -> Unit) = call {
        try {
            work()
        } catch (e: HttpException.ConnectionLost) {
            lost = e
            throw e
        }
    }

    private suspend fun <T> call(work: HttpConnection.() -> T): T =
        bridge.call(connection::cancel, connection::close) { connection.work() }
}
