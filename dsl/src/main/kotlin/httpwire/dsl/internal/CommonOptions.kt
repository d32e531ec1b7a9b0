package httpwire.dsl.internal

import httpwire.dsl.CommonOptionsScope
import httpwire.dsl.LimitsScope
import httpwire.dsl.ProxyScope
import httpwire.dsl.TimeoutsScope
import httpwire.dsl.TlsScope
import httpwire.transport.Proxy
import java.net.InetSocketAddress

/** The words that mean the same to every Java builder: blocks that change what has a property. */
internal abstract class CommonOptions : CommonOptionsScope {
    override fun timeouts(block: TimeoutsScope.() -> Unit) {
        timeouts = TimeoutsDraft(timeouts).apply(block).values
    }

    override fun limits(block: LimitsScope.() -> Unit) {
        limits = LimitsDraft(limits).apply(block).values
    }

    override fun tls(block: TlsScope.() -> Unit) {
        tls = TlsDraft().apply(block).build()
    }

    override fun proxy(proxy: String, block: ProxyScope.() -> Unit): Unit =
        proxy(ProxyDraft(Proxy.parse(proxy)).apply(block).build())

    override fun sourceAddress(host: String, port: Int) {
        val address = InetSocketAddress(host, port)
        require(!address.isUnresolved) { "no address for host $host" }
        sourceAddress(address)
    }

    protected abstract fun sourceAddress(address: InetSocketAddress)
}
