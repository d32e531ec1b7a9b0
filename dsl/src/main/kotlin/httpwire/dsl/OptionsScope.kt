package httpwire.dsl

import httpwire.HttpVersion
import httpwire.Limits
import httpwire.Timeouts
import httpwire.trace.ConnectionListener
import httpwire.transport.AddressPolicy
import httpwire.transport.Dialer
import httpwire.transport.NameResolver
import httpwire.transport.Proxy
import httpwire.transport.SocketSettings
import httpwire.transport.TlsOptions
import okio.Path
import kotlin.time.Duration

/**
 * The options of a connection, set before its first request; the values and defaults are those of
 * [httpwire.connection.HttpConnectionBuilder]. Once the connection has been created, setting one throws
 * [IllegalStateException], except for [debug]; all can still be read.
 */
@HttpDsl
public interface OptionsScope {
    /**
     * `host` or `host:port`; empty until it is set. With a tunnel, the host of the proxy.
     *
     * @sample httpwire.examples.samples.dsl.hostInside
     */
    public var host: String

    /**
     * The port; [host] then must not contain one. Null for the port in [host], or the default.
     *
     * @sample httpwire.examples.samples.dsl.portApart
     */
    public var port: Int?

    /**
     * Sets one timeout for connecting, for each write and for each read; null for none, which is the
     * default in http.client. Its value is the timeout for a read.
     *
     * @sample httpwire.examples.samples.dsl.timeout
     */
    public var timeout: Duration?

    /** The timeouts of all phases.
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
     * Which certificates are trusted and which one is presented. Setting it turns TLS on, also in `http`.
     *
     * @sample httpwire.examples.samples.dsl.tlsAsValue
     */
    public var tls: TlsOptions

    /**
     * Turns TLS on, as `https` does, with [tls] as it is; the default port is then 443.
     *
     * @sample httpwire.examples.samples.dsl.secure
     */
    public fun secure()

    /**
     * The most bytes read at once from a file or stream that is sent as a body.
     *
     * @sample httpwire.examples.samples.dsl.smallThings
     */
    public var blockSize: Int

    /**
     * The version that requests name.
     *
     * @sample httpwire.examples.samples.dsl.version
     */
    public var version: HttpVersion

    /**
     * Whether a request opens the connection if it is closed (http.client: auto_open).
     *
     * @sample httpwire.examples.samples.dsl.smallThings
     */
    public var autoOpen: Boolean

    /**
     * Opens the transport under tunnel and TLS; null for TCP.
     *
     * @sample httpwire.examples.samples.dsl.dialer
     */
    public var dialer: Dialer?

    /**
     * Called at each moment of the exchanges, in the thread that uses the connection.
     *
     * @sample httpwire.examples.samples.dsl.listenerAsValue
     */
    public var listener: ConnectionListener?

    /**
     * Changes some of the [timeouts] and leaves the others as they are.
     *
     * @sample httpwire.examples.samples.dsl.timeoutsByPhase
     */
    public fun timeouts(block: TimeoutsScope.() -> Unit)

    /**
     * Changes some of the [limits] and leaves the others as they are.
     *
     * @sample httpwire.examples.samples.dsl.limits
     */
    public fun limits(block: LimitsScope.() -> Unit)

    /**
     * Replaces [tls]: which certificates are trusted and which one is presented. Turns TLS on, also in
     * `http`.
     *
     * @sample httpwire.examples.samples.dsl.tls
     */
    public fun tls(block: TlsScope.() -> Unit)

    /**
     * Adds blocks to be run at moments of the exchanges, after the [listener] that is already set.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun listener(block: ListenerScope.() -> Unit)

    /**
     * Prints what is sent and received from now on, line by line in the format of http.client (there:
     * set_debuglevel). May also be called between requests.
     *
     * @param level 0 for nothing, 1 for everything with secrets hidden, 2 for secrets too
     * @param print takes the lines, without their ends
     * @sample httpwire.examples.samples.dsl.debug
     */
    public fun debug(level: Int = 1, print: (line: String) -> Unit = ::println)

    /**
     * The local address to connect from, or a name that has such an address, which is looked up by this
     * call; port 0 for any port. Ignored if a [dialer] is set.
     *
     * @throws IllegalArgumentException if the name has no address
     * @sample httpwire.examples.samples.dsl.sourceAddress
     */
    public fun sourceAddress(host: String, port: Int = 0)

    /**
     * Connects to [host] through a tunnel; [OptionsScope.host] is then the proxy (http.client:
     * set_tunnel). The fields of [block] are sent to the proxy only.
     *
     * @param host `host`, or `host:port` if [port] is null
     * @throws httpwire.HttpException.InvalidUrl if host or port is not valid
     * @sample httpwire.examples.samples.dsl.tunnel
     */
    public fun tunnel(host: String, port: Int? = null, block: TunnelScope.() -> Unit = {})

    /**
     * Connects through a proxy. Another call adds one more: each proxy leads to the next, and the last one
     * to [host].
     *
     * @param proxy as curl's `--proxy` takes it, for example `socks5h://localhost:1080`
     * @throws httpwire.HttpException.InvalidUrl if a part of it is not valid; the message never contains the
     *     password
     * @sample httpwire.examples.samples.dsl.proxies
     */
    public fun proxy(proxy: String, block: ProxyScope.() -> Unit = {})

    /**
     * Like `proxy(String)`, with a proxy as a value.
     *
     * @sample httpwire.examples.samples.dsl.proxies
     */
    public fun proxy(proxy: Proxy)

    /**
     * The Unix domain socket to connect to; [host] then only says what is asked for. Null for TCP.
     *
     * @sample httpwire.examples.samples.dsl.unixSocket
     */
    public var unixSocket: Path?

    /**
     * Asked for the addresses of every name that is connected to from here.
     *
     * @sample httpwire.examples.samples.dsl.addresses
     */
    public var resolver: NameResolver

    /**
     * Which addresses may be connected to; null for all.
     *
     * @sample httpwire.examples.samples.dsl.addresses
     */
    public var addressPolicy: AddressPolicy?

    /**
     * How TCP sockets are set up.
     *
     * @sample httpwire.examples.samples.dsl.addresses
     */
    public var sockets: SocketSettings
}

/** A proxy: the fields that it is sent, and how it is spoken to. Nobody else gets any of this. */
@HttpDsl
public interface ProxyScope : HeadersScope {
    /**
     * The user and password for the proxy, sent without being asked for.
     *
     * @throws IllegalArgumentException if [user] contains a colon, or one of the two a control character
     * @sample httpwire.examples.samples.dsl.proxies
     */
    public fun credentials(user: String, password: String)

    /**
     * TLS with the proxy itself.
     *
     * @throws IllegalArgumentException if it is not an `https` proxy
     * @sample httpwire.examples.samples.dsl.proxies
     */
    public fun tls(block: TlsScope.() -> Unit)

    /**
     * Opens a tunnel for an `http` host too.
     *
     * @sample httpwire.examples.samples.dsl.proxies
     */
    public fun tunnelling()
}

/** The fields that are sent to the proxy with CONNECT. */
@HttpDsl
public interface TunnelScope : HeadersScope
