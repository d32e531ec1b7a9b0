package httpwire.dsl.internal

import httpwire.HttpException
import httpwire.HttpUrl
import httpwire.Origin
import httpwire.Request
import httpwire.client.ClientListener
import httpwire.dsl.ClientListenerScope
import httpwire.dsl.ListenerScope
import httpwire.trace.Moment
import kotlin.time.Duration
import kotlin.time.toKotlinDuration

/** Turns the blocks of a [ClientListenerScope] into listeners, one for each block. */
internal class ClientMoments private constructor(
    private val moments: Moments,
) : ClientListenerScope,
    ListenerScope by moments {
    constructor() : this(Moments())

    /** A listener that calls [first], then the blocks in their order. */
    fun after(first: ClientListener?): ClientListener = ClientListener.of(listOfNotNull(first) + moments.listeners)

    override fun exchangeStarted(block: Moment.(request: Request) -> Unit) = add(
        object : ClientListener {
            override fun exchangeStarted(moment: Moment, request: Request) = block(moment, request)
        },
    )

    override fun queued(block: Moment.(origin: Origin) -> Unit) = add(
        object : ClientListener {
            override fun queued(moment: Moment, origin: Origin) = block(moment, origin)
        },
    )

    override fun leased(block: Moment.(origin: Origin, isOpen: Boolean) -> Unit) = add(
        object : ClientListener {
            override fun leased(moment: Moment, origin: Origin, isOpen: Boolean) = block(moment, origin, isOpen)
        },
    )

    override fun resent(block: Moment.(failure: HttpException) -> Unit) = add(
        object : ClientListener {
            override fun resent(moment: Moment, failure: HttpException) = block(moment, failure)
        },
    )

    override fun redirected(block: Moment.(status: Int, from: HttpUrl, to: HttpUrl) -> Unit) = add(
        object : ClientListener {
            override fun redirected(moment: Moment, status: Int, from: HttpUrl, to: HttpUrl) =
                block(moment, status, from, to)
        },
    )

    override fun challenged(block: Moment.(status: Int, url: HttpUrl) -> Unit) = add(
        object : ClientListener {
            override fun challenged(moment: Moment, status: Int, url: HttpUrl) = block(moment, status, url)
        },
    )

    override fun retried(block: Moment.(delay: Duration, failure: HttpException?) -> Unit) = add(
        object : ClientListener {
            override fun retried(moment: Moment, delay: java.time.Duration, failure: HttpException?) =
                block(moment, delay.toKotlinDuration(), failure)
        },
    )

    override fun answeredFromCache(block: Moment.(url: HttpUrl) -> Unit) = add(
        object : ClientListener {
            override fun answeredFromCache(moment: Moment, url: HttpUrl) = block(moment, url)
        },
    )

    private fun add(listener: ClientListener) = moments.add(listener)
}
