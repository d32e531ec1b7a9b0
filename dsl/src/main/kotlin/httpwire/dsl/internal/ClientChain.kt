package httpwire.dsl.internal

import httpwire.HttpException
import httpwire.HttpUrl
import httpwire.Origin
import httpwire.Request
import httpwire.client.ClientListener
import httpwire.trace.ByteListener
import httpwire.trace.ConnectionListener
import httpwire.trace.ListenerChain
import httpwire.trace.Moment
import okio.ByteString
import java.time.Duration

/** Listeners as one, told in their order; those that are a [ClientListener] hear of the client's moments too. */
internal open class ClientChain(
    listeners: List<ConnectionListener>,
) : ListenerChain(listeners),
    ClientListener {
    override fun exchangeStarted(moment: Moment, request: Request) =
        eachOfClients { it.exchangeStarted(moment, request) }

    override fun queued(moment: Moment, origin: Origin) = eachOfClients { it.queued(moment, origin) }

    override fun leased(moment: Moment, origin: Origin, isOpen: Boolean) =
        eachOfClients { it.leased(moment, origin, isOpen) }

    override fun resent(moment: Moment, failure: HttpException) = eachOfClients { it.resent(moment, failure) }

    override fun redirected(moment: Moment, status: Int, from: HttpUrl, to: HttpUrl) =
        eachOfClients { it.redirected(moment, status, from, to) }

    override fun challenged(moment: Moment, status: Int, url: HttpUrl) =
        eachOfClients { it.challenged(moment, status, url) }

    override fun retried(moment: Moment, delay: Duration, failure: HttpException?) =
        eachOfClients { it.retried(moment, delay, failure) }

    override fun answeredFromCache(moment: Moment, url: HttpUrl) = eachOfClients { it.answeredFromCache(moment, url) }

    private inline fun eachOfClients(crossinline tell: (ClientListener) -> Unit) = each {
        if (it is ClientListener) tell(it)
    }
}

/** A chain that has somebody to show bytes to. */
internal class ClientByteChain(
    listeners: List<ConnectionListener>,
) : ClientChain(listeners),
    ByteListener {
    override fun headBytesSent(moment: Moment, head: ByteString) = eachOfBytes { it.headBytesSent(moment, head) }

    override fun bodyBytesSent(moment: Moment, piece: ByteString) = eachOfBytes { it.bodyBytesSent(moment, piece) }

    override fun headBytesReceived(moment: Moment, head: ByteString) =
        eachOfBytes { it.headBytesReceived(moment, head) }

    override fun bodyBytesReceived(moment: Moment, piece: ByteString) =
        eachOfBytes { it.bodyBytesReceived(moment, piece) }

    private inline fun eachOfBytes(crossinline tell: (ByteListener) -> Unit) = each {
        if (it is ByteListener) tell(it)
    }
}
