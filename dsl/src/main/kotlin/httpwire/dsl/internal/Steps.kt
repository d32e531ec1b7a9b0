package httpwire.dsl.internal

import httpwire.ContinueAnswer
import httpwire.Headers
import httpwire.HttpException
import httpwire.RequestBody
import httpwire.connection.HttpConnection
import httpwire.connection.HttpResponse
import httpwire.dsl.HeadScope
import httpwire.dsl.HttpwireInternal
import httpwire.dsl.SendScope
import okio.ByteString
import kotlin.time.Duration
import kotlin.time.toJavaDuration

/** The steps of a request that has been started; each call sends at once. */
@OptIn(HttpwireInternal::class)
internal class Steps(
    private val connection: HttpConnection,
) : SendScope {
    private var lost: HttpException.ConnectionLost? = null

    /** Runs the blocks, sends what they give and reads the head of the response. */
    fun run(head: HeadScope.() -> Unit, body: SendScope.() -> Unit): HttpResponse {
        try {
            val fields = HeadSteps(connection).apply(head)
            step { connection.endHeaders(null, fields.encodeChunked) }
            body()
        } catch (e: Throwable) {
            // Only if this connection was lost: a block may throw the ConnectionLost of another one.
            if (e is HttpException.ConnectionLost && e === lost) return connection.readEarlyResponse(e)
            connection.close()
            throw e
        }
        return connection.readResponse()
    }

    override fun send(text: String): Unit = send(RequestBody.of(text))

    override fun send(bytes: ByteString): Unit = send(RequestBody.of(bytes))

    override fun send(body: RequestBody): Unit = step { connection.send(body) }

    override fun endBody(trailers: Headers): Unit = step { connection.endBody(trailers) }

    override fun awaitContinue(atMost: Duration): ContinueAnswer = connection.awaitContinue(atMost.toJavaDuration())

    override fun responseArrived(): Boolean = connection.responseArrived()

    override fun shutdownOutput(): Unit = step { connection.shutdownOutput() }

    private inline fun step(send: () -> Unit) {
        try {
            send()
        } catch (e: HttpException.ConnectionLost) {
            lost = e
            throw e
        }
    }
}

/** The head of a request that has been started on [connection]. */
@HttpwireInternal
public class HeadSteps(
    private val connection: HttpConnection,
) : HeadScope {
    override var encodeChunked: Boolean = false

    override fun header(name: String, vararg values: String): Unit = connection.putHeader(name, *values)
}
