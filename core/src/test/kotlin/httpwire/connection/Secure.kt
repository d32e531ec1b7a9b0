package httpwire.connection

import httpwire.Timeouts
import httpwire.testing.ListeningPeer
import httpwire.transport.Identities
import httpwire.transport.loopbackDialer

/** The end of a request's head that carries nothing but what is automatic. */
internal fun get(peer: ListeningPeer, host: String = "127.0.0.1", target: String = "/"): String =
    "GET $target HTTP/1.1\r\nHost: $host:${peer.port()}\r\nAccept-Encoding: identity\r\n\r\n"

/** A connection in clear to [peer] over TCP, whatever the host's name. */
internal fun connectionTo(
    peer: ListeningPeer,
    timeouts: Timeouts = Timeouts.DEFAULT,
    configure: HttpConnectionBuilder.() -> Unit = {},
): HttpConnection = HttpConnection
    .builder("a.test")
    .port(peer.port())
    .timeouts(timeouts)
    .dialer(loopbackDialer)
    .apply(configure)
    .build()

/** The same over TLS. */
internal fun secureConnectionTo(
    peer: ListeningPeer,
    timeouts: Timeouts = Timeouts.DEFAULT,
    host: String = "a.test",
): HttpConnection = HttpConnection
    .builder(host)
    .port(peer.port())
    .timeouts(timeouts)
    .dialer(loopbackDialer)
    .tls(Identities.trusting)
    .build()
