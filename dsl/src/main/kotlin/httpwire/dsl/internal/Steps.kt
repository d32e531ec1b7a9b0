package httpwire.dsl.internal

import httpwire.HttpException
import httpwire.RequestBody
import httpwire.connection.HttpConnection
import httpwire.connection.HttpResponse
import httpwire.dsl.StepScope
import httpwire.state.ConnectionEvent
import okio.ByteString

/** The steps of one request, each done at once. */
internal class Steps(
    private val connection: HttpConnection,
) : StepScope {
    private var lost: HttpException.ConnectionLost? = null

    /** Goes through the steps, and reads the head of the answer. */
    fun run(block: StepScope.() -> Unit): HttpResponse {
        try {
            block()
            if (connection.state.allows(ConnectionEvent.END_HEADERS)) endHeaders()
        } catch (e: Throwable) {
            // Our own loss only: there may be an answer on this connection, not on another one.
            if (e is HttpException.ConnectionLost && e === lost) return connection.readEarlyResponse(e)
            connection.close()
            throw e
        }
        return connection.readResponse()
    }

    override fun header(name: String, vararg values: String): Unit = connection.putHeader(name, *values)

    override fun endHeaders(): Unit = step { connection.endHeaders() }

    override fun endHeaders(body: RequestBody): Unit = step { connection.endHeaders(body) }

    override fun send(text: String): Unit = send(RequestBody.of(text))

    override fun send(bytes: ByteString): Unit = send(RequestBody.of(bytes))

    override fun send(body: RequestBody): Unit = step { connection.send(body) }

    private inline fun step(send: () -> Unit) {
        try {
            send()
        } catch (e: HttpException.ConnectionLost) {
            lost = e
            throw e
        }
    }
}
