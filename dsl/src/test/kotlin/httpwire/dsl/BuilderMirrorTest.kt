package httpwire.dsl

import httpwire.Headers
import httpwire.Limits
import httpwire.Request
import httpwire.RequestBody
import httpwire.Timeouts
import httpwire.client.ClientListener
import httpwire.client.Http
import httpwire.client.HttpClient
import httpwire.client.HttpClientBuilder
import httpwire.client.pool.PoolOptions
import httpwire.client.redirect.Redirects
import httpwire.client.retry.Retries
import httpwire.connection.HttpConnection
import httpwire.connection.HttpConnectionBuilder
import httpwire.connection.HttpResponse
import httpwire.trace.ByteListener
import httpwire.trace.ConnectionListener
import httpwire.transport.Proxy
import httpwire.transport.TlsOptions
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.shouldBe
import java.lang.reflect.Method
import java.lang.reflect.Modifier

/** A type of the Java API, which of its methods say something, and the DSL's word for each. */
private class Mirror(
    val type: Class<*>,
    val saying: (Method) -> Boolean,
    val words: Map<String, String>,
) {
    /** What is said in Java, and has no word here; what has a word, and is said no more. */
    fun faults(): List<String> {
        val said = type.declaredMethods.filter { Modifier.isPublic(it.modifiers) && !it.isSynthetic && saying(it) }
            .map(::described).toSet()
        return (said - words.keys).map { "no word for $it" } +
            (words.keys - said).map { "a word for $it, which is gone" } +
            words.values.filterNot { it in vocabulary }.map { "no such word: $it" }
    }
}

/** Overloads are told apart by what they take; java.* is not spelled out. */
private fun described(method: Method): String =
    method.name + method.parameterTypes.joinToString(", ", "(", ")") { it.simpleName }

/** Each word as the class files have it, without the hash that Kotlin adds where a Duration is taken. */
private val vocabulary: Set<String> = listOf(
    CommonOptionsScope::class.java,
    OptionsScope::class.java,
    ClientScope::class.java,
    RedirectsScope::class.java,
    RetriesScope::class.java,
    PoolScope::class.java,
    ClientListenerScope::class.java,
    TimeoutsScope::class.java,
    LimitsScope::class.java,
    TlsScope::class.java,
    ProxyScope::class.java,
    ListenerScope::class.java,
    HttpScope::class.java,
    HeadersScope::class.java,
    RequestScope::class.java,
    HeadScope::class.java,
    SendScope::class.java,
    Class.forName("httpwire.dsl.HttpKt"),
    Class.forName("httpwire.dsl.HttpClientsKt"),
    Class.forName("httpwire.dsl.UrlsKt"),
    Class.forName("httpwire.dsl.ResponsesKt"),
).flatMap { type ->
    type.declaredMethods.filter { Modifier.isPublic(it.modifiers) }.map { method ->
        val taken = method.parameterTypes.filterNot {
            it == type || it == HttpResponse::class.java ||
                it == HttpClient::class.java
        }
        "${type.simpleName}.${method.name.substringBefore('-')}(${taken.joinToString(", ") { it.simpleName }})"
    }
}.toSet()

private val anything: (Method) -> Boolean = { true }

