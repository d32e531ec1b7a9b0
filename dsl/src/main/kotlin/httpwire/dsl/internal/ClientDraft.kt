package httpwire.dsl.internal

import httpwire.Limits
import httpwire.Timeouts
import httpwire.auth.Credentials
import httpwire.call.BodyCodec
import httpwire.call.Interceptor
import httpwire.client.ClientListener
import httpwire.client.HttpClient
import httpwire.client.cache.Cache
import httpwire.client.cookies.CookieJar
import httpwire.client.decoding.Decoding
import httpwire.client.hsts.HstsStore
import httpwire.client.pool.PoolOptions
import httpwire.client.proxy.ProxyChooser
import httpwire.client.redirect.Redirects
import httpwire.client.retry.Retries
import httpwire.dsl.ClientListenerScope
import httpwire.dsl.ClientScope
import httpwire.dsl.PoolScope
import httpwire.dsl.RedirectsScope
import httpwire.dsl.RetriesScope
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

/** A view of the Java builder, which holds every value and default. */
internal class ClientDraft :
    CommonOptions(),
    ClientScope {
    private val values = HttpClient.builder()

    fun build(): HttpClient = values.build()

    // 1. What is asked, and how long it may take.

    override var baseUrl: String?
        get() = values.baseUrl?.toString()
        set(value) {
            if (value != null) values.baseUrl(value)
            check(value != null || values.baseUrl == null) { "the base URL is ${values.baseUrl}, and can't be removed" }
        }

    override fun header(name: String, value: String) {
        values.header(name, value)
    }

    override var timeout: Duration?
        get() = values.timeouts.read()?.toKotlinDuration()
        set(value) {
            values.timeout(value?.toBound())
        }

    override var timeouts: Timeouts
        get() = values.timeouts
        set(value) {
            values.timeouts(value)
        }

    override var deadline: Duration?
        get() = values.timeouts.deadline()?.toKotlinDuration()
        set(value) {
            values.deadline(value?.toBound())
        }

    override var limits: Limits
        get() = values.limits
        set(value) {
            values.limits(value)
        }

    // 2. How it gets there.

    override var tls: TlsOptions
        get() = values.tls
        set(value) {
            values.tls(value)
        }

    override var dialer: Dialer?
        get() = values.dialer
        set(value) {
            values.dialer(value)
        }

    override var resolver: NameResolver
        get() = values.resolver
        set(value) {
            values.resolver(value)
        }

    override var addressPolicy: AddressPolicy?
        get() = values.addressPolicy
        set(value) {
            values.addressPolicy(value)
        }

    override fun sourceAddress(address: InetSocketAddress) {
        values.sourceAddress(address)
    }

    override var sockets: SocketSettings
        get() = values.sockets
        set(value) {
            values.sockets(value)
        }

    override var unixSocket: Path?
        get() = values.unixSocket?.toOkioPath()
        set(value) {
            values.unixSocket(value?.toNioPath())
        }

    override fun record() {
        values.record()
    }

    override var blockSize: Int
        get() = values.blockSize
        set(value) {
            values.blockSize(value)
        }

    override fun proxy(proxy: Proxy) {
        values.proxy(*values.proxies.toTypedArray(), proxy)
    }

    override fun proxies(chooser: ProxyChooser) {
        values.proxies(chooser)
    }

    override fun proxiesFromEnvironment() {
        values.proxiesFromEnvironment()
    }

    override var pool: PoolOptions
        get() = values.pool
        set(value) {
            values.pool(value)
        }

    override fun pool(block: PoolScope.() -> Unit) {
        pool = PoolDraft(pool).apply(block).values
    }

    // 3. The layers.

    override fun interceptor(interceptor: Interceptor) {
        values.interceptor(interceptor)
    }

    override var codec: BodyCodec?
        get() = values.codec
        set(value) {
            values.codec(value)
        }

    override var decoding: Decoding?
        get() = values.decoding
        set(value) {
            values.decoding(value)
        }

    override fun decoding() {
        values.decoding()
    }

    override var redirects: Redirects?
        get() = values.redirects
        set(value) {
            values.redirects(value)
        }

    override fun redirects() {
        values.redirects()
    }

    override fun redirects(block: RedirectsScope.() -> Unit) {
        redirects = RedirectsDraft(redirects ?: Redirects.DEFAULT).apply(block).values
    }

    override var hsts: HstsStore?
        get() = values.hsts
        set(value) {
            values.hsts(value)
        }

    override fun hsts() {
        values.hsts()
    }

    override var retries: Retries?
        get() = values.retries
        set(value) {
            values.retries(value)
        }

    override fun retries(count: Int) {
        values.retries(count)
    }

    override fun retries(block: RetriesScope.() -> Unit) {
        retries = RetriesDraft(retries ?: Retries.DEFAULT).apply(block).values
    }

    override fun auth(vararg credentials: Credentials) {
        values.auth(*values.credentials.toTypedArray(), *credentials)
    }

    override var cookies: CookieJar?
        get() = values.cookies
        set(value) {
            values.cookies(value)
        }

    override fun cookies() {
        values.cookies()
    }

    override var cache: Cache?
        get() = values.cache
        set(value) {
            values.cache(value)
        }

    override fun hopInterceptor(interceptor: Interceptor) {
        values.hopInterceptor(interceptor)
    }

    override var listener: ClientListener?
        get() = values.listener
        set(value) {
            values.listener(value)
        }

    override fun listener(block: ClientListenerScope.() -> Unit) {
        listener = ClientMoments().apply(block).after(listener)
    }

    override fun defaults() {
        values.defaults()
    }
}
