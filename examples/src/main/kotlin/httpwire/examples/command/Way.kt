package httpwire.examples.command

import httpwire.Headers
import httpwire.Origin
import httpwire.client.HttpClientBuilder
import httpwire.client.proxy.ProxyChooser
import httpwire.connection.HttpConnection
import httpwire.connection.HttpConnectionBuilder
import httpwire.transport.ConnectAttempt
import httpwire.transport.Dialer
import httpwire.transport.NameResolver
import httpwire.transport.Proxy
import httpwire.transport.TcpDialer
import httpwire.transport.Transport
import java.net.InetAddress
import java.nio.file.Path

/** How the command gets to the server. */
internal data class Way(
    val proxies: List<Proxy> = listOf(),
    val tunnel: Origin? = null,
    val tunnelHeaders: Headers = Headers.EMPTY,
    val unixSocket: Path? = null,
    val addresses: Map<String, InetAddress> = mapOf(),
    val detours: Map<Origin, Origin> = mapOf(),
    val chooser: ProxyChooser? = null,
    val proxyLogin: ProxyLogin? = null,
) {
    /** Whether only a client can go this way. */
    val needsClient: Boolean get() = chooser != null || proxyLogin != null

    /** Whether another place is connected to than the origin, or a proxy. */
    val isElsewhere: Boolean get() = unixSocket != null || detours.isNotEmpty()

    /** Whether a proxy gets the requests for [origin] and sends them on. */
    fun isForwarded(origin: Origin): Boolean =
        tunnel == null && !origin.isSecure && proxies.lastOrNull()?.isTunnelling == false

    /** A connection for [origin], with what [configure] adds. */
    fun connection(origin: Origin, configure: HttpConnectionBuilder.() -> Unit): HttpConnection {
        val peer = tunnel ?: origin
        val builder = HttpConnection.builder(peer.host()).port(peer.port())
        builder.configure()
        if (unixSocket != null) builder.unixSocket(unixSocket)
        if (proxies.isNotEmpty()) builder.proxy(*proxies.toTypedArray())
        if (detours.isNotEmpty()) {
            builder.dialer(Detouring(detours, resolver()))
        } else if (addresses.isNotEmpty()) {
            builder.resolver(resolver())
        }
        val connection = builder.build()
        if (tunnel != null) connection.setTunnel(origin.host(), origin.port(), tunnelHeaders)
        return connection
    }

    /** Makes a client go this way. */
    fun configure(builder: HttpClientBuilder) {
        val chain = proxies + listOfNotNull(tunnel?.let { Proxy.http(it).tunnelling().headers(tunnelHeaders) })
        if (chooser != null) {
            builder.proxies { url -> chooser.chainFor(url).map(::known) }
        } else if (chain.isNotEmpty()) {
            builder.proxy(*chain.map(::known).toTypedArray())
        }
        if (unixSocket != null) builder.unixSocket(unixSocket)
        if (detours.isNotEmpty()) {
            builder.dialer(Detouring(detours, resolver()))
        } else if (addresses.isNotEmpty()) {
            builder.resolver(resolver())
        }
    }

    private fun known(proxy: Proxy): Proxy = proxyLogin?.appliedTo(proxy) ?: proxy

    private fun resolver() = NameResolver { host ->
        addresses[host.lowercase()]?.let { listOf(it) } ?: NameResolver.SYSTEM.resolve(host)
    }

    /** Connects to another host and port than the origin's. */
    private class Detouring(detours: Map<Origin, Origin>, resolver: NameResolver) : Dialer {
        private val detours = detours.mapKeys { (from, _) -> from.authority().lowercase() }
        private val tcp = TcpDialer(resolver, null)

        override fun dial(peer: Origin): Transport = dial(peer, ConnectAttempt())

        override fun dial(peer: Origin, attempt: ConnectAttempt): Transport =
            tcp.dial(detours[peer.authority().lowercase()] ?: peer, attempt)
    }
}