private val mirrors =
    listOf(
        Mirror(
            HttpConnectionBuilder::class.java,
            { it.returnType == HttpConnectionBuilder::class.java },
            mapOf(
                "host(String)" to "OptionsScope.setHost(String)",
                "port(int)" to "OptionsScope.setPort(Integer)",
                "secure()" to "OptionsScope.secure()",
                "tls(TlsOptions)" to "OptionsScope.setTls(TlsOptions)",
                "timeout(Duration)" to "CommonOptionsScope.setTimeout(Duration)",
                "timeouts(Timeouts)" to "CommonOptionsScope.setTimeouts(Timeouts)",
                "sourceAddress(InetSocketAddress)" to "CommonOptionsScope.sourceAddress(String, int)",
                "blockSize(int)" to "CommonOptionsScope.setBlockSize(int)",
                "record()" to "CommonOptionsScope.record()",
                "limits(Limits)" to "CommonOptionsScope.setLimits(Limits)",
                "version(HttpVersion)" to "OptionsScope.setVersion(HttpVersion)",
                "autoOpen(boolean)" to "OptionsScope.setAutoOpen(boolean)",
                "dialer(Dialer)" to "CommonOptionsScope.setDialer(Dialer)",
                "listener(ConnectionListener)" to "OptionsScope.setListener(ConnectionListener)",
                "proxy(Proxy[])" to "CommonOptionsScope.proxy(Proxy)",
                "unixSocket(Path)" to "CommonOptionsScope.setUnixSocket(Path)",
                "resolver(NameResolver)" to "CommonOptionsScope.setResolver(NameResolver)",
                "addressPolicy(AddressPolicy)" to "CommonOptionsScope.setAddressPolicy(AddressPolicy)",
                "sockets(SocketSettings)" to "CommonOptionsScope.setSockets(SocketSettings)",
            ),
        ),
        Mirror(
            Timeouts::class.java,
            { it.name.startsWith("with") || (it.name == "of" && it.returnType == Timeouts::class.java) },
            mapOf(
                "of(Duration)" to "CommonOptionsScope.setTimeout(Duration)",
                "withResolve(Duration)" to "TimeoutsScope.setResolve(Duration)",
                "withConnect(Duration)" to "TimeoutsScope.setConnect(Duration)",
                "withTls(Duration)" to "TimeoutsScope.setTls(Duration)",
                "withTunnel(Duration)" to "TimeoutsScope.setTunnel(Duration)",
                "withWrite(Duration)" to "TimeoutsScope.setWrite(Duration)",
                "withFirstByte(Duration)" to "TimeoutsScope.setFirstByte(Duration)",
                "withRead(Duration)" to "TimeoutsScope.setRead(Duration)",
                "withDeadline(Duration)" to "TimeoutsScope.setDeadline(Duration)",
            ),
        ),
        // Its components rather than its withers: three of them are set by one.
        Mirror(
            Limits::class.java,
            { method -> Limits::class.java.recordComponents.any { it.accessor == method } },
            mapOf(
                "maxLineBytes()" to "LimitsScope.setMaxLineBytes(int)",
                "maxHeadBytes()" to "LimitsScope.setMaxHeadBytes(int)",
                "maxFields()" to "LimitsScope.setMaxFields(int)",
                "maxInterimResponses()" to "LimitsScope.setMaxInterimResponses(int)",
                "maxChunkLineBytes()" to "LimitsScope.setMaxChunkLineBytes(int)",
                "chunkOverheadBytes()" to "LimitsScope.setChunkOverheadBytes(int)",
                "maxTrailerBytes()" to "LimitsScope.setMaxTrailerBytes(int)",
                "maxBufferedBodyBytes()" to "LimitsScope.setMaxBufferedBodyBytes(long)",
            ),
        ),
        Mirror(
            TlsOptions::class.java,
            { it.returnType == TlsOptions::class.java },
            mapOf(
                "of(SSLContext)" to "OptionsScope.setTls(TlsOptions)",
                "trusting(String)" to "TlsScope.trusting(String)",
                "fromPem(String, String)" to "TlsScope.identity(String, String)",
                "fromPem(String, String, String)" to "OptionsScope.tls(Function1)",
            ),
        ),
        Mirror(
            TlsOptions.Builder::class.java,
            { it.returnType == TlsOptions.Builder::class.java },
            mapOf(
                "context(SSLContext)" to "OptionsScope.setTls(TlsOptions)",
                "trusting(String)" to "TlsScope.trusting(String)",
                "clientCertificate(ClientCertificate)" to "TlsScope.clientCertificate(ClientCertificate, String)",
                "clientCertificate(String, ClientCertificate)" to
                    "TlsScope.clientCertificate(ClientCertificate, String)",
                "pin(String, String[])" to "TlsScope.pin(String, String[])",
                "minimumVersion(TlsVersion)" to "TlsScope.minimumVersion(TlsVersion)",
                "unverified()" to "TlsScope.unverified()",
            ),
        ),
        Mirror(
            Proxy::class.java,
            { it.returnType == Proxy::class.java },
            listOf("http(String)", "http(Origin)", "https(String)", "socks5(String)", "socks5h(String)")
                .plus(listOf("socks4(String)", "socks4a(String)"))
                .associateWith { "CommonOptionsScope.proxy(Proxy)" } +
                mapOf(
                    "parse(String)" to "CommonOptionsScope.proxy(String, Function1)",
                    "credentials(String, String)" to "ProxyScope.credentials(String, String)",
                    "credentials(Credentials)" to "CommonOptionsScope.proxy(Proxy)",
                    "headers(Headers)" to "HeadersScope.headers(Headers)",
                    "tls(TlsOptions)" to "ProxyScope.tls(Function1)",
                    "tunnelling()" to "ProxyScope.tunnelling()",
                    "unixSocket(Path)" to "CommonOptionsScope.proxy(Proxy)",
                ),
        ),
        Mirror(
            ConnectionListener::class.java,
            anything,
            ConnectionListener::class.java.declaredMethods
                .associate { described(it) to "ListenerScope.${it.name}(Function${it.parameterCount})" } +
                ("tlsEstablished(Moment, Origin, TlsSummary)" to "ListenerScope.tlsSession(Function3)"),
        ),
        Mirror(
            ByteListener::class.java,
            { !Modifier.isStatic(it.modifiers) },
            ByteListener::class.java.declaredMethods.filterNot { Modifier.isStatic(it.modifiers) }
                .associate { described(it) to "ListenerScope.${it.name}(Function${it.parameterCount})" },
        ),
        Mirror(
            Headers.Builder::class.java,
            anything,
            mapOf(
                "add(String, String)" to "HeadersScope.header(String, String)",
                "addAll(Headers)" to "HeadersScope.headers(Headers)",
                "set(String, String)" to "HeadersScope.setHeader(String, String)",
                "remove(String)" to "RequestScope.withoutHeader(String)",
                "build()" to "HttpScope.request(String, String, Function1)",
            ),
        ),
        Mirror(
            RequestBody::class.java,
            { Modifier.isStatic(it.modifiers) },
            mapOf(
                "of(String)" to "RequestScope.body(String)",
                "of(String, Charset)" to "RequestScope.body(String, String)",
                "of(byte[])" to "RequestScope.body(byte[])",
                "of(ByteString)" to "RequestScope.body(ByteString)",
                "of(ByteString, String)" to "RequestScope.body(RequestBody)",
                "of(Path)" to "RequestScope.body(Path)",
                "of(Source)" to "RequestScope.body(Source)",
                "of(InputStream)" to "RequestScope.body(Source)",
                "of(Reader, Charset)" to "RequestScope.body(RequestBody)",
                "of(Iterable)" to "RequestScope.body(Iterable)",
            ),
        ),
        Mirror(
            HttpConnection::class.java,
            { !Modifier.isStatic(it.modifiers) },
            mapOf(
                "setTunnel(String)" to "OptionsScope.tunnel(String, Integer, Function1)",
                "setTunnel(String, int)" to "OptionsScope.tunnel(String, Integer, Function1)",
                "setTunnel(String, int, Headers)" to "OptionsScope.tunnel(String, Integer, Function1)",
                "setDebugLevel(int)" to "OptionsScope.debug(int, Function1)",
                "setDebugOutput(PrintStream)" to "OptionsScope.debug(int, Function1)",
                "request(String, String)" to "HttpScope.request(String, String, Function1)",
                "request(String, String, Headers)" to "HttpScope.request(String, String, Function1)",
                "request(String, String, Headers, RequestBody)" to "HttpScope.request(String, String, Function1)",
                "request(String, String, Headers, RequestBody, boolean)" to "RequestScope.setEncodeChunked(boolean)",
                "exchange(String, String, Headers, RequestBody)" to "HttpScope.request(String, String, Function1)",
                "request(Request)" to "HttpScope.request(String, String, Function1)",
                "exchange(Request)" to "HttpScope.request(String, String, Function1)",
                "readEarlyResponse(ConnectionLost)" to "HttpScope.request(String, String, Function1)",
                // For a client, which lends connections.
                "begin(Request, ExchangeOptions)" to CLIENT,
                "exchange(Request, ExchangeOptions)" to CLIENT,
                "getOpenedCount()" to CLIENT,
                "readResponse()" to "HttpScope.request(String, String, Function1)",
                "putRequest(Request)" to STEPS,
                "putRequest(String, String)" to STEPS,
                "putRequest(String, String, boolean, boolean)" to STEPS,
                "putHeader(String, String[])" to "HeadScope.header(String, String[])",
                "endHeaders()" to STEPS,
                "endHeaders(RequestBody)" to "RequestScope.body(RequestBody)",
                "endHeaders(RequestBody, boolean)" to "RequestScope.setEncodeChunked(boolean)",
                "send(byte[])" to "SendScope.send(ByteString)",
                "send(ByteString)" to "SendScope.send(ByteString)",
                "send(RequestBody)" to "SendScope.send(RequestBody)",
                "endBody()" to "SendScope.endBody(Headers)",
                "endBody(Headers)" to "SendScope.endBody(Headers)",
                "awaitContinue()" to "SendScope.awaitContinue(long)",
                "awaitContinue(Duration)" to "SendScope.awaitContinue(long)",
                "responseArrived()" to "SendScope.responseArrived()",
                "shutdownOutput()" to "SendScope.shutdownOutput()",
                "pipeline()" to "HttpScope.pipeline(List)",
                "pipeline(List)" to "HttpScope.pipeline(List)",
                "close()" to "HttpKt.http(String, Function1)",
                "setResponseFollower(Consumer)" to "HttpKt.http(String, Function1)",
                "closeWhenRead()" to "HttpKt.http(String, Function1)",
                "getHost()" to "OptionsScope.getHost()",
                "getPort()" to "OptionsScope.getPort()",
                "getTimeouts()" to "CommonOptionsScope.getTimeouts()",
                "getBlockSize()" to "CommonOptionsScope.getBlockSize()",
                "getState()" to CONNECTION,
                "getTransport()" to CONNECTION,
                "getLocalAddress()" to CONNECTION,
                "getCloseReasons()" to CONNECTION,
                "getProxyResponseHeaders()" to CONNECTION,
                "getProxyResponseHeaders(int)" to CONNECTION,
                "connect()" to CONNECTION,
                "cancel()" to CONNECTION,
            ),
        ),
        Mirror(
            HttpClientBuilder::class.java,
            { it.returnType == HttpClientBuilder::class.java },
            mapOf(
                "baseUrl(String)" to "ClientScope.setBaseUrl(String)",
                "header(String, String)" to "ClientScope.header(String, String)",
                "timeout(Duration)" to "CommonOptionsScope.setTimeout(Duration)",
                "timeouts(Timeouts)" to "CommonOptionsScope.setTimeouts(Timeouts)",
                "deadline(Duration)" to "ClientScope.setDeadline(Duration)",
                "limits(Limits)" to "CommonOptionsScope.setLimits(Limits)",
                "tls(TlsOptions)" to "CommonOptionsScope.setTls(TlsOptions)",
                "dialer(Dialer)" to "CommonOptionsScope.setDialer(Dialer)",
                "resolver(NameResolver)" to "CommonOptionsScope.setResolver(NameResolver)",
                "addressPolicy(AddressPolicy)" to "CommonOptionsScope.setAddressPolicy(AddressPolicy)",
                "sourceAddress(InetSocketAddress)" to "CommonOptionsScope.sourceAddress(String, int)",
                "sockets(SocketSettings)" to "CommonOptionsScope.setSockets(SocketSettings)",
                "unixSocket(Path)" to "CommonOptionsScope.setUnixSocket(Path)",
                "blockSize(int)" to "CommonOptionsScope.setBlockSize(int)",
                "record()" to "CommonOptionsScope.record()",
                "proxy(Proxy[])" to "CommonOptionsScope.proxy(Proxy)",
                "proxies(ProxyChooser)" to "ClientScope.proxies(ProxyChooser)",
                "proxiesFromEnvironment()" to "ClientScope.proxiesFromEnvironment()",
                "pool(PoolOptions)" to "ClientScope.setPool(PoolOptions)",
                "interceptor(Interceptor)" to "ClientScope.interceptor(Interceptor)",
                "codec(BodyCodec)" to "ClientScope.setCodec(BodyCodec)",
                "decoding()" to "ClientScope.decoding()",
                "decoding(Decoding)" to "ClientScope.setDecoding(Decoding)",
                "redirects()" to "ClientScope.redirects()",
                "redirects(Redirects)" to "ClientScope.setRedirects(Redirects)",
                "hsts()" to "ClientScope.hsts()",
                "hsts(HstsStore)" to "ClientScope.setHsts(HstsStore)",
                "retries(int)" to "ClientScope.retries(int)",
                "retries(Retries)" to "ClientScope.setRetries(Retries)",
                "auth(Credentials[])" to "ClientScope.auth(Credentials[])",
                "cookies()" to "ClientScope.cookies()",
                "cookies(CookieJar)" to "ClientScope.setCookies(CookieJar)",
                "cache(Cache)" to "ClientScope.setCache(Cache)",
                "hopInterceptor(Interceptor)" to "ClientScope.hopInterceptor(Interceptor)",
                "listener(ClientListener)" to "ClientScope.setListener(ClientListener)",
                "defaults()" to "ClientScope.defaults()",
            ),
        ),
        Mirror(
            Retries::class.java,
            { it.name.startsWith("with") },
            mapOf(
                "withTotal(int)" to "RetriesScope.setTotal(int)",
                "withConnect(int)" to "RetriesScope.setConnect(int)",
                "withRead(int)" to "RetriesScope.setRead(int)",
                "withStatus(int)" to "RetriesScope.setStatus(int)",
                "withOther(int)" to "RetriesScope.setOther(int)",
                "withStatuses(Set)" to "RetriesScope.setStatuses(Set)",
                "withBackoff(Backoff)" to "RetriesScope.backoff(long, long)",
                "withMaxRetryAfter(Duration)" to "RetriesScope.setMaxRetryAfter(long)",
                "withBudget(int)" to "RetriesScope.setBudget(int)",
            ),
        ),
        Mirror(
            PoolOptions::class.java,
            { it.name.startsWith("with") },
            mapOf(
                "withMaxConnections(int)" to "PoolScope.setMaxConnections(int)",
                "withMaxPerOrigin(int)" to "PoolScope.setMaxPerOrigin(int)",
                "withIdleTimeout(Duration)" to "PoolScope.setIdleTimeout(long)",
                "withMaxAge(Duration)" to "PoolScope.setMaxAge(Duration)",
                "withMaxWaiting(int)" to "PoolScope.setMaxWaiting(int)",
                "withWaitTimeout(Duration)" to "PoolScope.setWaitTimeout(Duration)",
            ),
        ),
        Mirror(
            Redirects::class.java,
            { it.returnType == Redirects::class.java },
            mapOf(
                "withMaxCount(int)" to "RedirectsScope.setMaxCount(int)",
                "allowingDowngrade()" to "RedirectsScope.allowingDowngrade()",
            ),
        ),
        Mirror(
            ClientListener::class.java,
            anything,
            ClientListener::class.java.declaredMethods
                .associate { described(it) to "ClientListenerScope.${it.name}(Function${it.parameterCount})" } +
                ("of(List)" to "ClientScope.listener(Function1)"),
        ),
        Mirror(
            HttpClient::class.java,
            { it.returnType == HttpResponse::class.java },
            listOf("get(String)", "head(String)", "delete(String)", "options(String)")
                .plus(listOf("post", "put", "patch", "query").map { "$it(String, RequestBody)" })
                .associateWith { "HttpClientsKt.${it.substringBefore('(')}(String, Function1)" } +
                ("send(Request)" to "HttpClientsKt.request(String, String, Function1)"),
        ),
        Mirror(
            Http::class.java,
            { it.returnType == HttpResponse::class.java && it.name != "request" },
            listOf("get(String)", "get(String, Headers)", "head(String)", "delete(String)", "options(String)")
                .plus(listOf("post", "put", "patch", "query").map { "$it(String, RequestBody)" })
                .plus("post(String, Headers, RequestBody)")
                .associateWith { "UrlsKt.${it.substringBefore('(')}(String, Function1)" } +
                ("send(Request)" to "UrlsKt.send(Request)"),
        ),
        Mirror(
            Request.Builder::class.java,
            { it.returnType == Request.Builder::class.java },
            mapOf(
                "method(String)" to "HttpClientsKt.request(String, String, Function1)",
                "target(String)" to "HttpClientsKt.request(String, String, Function1)",
                "parameter(String, String)" to "RequestScope.query(String, String)",
                "header(String, String)" to "HeadersScope.header(String, String)",
                "setHeader(String, String)" to "HeadersScope.setHeader(String, String)",
                "removeHeader(String)" to "RequestScope.removeHeader(String)",
                "headers(Headers)" to "HeadersScope.headers(Headers)",
                "secretHeader(String, String)" to "RequestScope.secretHeader(String, String)",
                "withoutHeader(String)" to "RequestScope.withoutHeader(String)",
                "body(RequestBody)" to "RequestScope.body(RequestBody)",
                "skipHost()" to "RequestScope.withoutHeader(String)",
                "skipAcceptEncoding()" to "RequestScope.withoutHeader(String)",
                "encodeChunked(boolean)" to "RequestScope.setEncodeChunked(boolean)",
                "idempotent()" to "RequestScope.idempotent()",
                "idempotencyKey(String)" to "RequestScope.idempotencyKey(String)",
                "expectContinue()" to "RequestScope.expectContinue(long)",
                "expectContinue(Duration)" to "RequestScope.expectContinue(long)",
                "tag(Class, Object)" to "RequestScope.tag(KClass, Object)",
                "timeouts(Timeouts)" to "RequestScope.setTimeouts(Timeouts)",
                "deadline(Duration)" to "RequestScope.setDeadline(Duration)",
            ),
        ),
        // The response is core's own: a word is needed only where Java takes a type of its own.
        Mirror(
            HttpResponse::class.java,
            { method -> method.parameterTypes.any { it.name.startsWith("java.") && it.packageName != "java.lang" } },
            mapOf("text(Charset)" to "ResponsesKt.text(String)", "saveTo(Path)" to "ResponsesKt.saveTo(Path)"),
        ),
    )

private const val STEPS = "HttpScope.exchange(String, String, boolean, boolean, Function1, Function1)"
private const val CLIENT = "HttpClientsKt.request(String, String, Function1)"
private const val CONNECTION = "HttpScope.getConnection()"

/** A Java type with something new, and without something that was. */
private interface Changed {
    fun old(text: String)

    fun fresh()
}

class BuilderMirrorTest :
    FunSpec({
        withTests(nameFn = {
            "each thing that ${it.type.name.substringAfterLast('.')} says has its word"
        }, mirrors) { mirror ->
            mirror.faults().shouldBeEmpty()
        }

        test("the check itself: what is new needs a word, what is gone loses it, and a word must be there") {
            val words = mapOf("old(String)" to "HeadersScope.basic(String, String)", "gone()" to "HttpKt.nothing()")
            Mirror(Changed::class.java, anything, words).faults() shouldBe
                listOf("no word for fresh()", "a word for gone(), which is gone", "no such word: HttpKt.nothing()")
        }
    })
