package httpwire.connection

import httpwire.testing.Script
import httpwire.transport.Identities
import httpwire.transport.Proxy

/** How a connection gets to its origin; one scripted peer plays all that are on the way. */
internal enum class Passage(val host: String = "a.test") {
    STRAIGHT {
        override fun pass(script: Script) = script
    },
    SET_TUNNEL("proxy.test") {
        override fun pass(script: Script) = script.expectHead().reply(OPEN)

        override fun lead(connection: HttpConnection) = connection.setTunnel("a.test")
    },
    SOCKS_5 {
        override fun proxies(port: Int) = listOf(Proxy.socks5h("proxy.test:$port").credentials("us", "pw"))

        override fun pass(script: Script) = script.expectBytes(4).reply("\u0005\u0002")
            .expectBytes(7).reply("\u0001\u0000").expectBytes(13).reply(OPEN_SOCKS)
    },
    SOCKS_4 {
        override fun proxies(port: Int) = listOf(Proxy.socks4a("proxy.test:$port"))

        override fun pass(script: Script) = script.expectBytes(16).reply("\u0000Z" + "\u0000".repeat(6))
    },
    HTTPS_PROXY {
        override fun proxies(port: Int) = listOf(Proxy.https("proxy.test:$port").tls(Identities.trusting).tunnelling())

        override fun pass(script: Script) = script.startTls(Identities.good).expectHead().reply(OPEN)
    },
    CHAIN {
        override fun proxies(port: Int) = listOf(Proxy.http("proxy.test:$port"), Proxy.socks5h("q.test"))

        override fun pass(script: Script) = script.expectHead().reply(OPEN)
            .expectBytes(3).reply("\u0005\u0000").expectBytes(13).reply(OPEN_SOCKS)
    }, ;

    /** The proxies on the way, the first of them at [port]. */
    open fun proxies(port: Int): List<Proxy> = listOf()

    /** What the peer does until the origin is reached, after [script]. */
    abstract fun pass(script: Script): Script

    open fun lead(connection: HttpConnection) = Unit
}

/** A proxy's answer to CONNECT. */
internal const val OPEN = "HTTP/1.1 200 OK\r\n\r\n"

/** That of a SOCKS 5 proxy. */
internal val OPEN_SOCKS = "\u0005\u0000\u0000\u0001" + "\u0000".repeat(6)

internal fun Script.passed(way: Passage): Script = way.pass(this)
