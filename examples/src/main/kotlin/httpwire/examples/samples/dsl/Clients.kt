package httpwire.examples.samples.dsl

import httpwire.CacheOutcome
import httpwire.Headers
import httpwire.Request
import httpwire.Timeouts
import httpwire.auth.Credentials
import httpwire.client.ClientListener
import httpwire.client.HttpClient
import httpwire.client.cache.Cache
import httpwire.client.cookies.Cookie
import httpwire.client.cookies.CookieJar
import httpwire.client.decoding.Decoding
import httpwire.client.hsts.HstsStore
import httpwire.client.pool.PoolOptions
import httpwire.client.redirect.Redirects
import httpwire.client.retry.Retries
import httpwire.dsl.delete
import httpwire.dsl.get
import httpwire.dsl.head
import httpwire.dsl.httpClient
import httpwire.dsl.options
import httpwire.dsl.patch
import httpwire.dsl.post
import httpwire.dsl.put
import httpwire.dsl.query
import httpwire.dsl.request
import httpwire.dsl.send
import httpwire.transport.Proxy
import java.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

// A client: many requests by URL, over connections that it keeps.

internal fun client(host: String): String {
    // region kotlin-client
    val client = httpClient {
        baseUrl = "http://$host/v1/"
        defaults() // Follows redirects, and decodes.
        header("User-Agent", "me/1") // For every request that has none.
    }
    val user = client.get("users/1") { header("Accept", "application/json") }.text()
    client.close()
    // endregion
    return user
}

internal fun clientVerbs(client: HttpClient, url: String): List<Int> = listOf(
    client.head(url) { header("Accept", "text/html") },
    client.post(url) { body("hi") },
    client.put(url) { body("hi") },
    client.patch(url) { body("hi") },
    client.delete(url) { header("If-Match", "\"1\"") },
    client.options(url) { header("Accept", "text/html") },
    client.query(url) { form("q" to "spam") },
    client.send(Request.get(url)),
    client.request("PROPFIND", url) { header("Depth", "0") },
).map { response -> response.use { it.status } }

internal fun clientBounds(): HttpClient {
    // region client-bounds
    val client = httpClient {
        timeout = 10.seconds // To connect, for each write and for each read.
        deadline = 1.minutes // For a whole call, with the wait for a connection and all redirects.
        limits { maxBufferedBodyBytes = 1L shl 20 }
    }
    // endregion
    return client
}

internal fun clientRedirects(url: String): Int {
    // region client-redirects
    val client = httpClient { redirects { maxCount = 5 } } // redirects() follows 20, and no block none.
    val response = client.get(url)
    val hops = response.history.size
    // endregion
    response.close()
    client.close()
    return hops
}

internal fun clientDecoding(url: String): String {
    // region client-decoding
    val client = httpClient { decoding() } // gzip and deflate; br and zstd if their libraries are there.
    val text = client.get(url).text()
    // endregion
    client.close()
    return text
}

internal fun clientDecodingAsValue(): HttpClient = httpClient { decoding = Decoding.DEFAULT.withMaxRatio(500) }

internal fun clientCache(url: String): List<CacheOutcome?> {
    // region client-cache
    val outcomes = Cache.inMemory(16L shl 20).use { stored ->
        httpClient { cache = stored }.use { client ->
            List(2) { client.get(url).use { it.text() to it.cacheOutcome }.second } // MISS, then HIT.
        }
    }
    // endregion
    return outcomes
}

internal fun clientRedirectsAsValue(): HttpClient = httpClient { redirects = Redirects.DEFAULT.withMaxCount(5) }

internal fun clientDowngrade(): HttpClient = httpClient {
    redirects { allowingDowngrade() } // From https to http: everybody on the way can read and change it.
}

internal fun clientHsts(): HttpClient = httpClient { hsts() }

internal fun clientHstsAsValue(store: HstsStore): HttpClient = httpClient { hsts = store }

internal fun clientCookies(host: String): Int {
    // region client-cookies
    val client = httpClient {
        baseUrl = "http://$host/"
        cookies() // In memory: what a server sets is sent back to it.
    }
    client.post("login") { form("user" to "me", "password" to "secret") }.close()
    val status = client.get("account").use { it.status }
    // endregion
    client.close()
    return status
}

internal fun clientCookiesAsValue(host: String): HttpClient {
    val jar = CookieJar.inMemory()
    jar.put(Cookie.builder("lang", "en").host(host).build())
    return httpClient { cookies = jar }
}

internal fun clientRetries(url: String): String {
    // region client-retries
    val client = httpClient {
        retries(2) // Or in detail:
        retries {
            backoff(100.milliseconds, 5.seconds)
            maxRetryAfter = 10.seconds
        }
    }
    val text = client.get(url).text()
    // endregion
    client.close()
    return text
}

internal fun clientRetriesByKind(): HttpClient = httpClient {
    retries {
        total = 5
        connect = 5
        read = 2
        status = 3
        other = 0
        statuses = Retries.STATUSES + 500
        budget = 50
    }
}

