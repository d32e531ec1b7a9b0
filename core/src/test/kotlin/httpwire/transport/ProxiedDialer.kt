package httpwire.transport

import httpwire.Limits
import httpwire.Origin

/** A dialer of a caller, which goes through proxies; [dialer] connects to the first of them. */
internal class ProxiedDialer(private val dialer: Dialer, private val proxies: List<Proxy>) : Dialer {
    override fun dial(peer: Origin): Transport = error("without an attempt")

    override fun dial(peer: Origin, attempt: ConnectAttempt): Transport {
        val options = DialOptions(dialer, null, { error("nobody is looked up") }, null, SocketSettings.DEFAULT)
        return Route.of(options, peer, proxies, TlsOptions.DEFAULT, Limits.DEFAULT).open(attempt)
    }
}
