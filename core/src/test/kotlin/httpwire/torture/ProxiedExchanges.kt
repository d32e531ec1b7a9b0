package httpwire.torture

import httpwire.HttpException
import httpwire.testing.Script
import httpwire.transport.Identities
import httpwire.transport.ProxiedDialer
import httpwire.transport.Proxy

private const val TUNNEL_ASKED = "CONNECT a.test:80 HTTP/1.1\r\nHost: a.test:80\r\n\r\n"
private const val TUNNEL_OPEN = "HTTP/1.1 200 OK\r\nVia: 1.1 p\r\n\r\n"

/** SOCKS 5: no authentication; the name with its port; granted. */
private const val SOCKS_5_ASKED = "\u0005\u0001\u0000\u0003\u0006a.test\u0000\u0050"
private const val SOCKS_5_GRANTED = "\u0005\u0000\u0000\u0001\u0000\u0000\u0000\u0000\u0000\u0000"

private fun Script.answerOnce() =
    expectHead().reply("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${BODY.length}\r\n\r\n$BODY").hangUp()

private fun through(script: Script, vararg proxies: (String) -> Proxy): Scene.() -> Unit = {
    withPeer(script) { peer ->
        withClient(ProxiedDialer(dialer, proxies.map { it(peer.address()) })) { take(it.get("http://a.test/")) }
    }
}

private fun refused(): Scene.() -> Unit = {
    val refusal = Script.start().expectHead()
        .reply("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 3\r\n\r\nwho").hangUp()
    withPeer(refusal) { peer ->
        withClient(ProxiedDialer(dialer, listOf(Proxy.http(peer.address()).tunnelling()))) {
            try {
                it.get("http://a.test/")
            } catch (e: HttpException.TunnelRefused) {
                delivered.append(e.status)
            }
        }
    }
}

/** Through each kind of proxy. One that forwards gets what a server gets. */
internal val PROXIED_KINDS: Map<String, Kind> = mapOf(
    "a tunnel" to Kind(
        BODY,
        run = through(
            Script.start().expect(TUNNEL_ASKED).reply(TUNNEL_OPEN).answerOnce(),
            { Proxy.http(it).tunnelling() },
        ),
    ),
    "a tunnel that is refused" to Kind("407", run = refused()),
    "a tunnel through a proxy with TLS" to Kind(
        BODY,
        run = through(
            Script.start().startTls(Identities.good).expect(TUNNEL_ASKED).reply(TUNNEL_OPEN).answerOnce(),
            { Proxy.https(it).tls(Identities.trusting).tunnelling() },
        ),
    ),
    "SOCKS 5" to Kind(
        BODY,
        run = through(
            Script.start().expect("\u0005\u0001\u0000").reply("\u0005\u0000")
                .expect(SOCKS_5_ASKED).reply(SOCKS_5_GRANTED).answerOnce(),
            { Proxy.socks5h(it) },
        ),
    ),
    "SOCKS 5 with a password" to Kind(
        BODY,
        run = through(
            Script.start().expect("\u0005\u0002\u0000\u0002").reply("\u0005\u0002")
                .expect("\u0001\u0001u\u0001p").reply("\u0001\u0000")
                .expect(SOCKS_5_ASKED).reply(SOCKS_5_GRANTED).answerOnce(),
            { Proxy.socks5h(it).credentials("u", "p") },
        ),
    ),
    "SOCKS 4a" to Kind(
        BODY,
        run = through(
            Script.start().expect("\u0004\u0001\u0000\u0050\u0000\u0000\u0000\u0001\u0000a.test\u0000")
                .reply("\u0000\u005a\u0000\u0000\u0000\u0000\u0000\u0000").answerOnce(),
            { Proxy.socks4a(it) },
        ),
    ),
    "SOCKS 5 to an HTTP proxy" to Kind(
        BODY,
        run = through(
            Script.start().expect("\u0005\u0001\u0000").reply("\u0005\u0000")
                .expect("\u0005\u0001\u0000\u0003\u0006p.test\u000c\u0038").reply(SOCKS_5_GRANTED)
                .expect(TUNNEL_ASKED).reply(TUNNEL_OPEN).answerOnce(),
            { Proxy.socks5h(it) },
            { Proxy.http("p.test:3128").tunnelling() },
        ),
    ),
)
