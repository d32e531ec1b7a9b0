package httpwire.connection

import httpwire.Headers
import httpwire.Origin
import httpwire.Phase
import httpwire.RequestBody
import httpwire.Timeouts
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.ConnectAttempt
import httpwire.transport.Dialer
import httpwire.transport.FullBacklog
import httpwire.transport.Identities
import httpwire.transport.LOOPBACK
import httpwire.transport.NameResolver
import httpwire.transport.TcpDialer
import httpwire.transport.Transport
import httpwire.transport.loopbackDialer
import okio.Buffer
import okio.Source
import okio.Timeout
import java.util.concurrent.CountDownLatch
import java.util.concurrent.atomic.AtomicBoolean

/** A body without an end. */
internal fun endlessBody(): RequestBody = RequestBody.of(
    object : Source {
        override fun read(sink: Buffer, byteCount: Long): Long {
            sink.write(ByteArray(8192))
            return 8192
        }

        override fun timeout(): Timeout = Timeout.NONE

        override fun close() = Unit
    },
)

internal fun exchanged(connection: HttpConnection): String {
    connection.request("GET", "/")
    return connection.readResponse().text()
}

/** Where an exchange can be stuck: the first time it is, the second time all goes well. */
internal enum class Stall(val phase: Phase, val isSecure: Boolean = false, val way: Passage = Passage.STRAIGHT) {
    RESOLVE(Phase.RESOLVE) {
        override fun stalled(place: Place): Script? = null

        override fun dialer(place: Place): Dialer = TcpDialer(Forgetful(place), null)
    },
    CONNECT(Phase.CONNECT) {
        override fun stalled(place: Place): Script? = null

        override fun dialer(place: Place): Dialer = Misled(place)
    },
    RACE(Phase.CONNECT) {
        override fun stalled(place: Place): Script? = null

        override fun dialer(place: Place): Dialer = Misled(place, TcpDialer({ listOf(LOOPBACK, LOOPBACK) }, null))
    },
    TLS(Phase.TLS, isSecure = true) {
        override fun stalled(place: Place) =
            Script.start().expectBytes(5).signal(place.reached).ignoreInput().expectEnd()
    },
    TUNNEL(Phase.TUNNEL, way = Passage.SET_TUNNEL) {
        override fun stalled(place: Place) = Script.start().expectHead().signal(place.reached).expectEnd()
    },
    TLS_IN_TUNNEL(Phase.TLS, isSecure = true, way = Passage.SET_TUNNEL) {
        override fun stalled(place: Place) =
            Script.start().passed(way).expectBytes(5).signal(place.reached).ignoreInput().expectEnd()
    },
    SOCKS_METHOD(Phase.TUNNEL, way = Passage.SOCKS_5) {
        override fun stalled(place: Place) = Script.start().expectBytes(4).signal(place.reached).expectEnd()
    },
    SOCKS_PASSWORD(Phase.TUNNEL, way = Passage.SOCKS_5) {
        override fun stalled(place: Place) =
            Script.start().expectBytes(4).reply("\u0005\u0002").expectBytes(7).signal(place.reached).expectEnd()
    },
    SOCKS_REPLY(Phase.TUNNEL, way = Passage.SOCKS_5) {
        override fun stalled(place: Place) = Script.start().expectBytes(4).reply("\u0005\u0000")
            .expectBytes(13).reply("\u0005\u0000\u0000").signal(place.reached).expectEnd()
    },
    SOCKS_4_REPLY(Phase.TUNNEL, way = Passage.SOCKS_4) {
        override fun stalled(place: Place) = Script.start().expectBytes(16).signal(place.reached).expectEnd()
    },
    PROXY_TLS(Phase.TLS, way = Passage.HTTPS_PROXY) {
        override fun stalled(place: Place) =
            Script.start().expectBytes(5).signal(place.reached).ignoreInput().expectEnd()
    },
    PROXY_ANSWER(Phase.TUNNEL, way = Passage.HTTPS_PROXY) {
        override fun stalled(place: Place) =
            Script.start().startTls(Identities.good).expectHead().signal(place.reached).expectEnd()
    },
    TLS_IN_TLS(Phase.TLS, isSecure = true, way = Passage.HTTPS_PROXY) {
        override fun stalled(place: Place) =
            Script.start().passed(way).expectBytes(5).signal(place.reached).ignoreInput().expectEnd()
    },
    SECOND_HOP(Phase.TUNNEL, way = Passage.CHAIN) {
        override fun stalled(place: Place) =
            Script.start().expectHead().reply(OPEN).expectBytes(3).signal(place.reached).expectEnd()
    },
    TLS_AFTER_CHAIN(Phase.TLS, isSecure = true, way = Passage.CHAIN) {
        override fun stalled(place: Place) =
            Script.start().passed(way).expectBytes(5).signal(place.reached).ignoreInput().expectEnd()
    },
    WRITE(Phase.WRITE) {
        override fun stalled(place: Place) = Script.start().unread(place)

        override fun call(connection: HttpConnection) = upload(connection)
    },
    WRITE_TLS(Phase.WRITE, isSecure = true) {
        override fun stalled(place: Place) = Script.start().startTls(Identities.good).unread(place)

        override fun call(connection: HttpConnection) = upload(connection)
    },
    HEAD(Phase.HEAD) {
        override fun stalled(place: Place) =
            Script.start().expectHead().reply("HTTP/1.1 2").signal(place.reached).expectEnd()
    },
    HEAD_FIELDS(Phase.HEAD) {
        override fun stalled(place: Place) =
            Script.start().expectHead().reply("HTTP/1.1 200 OK\r\nA: b\r\nC").signal(place.reached).expectEnd()
    },
    HEAD_TLS(Phase.HEAD, isSecure = true) {
        override fun stalled(place: Place) =
            Script.start().startTls(Identities.good).expectHead().signal(place.reached).expectEnd()
    },
    BODY(Phase.BODY) {
        override fun stalled(place: Place) = Script.start().expectHead().half(place)
    },
    BODY_CHUNKED(Phase.BODY) {
        override fun stalled(place: Place) = Script
            .start()
            .expectHead()
            .reply(ok("Transfer-Encoding: chunked\r\n", "5\r\nhalf"))
            .signal(place.reached)
            .expectEnd()
    },
    BODY_TRAILERS(Phase.BODY) {
        override fun stalled(place: Place) = Script
            .start()
            .expectHead()
            .reply(ok("Transfer-Encoding: chunked\r\n", "4\r\nhalf\r\n0\r\nA: b\r\nC"))
            .signal(place.reached)
            .expectEnd()
    },
    BODY_UNTIL_CLOSE(Phase.BODY) {
        override fun stalled(place: Place) =
            Script.start().expectHead().reply(ok("", "half")).signal(place.reached).expectEnd()
    },
    BODY_TUNNEL_TLS(Phase.BODY, isSecure = true, way = Passage.SET_TUNNEL) {
        override fun stalled(place: Place) =
            Script.start().passed(way).startTls(Identities.good).expectHead().half(place)
    }, ;

