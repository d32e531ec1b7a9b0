package httpwire.dsl

import httpwire.Request
import httpwire.connection.HttpConnection
import httpwire.connection.HttpResponse
import httpwire.dsl.internal.HttpSession
import httpwire.dsl.internal.suppressing

/** The scope of a blocking block. */
@OptIn(HttpwireInternal::class)
@PublishedApi
internal class Blocking internal constructor(
    private val session: HttpSession,
) : HttpScope(),
    ConnectedScope,
    OptionsScope by session {
    @PublishedApi
    internal constructor(host: String, isSecure: Boolean) : this(HttpSession(host, isSecure))

    override val connection: HttpConnection
        get() = session.connection

    override fun send(method: String, target: String, block: RequestScope.() -> Unit): HttpResponse =
        session.exchange(session.prepare(method, target, block))

    override fun sendRequest(request: Request): HttpResponse = session.exchange(session.prepare(request))

    override fun sendSteps(
        method: String,
        target: String,
        skipHost: Boolean,
        skipAcceptEncoding: Boolean,
        head: HeadScope.() -> Unit,
        body: SendScope.() -> Unit,
    ): HttpResponse = session.exchange(method, target, skipHost, skipAcceptEncoding, head, body)

    /** Takes note of the value of the block: a response may stay open. */
    @PublishedApi
    internal fun <R> keep(result: R): R {
        if (result is HttpResponse) session.keep(result)
        return result
    }

    /**
     * Ends the block and closes what it has opened.
     *
     * @param thrown what the block threw; a failure to close is added to it as suppressed
     */
    @PublishedApi
    internal fun end(thrown: Throwable?) {
        try {
            session.end()
        } catch (e: Throwable) {
            throw if (thrown == null) e else suppressing(thrown, e)
        }
    }
}
