package httpwire.dsl

import httpwire.HttpVersion
import httpwire.trace.ConnectionListener
import httpwire.transport.TlsOptions

/**
 * The options of a connection, set before its first request; the values and defaults are those of
 * [httpwire.connection.HttpConnectionBuilder]. Once the connection has been created, setting one throws
 * [IllegalStateException], except for [debug]; all can still be read.
 */
@HttpDsl
public interface OptionsScope : CommonOptionsScope {
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
     * Which certificates are trusted and which one is presented. Setting it turns TLS on, also in `http`.
     *
     * @sample httpwire.examples.samples.dsl.tlsAsValue
     */
    override var tls: TlsOptions

    /**
     * Replaces [tls]: which certificates are trusted and which one is presented. Turns TLS on, also in
     * `http`.
     *
     * @sample httpwire.examples.samples.dsl.tls
     */
    override fun tls(block: TlsScope.() -> Unit)

    /**
     * Turns TLS on, as `https` does, with [tls] as it is; the default port is then 443.
     *
     * @sample httpwire.examples.samples.dsl.secure
     */
    public fun secure()

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
     * Called at each moment of the exchanges, in the thread that uses the connection.
     *
     * @sample httpwire.examples.samples.dsl.listenerAsValue
     */
    public var listener: ConnectionListener?

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
     * Connects to [host] through a tunnel; [OptionsScope.host] is then the proxy (http.client:
     * set_tunnel). The fields of [block] are sent to the proxy only.
     *
     * @param host `host`, or `host:port` if [port] is null
     * @throws httpwire.HttpException.InvalidUrl if host or port is not valid
     * @sample httpwire.examples.samples.dsl.tunnel
     */
    public fun tunnel(host: String, port: Int? = null, block: TunnelScope.() -> Unit = {})
}
