package httpwire.dsl.internal

import httpwire.dsl.HeadersScope
import httpwire.dsl.ProxyScope
import httpwire.dsl.TlsScope
import httpwire.transport.Proxy

/** Changes a proxy's value with each call; its fields are added at the end. */
internal class ProxyDraft(
    private var proxy: Proxy,
    private val fields: TunnelFields = TunnelFields(),
) : ProxyScope,
    HeadersScope by fields {
    override fun credentials(user: String, password: String) {
        proxy = proxy.credentials(user, password)
    }

    override fun tls(block: TlsScope.() -> Unit) {
        proxy = proxy.tls(TlsDraft().apply(block).build())
    }

    override fun tunnelling() {
        proxy = proxy.tunnelling()
    }

    fun build(): Proxy {
        val headers = fields.build()
        return if (headers.size() == 0) proxy else proxy.headers(headers)
    }
}
