package httpwire.client

import httpwire.CloseReason
import httpwire.ContinueAnswer
import httpwire.Headers
import httpwire.HttpException
import httpwire.HttpUrl
import httpwire.Origin
import httpwire.Request
import httpwire.trace.Moment
import httpwire.trace.TlsSummary
import java.io.IOException
import java.time.Duration

/** Is called at each moment of a client, with the name of the listener's method. */
internal class EachMoment(private val at: (String) -> Unit) : ClientListener {
    override fun exchangeStarted(moment: Moment, request: Request) = at("exchangeStarted")

    override fun queued(moment: Moment, origin: Origin) = at("queued")

    override fun leased(moment: Moment, origin: Origin, isOpen: Boolean) = at("leased")

    override fun resent(moment: Moment, failure: HttpException) = at("resent")

    override fun redirected(moment: Moment, status: Int, from: HttpUrl, to: HttpUrl) = at("redirected")

    override fun challenged(moment: Moment, status: Int, url: HttpUrl) = at("challenged")

    override fun retried(moment: Moment, delay: Duration, failure: HttpException?) = at("retried")

    override fun answeredFromCache(moment: Moment, url: HttpUrl) = at("answeredFromCache")

    override fun connecting(moment: Moment, peer: Origin) = at("connecting")

    override fun resolving(moment: Moment, host: String) = at("resolving")

    override fun resolved(moment: Moment, host: String, addresses: List<String>) = at("resolved")

    override fun tcpConnecting(moment: Moment, address: String) = at("tcpConnecting")

    override fun tcpConnected(moment: Moment, address: String) = at("tcpConnected")

    override fun tcpFailed(moment: Moment, address: String, failure: IOException) = at("tcpFailed")

    override fun hopAsked(moment: Moment, proxy: Origin, next: Origin) = at("hopAsked")

    override fun hopAccepted(moment: Moment, proxy: Origin, next: Origin) = at("hopAccepted")

    override fun tunnelRequested(moment: Moment, origin: Origin) = at("tunnelRequested")

    override fun tunnelAnswered(moment: Moment, status: Int, reason: String, headers: Headers) = at("tunnelAnswered")

    override fun tlsStarted(moment: Moment, origin: Origin) = at("tlsStarted")

    override fun tlsEstablished(moment: Moment, origin: Origin, session: TlsSummary) = at("tlsEstablished")

    override fun connected(moment: Moment, peer: Origin, address: String) = at("connected")

    override fun headSent(moment: Moment, method: String, target: String) = at("headSent")

    override fun continueAnswered(moment: Moment, answer: ContinueAnswer) = at("continueAnswered")

    override fun bodySent(moment: Moment, byteCount: Long) = at("bodySent")

    override fun interimReceived(moment: Moment, status: Int, reason: String, headers: Headers) = at("interimReceived")

    override fun headReceived(moment: Moment, status: Int, reason: String, headers: Headers) = at("headReceived")

    override fun bodyReceived(moment: Moment, byteCount: Long) = at("bodyReceived")

    override fun chunkExtensionsReceived(moment: Moment, extensions: String) = at("chunkExtensionsReceived")

    override fun trailersReceived(moment: Moment, trailers: Headers) = at("trailersReceived")

    override fun bodyEnded(moment: Moment, isComplete: Boolean) = at("bodyEnded")

    override fun closed(moment: Moment, reasons: Set<CloseReason>) = at("closed")

    override fun exchangeEnded(moment: Moment, reasons: Set<CloseReason>) = at("exchangeEnded")
}
