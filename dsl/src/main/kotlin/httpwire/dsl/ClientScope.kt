package httpwire.dsl

import httpwire.auth.Credentials
import httpwire.call.BodyCodec
import httpwire.call.Interceptor
import httpwire.client.ClientListener
import httpwire.client.cache.Cache
import httpwire.client.cookies.CookieJar
import httpwire.client.decoding.Decoding
import httpwire.client.hsts.HstsStore
import httpwire.client.pool.PoolOptions
import httpwire.client.proxy.ProxyChooser
import httpwire.client.redirect.Redirects
import httpwire.client.retry.Retries
import kotlin.time.Duration

/**
 * The options of a client; the values and defaults are those of [httpwire.client.HttpClientBuilder]. Redirects
 * are followed only if this says so.
 */
@HttpDsl
public interface ClientScope : CommonOptionsScope {
    /**
     * What the URLs of requests are relative to (RFC 3986 §5): with `https://api.example/v1/` the URL `users/1`
     * is `https://api.example/v1/users/1`. Null until it is set: then each request needs a whole URL.
     *
     * @throws httpwire.HttpException.InvalidUrl if it is set to something other than an http or https URL
     * @sample httpwire.examples.samples.dsl.client
     */
    public var baseUrl: String?

    /**
     * Adds a field to every request that has none of that name. A redirect to another origin treats it like a
     * field of the request itself.
     *
     * @throws IllegalArgumentException if name or value cannot be sent
     * @sample httpwire.examples.samples.dsl.client
     */
    public fun header(name: String, value: String)

    /**
     * The time for a whole call, from its first moment to the end of the response's body, including the wait
     * for a connection and all redirects; null for no bound. The same as `deadline` in [timeouts].
     *
     * @throws IllegalArgumentException if it is set to zero or less
     * @sample httpwire.examples.samples.dsl.clientBounds
     */
    public var deadline: Duration?

    /**
     * Makes bodies of objects and objects of bodies, by a library of yours; null if nothing does.
     *
     * @sample httpwire.examples.samples.dsl.clientCodec
     */
    public var codec: BodyCodec?

    /**
     * How coded content is asked for and decoded; null for neither.
     *
     * @sample httpwire.examples.samples.dsl.clientDecodingAsValue
     */
    public var decoding: Decoding?

    /**
     * Asks for coded content and decodes it, within the bounds of [Decoding.DEFAULT].
     *
     * @sample httpwire.examples.samples.dsl.clientDecoding
     */
    public fun decoding()

    /**
     * How redirects are followed; null if they are not.
     *
     * @sample httpwire.examples.samples.dsl.clientRedirectsAsValue
     */
    public var redirects: Redirects?

    /**
     * Follows redirects: at most 20 in a call, and none from https to http ([Redirects.DEFAULT]).
     *
     * @sample httpwire.examples.samples.dsl.clientRedirects
     */
    public fun redirects()

    /**
     * Follows redirects. The block changes some of the [redirects] and leaves the others as they are, or as
     * [Redirects.DEFAULT] has them.
     *
     * @sample httpwire.examples.samples.dsl.clientRedirects
     */
    public fun redirects(block: RedirectsScope.() -> Unit)

    /**
     * Which hosts are asked over TLS only, whatever the URL says (RFC 6797); hosts that say so are added. Null
     * for none.
     *
     * @sample httpwire.examples.samples.dsl.clientHstsAsValue
     */
    public var hsts: HstsStore?

    /**
     * Asks hosts that have said so over TLS only (RFC 6797), and remembers them in memory.
     *
     * @sample httpwire.examples.samples.dsl.clientHsts
     */
    public fun hsts()

    /**
     * What is sent again, and how often; null if nothing is.
     *
     * @sample httpwire.examples.samples.dsl.clientRetriesAsValue
     */
    public var retries: Retries?

    /**
     * Sends requests again that have failed or were answered with 503 and the like, at most [count] times in a
     * call ([Retries.of]).
     *
     * @throws IllegalArgumentException if [count] is less than 0
     * @sample httpwire.examples.samples.dsl.clientRetries
     */
    public fun retries(count: Int)

    /**
     * Sends requests again. The block changes some of the [retries] and leaves the others as they are, or as
     * [Retries.DEFAULT] has them.
     *
     * @sample httpwire.examples.samples.dsl.clientRetries
     */
    public fun retries(block: RetriesScope.() -> Unit)

    /**
     * Sends these credentials to their own origins ([Credentials.forOrigin]), or to that of [baseUrl], and to no
     * other. Another call adds more.
     *
     * @sample httpwire.examples.samples.dsl.clientAuth
     */
    public fun auth(vararg credentials: Credentials)

    /**
     * Where cookies are kept, and sent from with each exchange (RFC 6265bis); null for neither. A request that
     * has a Cookie field of its own is sent as it is. The caller closes a jar that has a file.
     *
     * @sample httpwire.examples.samples.dsl.clientCookiesAsValue
     */
    public var cookies: CookieJar?

