package httpwire.coroutines.contract

import httpwire.Origin
import httpwire.dsl.OptionsScope
import httpwire.testing.InMemoryPeer
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.ConnectAttempt
import httpwire.transport.Dialer
import httpwire.transport.NameResolver
import httpwire.transport.Proxy
import httpwire.transport.TcpDialer
import httpwire.transport.Transport
import okio.Buffer
import okio.ByteString
import okio.Path.Companion.toOkioPath
import java.net.InetAddress

/** A peer, and how a connection gets there. */
internal class Way(
    val peer: ScriptedPeer,
    private val relay: AutoCloseable? = null,
    val lead: OptionsScope.() -> Unit,
) : AutoCloseable {
    override fun close() {
        peer.abandon()
        peer.close()
        relay?.close()
    }
}

/**
 * What carries a conversation to its peer; all hosts are that peer.
 *
 * @property isSecure whether every conversation runs over TLS, also one that does not ask for it
 * @property carries the cases that mean the same here
 */
internal enum class Wire(
    val open: (Case) -> Way,
    val isSecure: Boolean = false,
    val carries: (Case) -> Boolean = { true },
) {
    MEMORY({ case ->
        val peer: InMemoryPeer = ScriptedPeer.inMemory(case.script())
        Way(peer) { dialer = Dialer { _ -> Transport.of(peer.socket()) } }
    }),

    TCP({ case -> case.listening(Script.start()) { port -> dialer = DialerTo(port) } }),

    UNIX({ case ->
        val peer = case.peer(Script.start())
        val relay = UnixRelay(peer.port())
        Way(peer, relay) { unixSocket = relay.path.toOkioPath() }
    }, carries = { !it.isReset }),

    TLS({ case ->
        case.listening(Script.start().startTls(Tls.server)) { port -> dialer = DialerTo(port) }
    }, isSecure = true, carries = ::isPlain),

    TUNNEL({ case ->
        case.listening(Script.start().tunnel()) { port -> proxy(Proxy.http("p.test:$port").tunnelling()) }
    }),

    SOCKS_5({ case ->
        case.listening(Script.start().socks5(if (case.isSecure) 443 else 80)) { port ->
            proxy("socks5h://p.test:$port")
        }
    }),

    SOCKS_4A({ case ->
        case.listening(Script.start().socks4(if (case.isSecure) 443 else 80)) { port ->
            proxy("socks4a://p.test:$port")
        }
    }),

    TLS_IN_TLS({ case ->
        case.listening(Script.start().startTls(Tls.server).tunnel().startTls(Tls.server)) { port ->
            proxy(Proxy.https("origin.test:$port").tls(Tls.trusting))
        }
    }, isSecure = true, carries = ::isPlain),

    CHAIN({ case ->
        case.listening(Script.start().tunnel().socks5(if (case.isSecure) 443 else 80)) { port ->
            proxy("http://p.test:$port")
            proxy("socks5h://q.test:1080")
        }
    }),
}

private fun isPlain(case: Case) = !case.isSecure && case !in tunnelCases && "tunnel" !in case.name

private fun Case.peer(before: Script): ListeningPeer {
    val scripts = listOf(script(before)).filter { isOpened }
    return ScriptedPeer.listening(*scripts.toTypedArray())
}

/** A peer at a port of this machine, where every name leads. */
private fun Case.listening(before: Script, lead: OptionsScope.(port: Int) -> Unit): Way {
    val peer = peer(before)
    return Way(peer) {
        lead(peer.port())
        if (dialer == null) resolver = NameResolver { listOf(InetAddress.getByAddress(byteArrayOf(127, 0, 0, 1))) }
    }
}

private fun Script.tunnel() = expectHead().reply("HTTP/1.1 200 Open\r\n\r\n")

private fun bytes(block: Buffer.() -> Unit): ByteString = Buffer().apply(block).readByteString()

private const val ORIGIN = "example.org"

private fun Script.socks5(port: Int) = expect(ByteString.of(5, 1, 0)).reply(ByteString.of(5, 0))
    .expect(bytes { write(ByteString.of(5, 1, 0, 3, ORIGIN.length.toByte())).writeUtf8(ORIGIN).writeShort(port) })
    .reply(ByteString.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0))

private fun Script.socks4(port: Int) = expect(
    bytes { write(ByteString.of(4, 1)).writeShort(port).writeInt(1).writeByte(0).writeUtf8(ORIGIN).writeByte(0) },
).reply(ByteString.of(0, 90, 0, 0, 0, 0, 0, 0))

private class DialerTo(port: Int) : Dialer {
    private val origin = Origin.http("127.0.0.1:$port")
    private val tcp = TcpDialer(NameResolver.SYSTEM, null)

    override fun dial(peer: Origin): Transport = tcp.dial(origin)

    override fun dial(peer: Origin, attempt: ConnectAttempt): Transport = tcp.dial(origin, attempt)
}
