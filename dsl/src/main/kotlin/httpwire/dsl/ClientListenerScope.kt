package httpwire.dsl

import httpwire.HttpException
import httpwire.HttpUrl
import httpwire.Origin
import httpwire.Request
import httpwire.trace.Moment
import kotlin.time.Duration

/**
 * Blocks to be run at the moments of a client's calls, and of the connections that they use, in the threads of
 * the calls. An exchange number is unique in the client; a call has one for each request that it sends.
 */
@HttpDsl
public interface ClientListenerScope : ListenerScope {
    /**
     * An exchange is about to be made: the first of its moments.
     *
     * @sample httpwire.examples.samples.dsl.clientListener
     */
    public fun exchangeStarted(block: Moment.(request: Request) -> Unit)

    /**
     * There is no connection for the exchange, and it waits for one.
     *
     * @sample httpwire.examples.samples.dsl.clientListener
     */
    public fun queued(block: Moment.(origin: Origin) -> Unit)

    /**
     * The exchange has a connection, which may be open already. If an open one turns out to be stale, it is closed
     * and opened again.
     *
     * @sample httpwire.examples.samples.dsl.clientListener
     */
    public fun leased(block: Moment.(origin: Origin, isOpen: Boolean) -> Unit)

    /**
     * The request was lost with its connection, and is sent again on a new one.
     *
     * @sample httpwire.examples.samples.dsl.clientListener
     */
    public fun resent(block: Moment.(failure: HttpException) -> Unit)

    /**
     * The response of this exchange leads to another URL, which is requested next.
     *
     * @sample httpwire.examples.samples.dsl.clientListener
     */
    public fun redirected(block: Moment.(status: Int, from: HttpUrl, to: HttpUrl) -> Unit)

    /**
     * The response of this exchange asks for credentials, and the request is sent again with them.
     *
     * @sample httpwire.examples.samples.dsl.clientListener
     */
    public fun challenged(block: Moment.(status: Int, url: HttpUrl) -> Unit)

    /**
     * The request is sent again after a delay. The failure is null if that is because of the response.
     *
     * @sample httpwire.examples.samples.dsl.clientListener
     */
    public fun retried(block: Moment.(delay: Duration, failure: HttpException?) -> Unit)

    /**
     * The call was answered without a request to a server.
     *
     * @sample httpwire.examples.samples.dsl.clientListener
     */
    public fun answeredFromCache(block: Moment.(url: HttpUrl) -> Unit)
}
