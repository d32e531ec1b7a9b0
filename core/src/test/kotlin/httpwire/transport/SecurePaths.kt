package httpwire.transport

import httpwire.Headers
import httpwire.Limits
import httpwire.Origin
import httpwire.testing.Script

/** The ways on which TLS runs with an origin; the host of the proxy is `proxy.test`. */
internal enum class SecurePath {
    DIRECT {
        override fun script(): Script = Script.start()

        override fun below(origin: Origin) = listOf<Layer>()
    },
    TUNNEL {
        override fun script(): Script = Script.start().expectHead().reply("HTTP/1.1 200 OK\r\n\r\n")

        override fun below(origin: Origin) = listOf(TunnelLayer(origin, Headers.EMPTY, Limits.DEFAULT))
    },
    TUNNEL_IN_TLS {
        override fun script(): Script = Script
            .start()
            .startTls(Identities.good)
            .expectHead()
            .reply("HTTP/1.1 200 OK\r\n\r\n")

        override fun below(origin: Origin) = listOf(
            TlsLayer(Origin("https", "proxy.test", 443), Identities.trusting),
            TunnelLayer(origin, Headers.EMPTY, Limits.DEFAULT),
        )
    }, ;

    /** What the peer does before TLS with the origin begins. */
    abstract fun script(): Script

    abstract fun below(origin: Origin): List<Layer>

    fun layers(host: String, options: TlsOptions = Identities.trusting): Array<Layer> {
        val origin = Origin("https", host, 443)
        return (below(origin) + TlsLayer(origin, options)).toTypedArray()
    }
}