internal fun clientRetriesAsValue(): HttpClient = httpClient { retries = Retries.of(3).withStatus(0) }

internal fun clientAuth(host: String, other: String): List<Int> {
    // region client-auth
    val client = httpClient {
        baseUrl = "http://$host/"
        auth(
            Credentials.digest("user", "secret"), // For baseUrl's origin.
            Credentials.bearer { "token" }.forOrigin("http://$other/"),
        )
    }
    val statuses = listOf(client.get("private"), client.get("http://$other/")).map { response ->
        response.use { it.status }
    }
    // endregion
    client.close()
    return statuses
}

internal fun clientProxies(proxy: String, isChosenByEnvironment: Boolean): HttpClient {
    // region client-proxies
    val client = httpClient {
        proxies { url ->
            if (url.origin.host.endsWith(".internal")) listOf() else listOf(Proxy.parse(proxy))
        }
        if (isChosenByEnvironment) proxiesFromEnvironment() // http_proxy, https_proxy, all_proxy, no_proxy.
    }
    // endregion
    return client
}

internal fun clientPool(): HttpClient {
    // region client-pool
    val client = httpClient {
        pool {
            // Changes some, and leaves the others.
            maxConnections = 100
            maxPerOrigin = 4
            idleTimeout = 20.seconds
            maxAge = 10.minutes
            maxWaiting = 1_000
            waitTimeout = 2.seconds
        }
    }
    // endregion
    return client
}

internal fun clientPoolAsValue(options: PoolOptions): HttpClient = httpClient { pool = options }

internal fun clientInterceptor(url: String, log: MutableList<String>): String {
    // region client-interceptor
    val client = httpClient {
        redirects()
        interceptor { request, next ->
            // Around the whole call.
            next.handle(request).also { log += "${request.method}: ${it.status}" }
        }
        hopInterceptor { request, next ->
            // Around each exchange, redirects too.
            next.handle(request.newBuilder().header("X-Hop", "${log.size}").build())
        }
    }
    val page = client.get(url).text()
    // endregion
    client.close()
    return page
}

internal fun clientListener(url: String, seen: MutableList<String>): String {
    // region client-listener
    val client = httpClient {
        redirects()
        listener {
            exchangeStarted { request -> seen += "$exchangeNumber: ${request.method}" }
            queued { seen += "waiting for a connection" }
            leased { _, isOpen -> seen += if (isOpen) "an open connection" else "a new connection" }
            resent { failure -> seen += "again after ${failure.message}" }
            redirected { status, _, to -> seen += "$status to ${to.target}" }
            challenged { status, _ -> seen += "$status: with credentials now" }
            retried { delay, _ -> seen += "again in $delay" }
            answeredFromCache { seen += "from the cache" }
            headReceived { status, _, _ -> seen += "response: $status" } // Those of a connection are here too.
        }
    }
    val page = client.get(url).text()
    // endregion
    client.close()
    return page
}

internal fun clientListenerAsValue(own: ClientListener): HttpClient = httpClient { listener = own }

internal fun getUrl(host: String): String {
    // region kotlin-get-url
    val page = get("http://$host/") { header("Accept", "text/html") }.text()
    // endregion
    return page
}

internal fun urlVerbs(url: String): List<Int> = listOf(
    head(url) { header("Accept", "text/html") },
    post(url) { body("hi") },
    put(url) { body("hi") },
    patch(url) { body("hi") },
    delete(url) { header("If-Match", "\"1\"") },
    options(url) { header("Accept", "text/html") },
    query(url) { form("q" to "spam") },
    send(Request.get(url)),
    request("PROPFIND", url) { header("Depth", "0") },
).map { response -> response.use { it.status } }

internal fun requestBounds(client: HttpClient, url: String): String {
    val patient = Timeouts.DEFAULT.withFirstByte(Duration.ofMinutes(5))
    // region client-request-bounds
    val report = client.get(url) {
        timeouts = patient // For this request alone.
        deadline = 10.minutes
    }.text()
    // endregion
    return report
}

internal fun secretHeader(client: HttpClient, url: String): String =
    client.get(url) { secretHeader("X-Pin", "1234") }.text()

internal fun removeHeader(client: HttpClient, url: String, usual: Headers): String = client.get(url) {
    headers(usual)
    removeHeader("Accept")
}.text()

internal fun idempotent(client: HttpClient, url: String): List<Int> {
    // region client-idempotent
    val statuses = listOf(
        client.post(url) { idempotent() }, // May be sent again if it is lost with its connection.
        client.post(url) { idempotencyKey("order-1") }, // So may this, and the server can tell.
    ).map { response -> response.use { it.status } }
    // endregion
    return statuses
}

internal fun tag(url: String): String? {
    var found: String? = null
    val client = httpClient {
        interceptor { request: Request, next ->
            found = request.getTag(String::class.java)
            next.handle(request)
        }
    }
    client.use { it.get(url) { tag(String::class, "job 7") }.close() }
    return found
}
