package httpwire.dsl

import httpwire.Limits
import httpwire.Timeouts
import httpwire.transport.AddressPolicy
import httpwire.transport.Dialer
import httpwire.transport.NameResolver
import httpwire.transport.Proxy
import httpwire.transport.SocketSettings
import httpwire.transport.TlsOptions
import okio.Path
import kotlin.time.Duration

/** The options that one connection and a client have in common: how to connect, and within which bounds. */
@HttpDsl
public interface CommonOptionsScope {
    /**
     * Sets one timeout for connecting, for each write and for each read; null for none, which is the
     * default in http.client. Its value is the timeout for a read.
     *
     * @sample httpwire.examples.samples.dsl.timeout
     */
    public var timeout: Duration?

    /**
     * The timeouts of all phases.
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
     * Which certificates are trusted and which one is presented.
     *
     * @sample httpwire.examples.samples.dsl.tlsAsValue
     */
    public var tls: TlsOptions

    /**
     * The most bytes read at once from a file or stream that is sent as a body.
     *
     * @sample httpwire.examples.samples.dsl.smallThings
     */
    public var blockSize: Int

    /**
     * Keeps for each exchange what costs something to keep: the head as it was sent, and the times of the phases
     * ([httpwire.connection.HttpResponse.sentHead], [httpwire.connection.HttpResponse.summary]).
     *
     * @sample httpwire.examples.samples.dsl.record
     */
    public fun record()

    /**
     * Opens the transport under tunnel and TLS; null for TCP.
     *
     * @sample httpwire.examples.samples.dsl.dialer
     */
    public var dialer: Dialer?

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
     * Replaces [tls]: which certificates are trusted and which one is presented.
     *
     * @sample httpwire.examples.samples.dsl.tls
     */
    public fun tls(block: TlsScope.() -> Unit)

    /**
     * The local address to connect from, or a name that has such an address, which is looked up by this
     * call; port 0 for any port. Ignored if a [dialer] is set.
     *
     * @throws IllegalArgumentException if the name has no address
     * @sample httpwire.examples.samples.dsl.sourceAddress
     */
    public fun sourceAddress(host: String, port: Int = 0)

    /**
     * Connects through a proxy. Another call adds one more: each proxy leads to the next, and the last one
     * to the server.
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
     * The Unix domain socket to connect to; the host then only says what is asked for. Null for TCP.
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