    /**
     * Keeps cookies in memory, and sends them back with each exchange (RFC 6265bis).
     *
     * @sample httpwire.examples.samples.dsl.clientCookies
     */
    public fun cookies()

    /**
     * Where responses are stored, and given from while they are fresh; null if they are not. Several clients can
     * share one. The caller closes it, after the clients.
     *
     * @sample httpwire.examples.samples.dsl.clientCache
     */
    public var cache: Cache?

    /**
     * Goes through the proxies that [chooser] names for each URL, the first one dialed from here; an empty list
     * stands for the direct way. Replaces what [proxy] has added. May be called by several threads at once.
     *
     * @sample httpwire.examples.samples.dsl.clientProxies
     */
    public fun proxies(chooser: ProxyChooser)

    /**
     * Goes through the proxies that the environment names now (`http_proxy` and the like), as
     * [ProxyChooser.fromEnvironment] reads it. Replaces what [proxy] has added.
     *
     * @throws httpwire.HttpException.InvalidUrl if a variable does not name a proxy
     * @sample httpwire.examples.samples.dsl.clientProxies
     */
    public fun proxiesFromEnvironment()

    /**
     * How many connections there are, and for how long they are kept.
     *
     * @sample httpwire.examples.samples.dsl.clientPoolAsValue
     */
    public var pool: PoolOptions

    /**
     * Changes some of the options of the [pool] and leaves the others as they are.
     *
     * @sample httpwire.examples.samples.dsl.clientPool
     */
    public fun pool(block: PoolScope.() -> Unit)

    /**
     * Adds an interceptor around whole calls, inside those that were added before it: it sees one request and the
     * response that the caller gets. Called by several threads at once.
     *
     * @sample httpwire.examples.samples.dsl.clientInterceptor
     */
    public fun interceptor(interceptor: Interceptor)

    /**
     * Adds an interceptor around each exchange, inside those that were added before it: it sees each redirect, and
     * the fields that the layers have added. Called by several threads at once.
     *
     * @sample httpwire.examples.samples.dsl.clientInterceptor
     */
    public fun hopInterceptor(interceptor: Interceptor)

    /**
     * Called at each moment of the calls and their connections, in the threads of the calls.
     *
     * @sample httpwire.examples.samples.dsl.clientListenerAsValue
     */
    public var listener: ClientListener?

    /**
     * Adds blocks to be run at moments of the calls and their connections, after the [listener] that is already
     * set.
     *
     * @sample httpwire.examples.samples.dsl.clientListener
     */
    public fun listener(block: ClientListenerScope.() -> Unit)

    /**
     * The everyday set: [redirects] and [decoding].
     *
     * @sample httpwire.examples.samples.dsl.client
     */
    public fun defaults()
}

/** How redirects are followed (RFC 9110 §15.4), as in [Redirects]. */
@HttpDsl
public interface RedirectsScope {
    /**
     * How many are followed in one call, 0 for none; one more is an error.
     *
     * @throws IllegalArgumentException if it is set to less than 0
     * @sample httpwire.examples.samples.dsl.clientRedirects
     */
    public var maxCount: Int

    /**
     * Follows redirects from https to http too: what was secret until then is no longer.
     *
     * @sample httpwire.examples.samples.dsl.clientDowngrade
     */
    public fun allowingDowngrade()
}

/** How many connections a client has, and for how long it keeps them, as in [PoolOptions]. */
@HttpDsl
public interface PoolScope {
    /**
     * The most connections in all, including those that are being opened; 0 for no limit.
     *
     * @throws IllegalArgumentException if it is set to less than 0
     * @sample httpwire.examples.samples.dsl.clientPool
     */
    public var maxConnections: Int

    /**
     * The most connections to one origin by one way; 0 for no limit.
     *
     * @throws IllegalArgumentException if it is set to less than 0
     * @sample httpwire.examples.samples.dsl.clientPool
     */
    public var maxPerOrigin: Int

    /**
     * How long a connection that nobody uses is kept; less if the server says so (Keep-Alive: timeout).
     *
     * @throws IllegalArgumentException if it is set to zero or less
     * @sample httpwire.examples.samples.dsl.clientPool
     */
    public var idleTimeout: Duration

    /**
     * How long after it was opened a connection may be used again; null for no limit.
     *
     * @throws IllegalArgumentException if it is set to zero or less
     * @sample httpwire.examples.samples.dsl.clientPool
     */
    public var maxAge: Duration?

    /**
     * How many callers may wait for a connection; one more is refused at once.
     *
     * @throws IllegalArgumentException if it is set to less than 0
     * @sample httpwire.examples.samples.dsl.clientPool
     */
    public var maxWaiting: Int

    /**
     * How long a caller waits for a connection; null for as long as its deadline allows.
     *
     * @throws IllegalArgumentException if it is set to zero or less
     * @sample httpwire.examples.samples.dsl.clientPool
     */
    public var waitTimeout: Duration?
}
