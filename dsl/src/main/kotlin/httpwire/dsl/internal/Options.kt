package httpwire.dsl.internal

import httpwire.HttpVersion
import httpwire.Limits
import httpwire.Timeouts
import httpwire.connection.ConnectionListener
import httpwire.connection.HttpConnection
import httpwire.connection.HttpConnectionBuilder
import httpwire.dsl.OptionsScope
import httpwire.dsl.TimeoutsScope
import httpwire.dsl.TunnelScope
import httpwire.transport.Dialer
import httpwire.transport.TlsOptions
import java.net.InetSocketAddress
import kotlin.time.Duration
import kotlin.time.toKotlinDuration

private const val NO_PORT = -1

/** A view of the Java builder: every value and default is its own. */
internal class Options(
    host: String,
    isSecure: Boolean,
) : OptionsScope {
    private val values: HttpConnectionBuilder = HttpConnection.builder(host)
    private var tunnel: (HttpConnection.() -> Unit)? = null
    private var isOpen = true

    init {
        if (isSecure) values.secure()
    }

    /** Makes the connection; from here on nothing can be set. */
    fun build(): HttpConnection {
        check(host.isNotEmpty()) { "no host: name it, as in http(\"example.org\") { … }" }
        val connection = values.build()
        tunnel?.invoke(connection)
        isOpen = false
        return connection
    }

    private fun change(): HttpConnectionBuilder {
        check(isOpen) { "the connection is made: options come before the first request" }
        return values
    }

    override var host: String
        get() = values.host
        set(value) {
            change().host(value)
        }

    override var port: Int?
        get() = values.port.takeIf { it != NO_PORT }
        set(value) {
            change().port(value ?: NO_PORT)
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

    override var blockSize: Int
        get() = values.blockSize
        set(value) {
            change().blockSize(value)
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

    override fun timeouts(block: TimeoutsScope.() -> Unit) {
        timeouts = TimeoutsDraft(timeouts).apply(block).values
    }

    override fun sourceAddress(host: String, port: Int) {
        change().sourceAddress(InetSocketAddress(host, port))
    }

    override fun tunnel(host: String, port: Int?, block: TunnelScope.() -> Unit) {
        change()
        val fields = TunnelFields().apply(block).build()
        val set: HttpConnection.() -> Unit = { setTunnel(host, port ?: NO_PORT, fields) }
        // A connection that is never opened refuses what is wrong at the line that says it.
        HttpConnection.http("localhost").set()
        tunnel = set
    }
}
