package httpwire.dsl.internal

import httpwire.HttpException
import httpwire.HttpVersion
import httpwire.Limits
import httpwire.Origin
import httpwire.Timeouts
import httpwire.connection.HttpConnection
import httpwire.connection.HttpConnectionBuilder
import httpwire.dsl.ListenerScope
import httpwire.dsl.OptionsScope
import httpwire.dsl.TOO_LATE
import httpwire.dsl.TunnelScope
import httpwire.trace.ConnectionListener
import httpwire.transport.AddressPolicy
import httpwire.transport.Dialer
import httpwire.transport.NameResolver
import httpwire.transport.Proxy
import httpwire.transport.SocketSettings
import httpwire.transport.TlsOptions
import okio.Path
import okio.Path.Companion.toOkioPath
import java.net.InetSocketAddress
import kotlin.time.Duration
import kotlin.time.toKotlinDuration

private const val NO_PORT = -1

/** A view of the Java builder, which holds every value and default. */
internal class Options(
    host: String,
    isSecure: Boolean,
) : CommonOptions(),
    OptionsScope {
    private val values: HttpConnectionBuilder = HttpConnection.builder(host)
    private var tunnel: (HttpConnection.() -> Unit)? = null
    private var debug: (HttpConnection.() -> Unit)? = null
    private var connection: HttpConnection? = null

    init {
        if (isSecure) values.secure()
    }

    constructor(origin: Origin) : this(origin.host, origin.isSecure) {
        values.port(origin.port)
    }

    /** Creates the connection; afterwards no option can be set. */
    fun build(): HttpConnection {
        check(host.isNotEmpty()) { "no host: name it, as in http(\"example.org\") { … }" }
        val made = values.build()
        tunnel?.invoke(made)
        debug?.invoke(made)
        connection = made
        return made
    }

    private fun change(): HttpConnectionBuilder {
        check(connection == null) { TOO_LATE }
        return values
    }

    override var host: String
        get() = values.host
        set(value) {
            change()
            checkHost(value)
            values.host(value)
        }

    override var port: Int?
        get() = values.port.takeIf { it != NO_PORT }
        set(value) {
            change()
            if (value != null) Origin("http", "localhost", value) // Refuses an invalid port.
            values.port(value ?: NO_PORT)
        }

    override var timeout: Duration?
        get() = values.timeouts.read()?.toKotlinDuration()
        set(value) {
            change().timeout(value?.toBound())
        }

    override var timeouts: Timeouts
        get() = values.timeouts
        set(value) {
            change().timeouts(value)
        }

    override var limits: Limits
        get() = values.limits
        set(value) {
            change().limits(value)
        }

    override var tls: TlsOptions
        get() = values.tls
        set(value) {
            change().tls(value)
        }

    override fun secure() {
        change().secure()
    }

    override var blockSize: Int
        get() = values.blockSize
        set(value) {
            change().blockSize(value)
        }

    override fun record() {
        change().record()
    }

    override var version: HttpVersion
        get() = values.version
        set(value) {
            change().version(value)
        }

    override var autoOpen: Boolean
        get() = values.isAutoOpen
        set(value) {
            change().autoOpen(value)
        }

    override var dialer: Dialer?
        get() = values.dialer
        set(value) {
            change().dialer(value)
        }

    override var listener: ConnectionListener?
        get() = values.listener
        set(value) {
            change().listener(value)
        }

    override fun listener(block: ListenerScope.() -> Unit) {
        listener = Moments().apply(block).after(listener)
    }

    override fun debug(level: Int, print: (String) -> Unit) {
        val set: HttpConnection.() -> Unit = {
            setDebugOutput(Lines(print).toPrintStream())
            setDebugLevel(level)
        }
        connection?.set()
        debug = set
    }

    override fun sourceAddress(host: String, port: Int) {
        change()
        super<CommonOptions>.sourceAddress(host, port)
    }

    override fun sourceAddress(address: InetSocketAddress) {
        values.sourceAddress(address)
    }

    override fun tunnel(host: String, port: Int?, block: TunnelScope.() -> Unit) {
        change()
        val fields = TunnelFields().apply(block).build()
        val set: HttpConnection.() -> Unit = { setTunnel(host, port ?: NO_PORT, fields) }
        // A connection that is never opened checks the arguments, so that a wrong one fails at this call.
        HttpConnection.http("localhost").set()
        tunnel = set
    }

    override fun proxy(proxy: Proxy) {
        change().proxy(*values.proxies.toTypedArray(), proxy)
    }

    override var unixSocket: Path?
        get() = values.unixSocket?.toOkioPath()
        set(value) {
            change().unixSocket(value?.toNioPath())
        }

    override var resolver: NameResolver
        get() = values.resolver
        set(value) {
            change().resolver(value)
        }

    override var addressPolicy: AddressPolicy?
        get() = values.addressPolicy
        set(value) {
            change().addressPolicy(value)
        }

    override var sockets: SocketSettings
        get() = values.sockets
        set(value) {
            change().sockets(value)
        }
}

/** Refuses a host that is neither `host:port` nor a valid host as a whole. Only build() knows which it must be. */
private fun checkHost(host: String) {
    try {
        HttpConnection.http(host)
    } catch (wrong: HttpException.InvalidUrl) {
        if (runCatching { Origin.of("http", host, HttpConnection.HTTP_PORT) }.isFailure) throw wrong
    }
}
