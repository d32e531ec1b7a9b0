package httpwire.dsl

import httpwire.HttpVersion
import httpwire.Limits
import httpwire.Timeouts
import httpwire.trace.ConnectionListener
import httpwire.transport.Dialer
import httpwire.transport.TlsOptions
import kotlin.time.Duration

/**
 * The options of a connection, set before its first request; values and defaults are those of
 * [httpwire.connection.HttpConnectionBuilder]. Once the connection is made they can still be read;
 * setting one throws [IllegalStateException], except for [debug].
 */
@HttpDsl
public interface OptionsScope {
    /**
     * `host` or `host:port`; empty until it is named. Of a tunnel, this is the proxy.
     *
     * @sample httpwire.examples.samples.dsl.hostInside
     */
    public var host: String

    /**
     * The port if [host] does not carry it, which is then taken whole; null for the default.
     *
     * @sample httpwire.examples.samples.dsl.portApart
     */
    public var port: Int?

    /**
     * One bound for connecting, for each write and for each read; null for none, as http.client has
     * it by default. Reads as the bound for a read.
     *
     * @sample httpwire.examples.samples.dsl.timeout
     */
    public var timeout: Duration?

    /**
     * The bounds phase by phase.
     *
     * @sample httpwire.examples.samples.dsl.timeoutsAsValue
     */
    public var timeouts: Timeouts

    /**
     * Bounds on what the peer can make this side hold in memory.
     *
     * @sample httpwire.examples.samples.dsl.limitsAsValue
     */
    public var limits: Limits

    /**
     * Which certificates are trusted and shown. Setting it puts the connection over TLS, also in `http`.
     *
     * @sample httpwire.examples.samples.dsl.tlsAsValue
     */
    public var tls: TlsOptions

    /**
     * Puts the connection over TLS, as `https` does, with [tls] as it is; the default port is 443 then.
     *
     * @sample httpwire.examples.samples.dsl.secure
     */
    public fun secure()

    /**
     * The most bytes read at once from a file or stream that is sent.
     *
     * @sample httpwire.examples.samples.dsl.smallThings
     */
    public var blockSize: Int

    /**
     * The version that requests carry.
     *
     * @sample httpwire.examples.samples.dsl.version
     */
    public var version: HttpVersion

    /**
     * Whether a request opens the connection by itself (http.client: auto_open).
     *
     * @sample httpwire.examples.samples.dsl.smallThings
     */
    public var autoOpen: Boolean

    /**
     * Opens what carries the bytes; null for TCP.
     *
     * @sample httpwire.examples.samples.dsl.dialer
     */
    public var dialer: Dialer?

    /**
     * Sees each moment of the exchanges, in the thread that works the connection.
     *
     * @sample httpwire.examples.samples.dsl.listenerAsValue
     */
    public var listener: ConnectionListener?

    /**
     * Changes some of the [timeouts], and leaves the others.
     *
     * @sample httpwire.examples.samples.dsl.timeoutsByPhase
     */
    public fun timeouts(block: TimeoutsScope.() -> Unit)

    /**
     * Changes some of the [limits], and leaves the others.
     *
     * @sample httpwire.examples.samples.dsl.limits
     */
    public fun limits(block: LimitsScope.() -> Unit)

    /**
     * Which certificates are trusted and shown, in place of [tls] as it was; over TLS, also in `http`.
     *
     * @sample httpwire.examples.samples.dsl.tls
     */
    public fun tls(block: TlsScope.() -> Unit)

    /**
     * Hears some moments of the exchanges, after the [listener] that is there.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun listener(block: ListenerScope.() -> Unit)

    /**
     * Shows what is sent and received from now on, line by line as http.client prints it (there:
     * set_debuglevel). Between requests too.
     *
     * @param level 0 for nothing, 1 with secrets hidden, 2 for all
     * @param print takes the lines, without their ends
     * @sample httpwire.examples.samples.dsl.debug
     */
    public fun debug(level: Int = 1, print: (line: String) -> Unit = ::println)

    /**
     * The local end of the connection, an address of this machine or a name that has one; port 0
     * for any. A name is looked up here and now. Not with a [dialer], which decides by itself.
     *
     * @throws IllegalArgumentException if the name has no address
     * @sample httpwire.examples.samples.dsl.sourceAddress
     */
    public fun sourceAddress(host: String, port: Int = 0)

    /**
     * Goes through a tunnel to [host]: [OptionsScope.host] is the proxy then (http.client:
     * set_tunnel). The [block]'s fields go to the proxy only.
     *
     * @param host with its port or without, if [port] is null
     * @throws httpwire.HttpException.InvalidUrl if host or port is not valid
     * @sample httpwire.examples.samples.dsl.tunnel
     */
    public fun tunnel(host: String, port: Int? = null, block: TunnelScope.() -> Unit = {})
}

/** What the proxy is told when a tunnel is asked for. */
@HttpDsl
public interface TunnelScope : HeadersScope