    /** What the peer does on the connection that is stuck; null if none comes about. */
    abstract fun stalled(place: Place): Script?

    open fun dialer(place: Place): Dialer = loopbackDialer

    open fun call(connection: HttpConnection) {
        exchanged(connection)
    }

    /** What the peer does when all goes well. */
    fun good(): Script {
        val below = Script.start().passed(way)
        val script = if (isSecure) below.startTls(Identities.good) else below
        return script.expectHead().reply(ok("hi")).expectEnd()
    }

    /** Runs [block] with a connection that gets stuck, and later does not. */
    fun play(timeouts: Timeouts = Timeouts.NONE, block: (HttpConnection, Place) -> Unit) {
        Place().use { place ->
            val scripts = listOfNotNull(stalled(place), good())
            ScriptedPeer.listening(*scripts.toTypedArray()).use { peer ->
                place.peer = peer
                connection(place, timeouts).use { block(it, place) }
            }
        }
    }

    private fun connection(place: Place, timeouts: Timeouts): HttpConnection {
        val builder = HttpConnection.builder(way.host).port(place.peer.port()).timeouts(timeouts)
        val proxies = way.proxies(place.peer.port())
        if (proxies.isEmpty()) {
            builder.dialer(dialer(place))
        } else {
            builder.resolver { listOf(LOOPBACK) }.proxy(*proxies.toTypedArray())
        }
        if (isSecure) builder.tls(Identities.trusting)
        return builder.build().also(way::lead)
    }
}

/** One run of a [Stall]. */
internal class Place : AutoCloseable {
    lateinit var peer: ListeningPeer

    /** Down when the peer has come to where it does nothing more. */
    val reached = CountDownLatch(1)

    /** To be counted down when the call is over: only then does the peer read on. */
    val over = CountDownLatch(1)

    /** Whether this is the time to be stuck. */
    val isFirst = AtomicBoolean(true)
    val full = lazy { FullBacklog() }

    override fun close() {
        over.countDown()
        if (full.isInitialized()) full.value.close()
    }
}

private fun upload(connection: HttpConnection) = connection.request("POST", "/", Headers.EMPTY, endlessBody())

private fun Script.half(place: Place) = reply(ok("Content-Length: 9\r\n", "half")).signal(place.reached).expectEnd()

private fun Script.unread(place: Place) = signal(place.reached).waitFor(place.over).ignoreInput().expectEnd()

/** Does not answer the first time it is asked. */
private class Forgetful(private val place: Place) : NameResolver {
    override fun resolve(host: String) = if (place.isFirst.getAndSet(false)) {
        place.reached.countDown()
        place.over.await()
        listOf()
    } else {
        listOf(LOOPBACK)
    }
}

/** Goes to a full port first. */
private class Misled(private val place: Place, private val dialer: Dialer = loopbackDialer) : Dialer {
    private val fullPort = place.full.value.port

    override fun dial(peer: Origin): Transport = error("without a budget")

    override fun dial(peer: Origin, attempt: ConnectAttempt): Transport {
        val isFirst = place.isFirst.getAndSet(false)
        place.reached.countDown()
        if (isFirst) return dialer.dial(Origin("http", "a.test", fullPort), attempt)
        return loopbackDialer.dial(Origin("http", "127.0.0.1", peer.port()), attempt)
    }
}
