package httpwire.dsl.internal

import httpwire.Headers
import httpwire.HttpException
import httpwire.RequestBody
import httpwire.connection.HttpConnection
import httpwire.connection.HttpResponse
import httpwire.dsl.FormScope
import httpwire.dsl.RequestScope
import okio.ByteString
import okio.Path
import okio.Source
import java.nio.charset.Charset

private const val HOST = "host"
private const val ACCEPT_ENCODING = "accept-encoding"
private const val CONTENT_TYPE = "content-type"

/** A request while it is put together, and what sends it. Touches no connection before [exchangeOver]. */
internal class RequestDraft(
    private val method: String,
    target: String,
) : Fields(),
    RequestScope {
    private val target = Target(target)
    private val leftOut = mutableSetOf<String>()
    private var body: RequestBody? = null
    private var isForm = false

    override var encodeChunked: Boolean = false

    override fun query(name: String, value: String): Unit = target.query(name, value)

    override fun withoutHeader(name: String) {
        Headers.of(name, "") // Refuses what is no name.
        builder.remove(name)
        leftOut += name.lowercase()
    }

    override fun body(text: String): Unit = put { RequestBody.of(text) }

    override fun body(text: String, charset: String): Unit = put { RequestBody.of(text, Charset.forName(charset)) }

    override fun body(bytes: ByteArray): Unit = put { RequestBody.of(bytes) }

    override fun body(bytes: ByteString): Unit = put { RequestBody.of(bytes) }

    override fun body(file: Path): Unit = put { RequestBody.of(file.toNioPath()) }

    override fun body(source: Source): Unit = put { RequestBody.of(source) }

    override fun body(pieces: Iterable<ByteString>): Unit = put { RequestBody.of(pieces) }

    override fun body(body: RequestBody): Unit = put { body }

    override fun form(vararg fields: Pair<String, String>): Unit = form {
        fields.forEach { (name, value) -> field(name, value) }
    }

    override fun form(block: FormScope.() -> Unit) {
        put { Form().apply(block).toBody() }
        isForm = true
    }

    private inline fun put(make: () -> RequestBody) {
        check(body == null) { "the request has a body already" }
        body = make()
    }

    /** Sends the request, and reads the head of its answer. */
    fun exchangeOver(connection: HttpConnection): HttpResponse {
        try {
            sendOver(connection)
        } catch (lost: HttpException.ConnectionLost) {
            return connection.readEarlyResponse(lost)
        }
        return connection.readResponse()
    }

    private fun sendOver(connection: HttpConnection) {
        if (isForm && CONTENT_TYPE !in leftOut && !build().contains(CONTENT_TYPE)) {
            header("Content-Type", "application/x-www-form-urlencoded")
        }
        if (HOST in leftOut || ACCEPT_ENCODING in leftOut) {
            sendStepwise(connection, build())
        } else {
            connection.request(method, target.toString(), build(), body, encodeChunked)
        }
    }

    /** Only step by step can automatic fields be left out. */
    private fun sendStepwise(connection: HttpConnection, fields: Headers) {
        fun isSkipped(name: String) = name in leftOut || fields.contains(name)
        val isFramed = fields.contains("Content-Length") || fields.contains("Transfer-Encoding")
        connection.putRequest(method, target.toString(), isSkipped(HOST), isSkipped(ACCEPT_ENCODING))
        try {
            for (i in 0 until fields.size()) connection.putHeader(fields.name(i), fields.value(i))
            connection.endHeaders(body ?: noBody(isFramed), encodeChunked && isFramed)
        } catch (lost: HttpException.ConnectionLost) {
            throw lost
        } catch (e: Throwable) {
            connection.close() // Half a head is no request.
            throw e
        }
    }

    /** RFC 9110 §8.6: these methods say that they have none, as core's one-shot request does. */
    private fun noBody(isFramed: Boolean): RequestBody? =
        RequestBody.of(ByteString.EMPTY).takeIf { !isFramed && method.uppercase() in setOf("POST", "PUT", "PATCH") }
}
