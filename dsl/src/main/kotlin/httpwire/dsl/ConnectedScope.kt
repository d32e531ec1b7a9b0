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
import kotlin.DeprecationLevel.ERROR
import kotlin.time.Duration

/** The message for an option that is set too late, by the compiler or at run time. */
internal const val TOO_LATE: String = "options must be set before the first request, which creates the connection"

/**
 * The options of a connection that has been created: they can be read, and setting one does not compile.
 * An [HttpScope] becomes a [ConnectedScope] when one of its verbs has returned. Where the compiler can't
 * follow that, in a loop for instance, setting an option throws [IllegalStateException].
 */
@HttpDsl
public interface ConnectedScope : OptionsScope {
    @set:Deprecated(TOO_LATE, level = ERROR)
    override var host: String

    @set:Deprecated(TOO_LATE, level = ERROR)
    override var port: Int?

    @set:Deprecated(TOO_LATE, level = ERROR)
    override var timeout: Duration?

    @set:Deprecated(TOO_LATE, level = ERROR)
    override var timeouts: Timeouts

    @set:Deprecated(TOO_LATE, level = ERROR)
    override var limits: Limits

    @set:Deprecated(TOO_LATE, level = ERROR)
    override var tls: TlsOptions

    @set:Deprecated(TOO_LATE, level = ERROR)
    override var blockSize: Int

    @set:Deprecated(TOO_LATE, level = ERROR)
    override var version: HttpVersion

    @set:Deprecated(TOO_LATE, level = ERROR)
    override var autoOpen: Boolean

    @set:Deprecated(TOO_LATE, level = ERROR)
    override var dialer: Dialer?

    @set:Deprecated(TOO_LATE, level = ERROR)
    override var listener: ConnectionListener?

    @Deprecated(TOO_LATE, level = ERROR)
    override fun secure()

    @Deprecated(TOO_LATE, level = ERROR)
    override fun record()

    @Deprecated(TOO_LATE, level = ERROR)
    override fun timeouts(block: TimeoutsScope.() -> Unit)

    @Deprecated(TOO_LATE, level = ERROR)
    override fun limits(block: LimitsScope.() -> Unit)

    @Deprecated(TOO_LATE, level = ERROR)
    override fun tls(block: TlsScope.() -> Unit)

    @Deprecated(TOO_LATE, level = ERROR)
    override fun listener(block: ListenerScope.() -> Unit)

    @Deprecated(TOO_LATE, level = ERROR)
    override fun sourceAddress(host: String, port: Int)

    @Deprecated(TOO_LATE, level = ERROR)
    override fun tunnel(host: String, port: Int?, block: TunnelScope.() -> Unit)

    @Deprecated(TOO_LATE, level = ERROR)
    override fun proxy(proxy: String, block: ProxyScope.() -> Unit)

    @Deprecated(TOO_LATE, level = ERROR)
    override fun proxy(proxy: Proxy)

    @set:Deprecated(TOO_LATE, level = ERROR)
    override var unixSocket: Path?

    @set:Deprecated(TOO_LATE, level = ERROR)
    override var resolver: NameResolver

    @set:Deprecated(TOO_LATE, level = ERROR)
    override var addressPolicy: AddressPolicy?

    @set:Deprecated(TOO_LATE, level = ERROR)
    override var sockets: SocketSettings
}
