package httpwire.dsl

import httpwire.HttpVersion
import httpwire.Limits
import httpwire.Timeouts
import httpwire.connection.ConnectionListener
import httpwire.transport.Dialer
import httpwire.transport.TlsOptions
import kotlin.time.Duration

/**
 * What can be said about a connection before its first request; the values are those of core's
 * builder, its defaults too. Once the connection is made they can still be read; setting one, and
 * [tunnel], throws [IllegalStateException].
 */
@HttpDsl
public interface OptionsScope {
    /** `host` or `host:port`; empty until it is named. Of a tunnel, this is the proxy. */
    public var host: String

    /** The port if [host] does not carry it, which is then taken whole; null for the default. */
    public var port: Int?

    /**
     * One bound for connecting, for each write and for each read; null for none, as http.client has
     * it by default. Reads as the bound for a read.
     */
    public var timeout: Duration?

    /** The bounds phase by phase. */
    public var timeouts: Timeouts

    /** Bounds on what the peer can make us hold. */
    public var limits: Limits

    /** Whom to trust and who we are. Setting it puts the connection over TLS, also in `http`. */
    public var tls: TlsOptions

    /** The most bytes read at once from a file or stream that is sent. */
    public var blockSize: Int

    /** The version that requests carry. */
    public var version: HttpVersion

    /** Whether a request opens the connection by itself (http.client: auto_open). */
    public var autoOpen: Boolean

    /** Who opens the bottom of the connection; null for TCP. */
    public var dialer: Dialer?

    /** Sees each moment of the exchanges, in the thread that works the connection. */
    public var listener: ConnectionListener?

    /** Changes some of the [timeouts], and leaves the others. */
    public fun timeouts(block: TimeoutsScope.() -> Unit)

    /**
     * The local end of the connection, an address of this machine or a name that has one; port 0
     * for any. A name is looked up here and now. Not with a [dialer], which decides by itself.
     */
    public fun sourceAddress(host: String, port: Int = 0)

    /**
     * Goes through a tunnel to [host]: [OptionsScope.host] is the proxy then (http.client:
     * set_tunnel). The [block]'s fields go to the proxy only.
     *
     * @param host with its port or without, if [port] is null
     * @throws httpwire.HttpException.InvalidUrl if host or port is none
     */
    public fun tunnel(host: String, port: Int? = null, block: TunnelScope.() -> Unit = {})
}

/** How long each phase may take; null for no bound of its own, as in [Timeouts]. */
@HttpDsl
public interface TimeoutsScope {
    /** Looking up the host's addresses; without a bound, that of [connect]. */
    public var resolve: Duration?

    /** Opening the connection, for each address. */
    public var connect: Duration?

    /** One TLS handshake, whole; without a bound, that of [connect]. */
    public var tls: Duration?

    /** CONNECT and its answer, whole; without a bound, that of [connect]. */
    public var tunnel: Duration?

    /** The longest wait for the network to take some bytes. */
    public var write: Duration?

    /** From the request's end to the answer's first byte; without a bound, that of [read]. */
    public var firstByte: Duration?

    /** The longest wait for some bytes of a body. */
    public var read: Duration?

    /** The whole exchange, to the body's end. */
    public var deadline: Duration?
}

/** What the proxy is told when a tunnel is asked for. */
@HttpDsl
public interface TunnelScope : HeadersScope
