package httpwire.dsl

import httpwire.HttpException
import httpwire.HttpUrl
import httpwire.Limits
import httpwire.Origin
import httpwire.Phase
import httpwire.RequestBody
import httpwire.Timeouts
import httpwire.auth.Credentials
import httpwire.call.BodyCodec
import httpwire.client.ClientListener
import httpwire.client.HttpClient
import httpwire.client.HttpClientBuilder
import httpwire.client.decoding.Decoding
import httpwire.client.pool.PoolOptions
import httpwire.client.proxy.ProxyChooser
import httpwire.client.redirect.Redirects
import httpwire.dsl.internal.ClientDraft
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import httpwire.testing.ScriptedPeer
import httpwire.transport.AddressPolicy
import httpwire.transport.Dialer
import httpwire.transport.NameResolver
import httpwire.transport.Proxy
import httpwire.transport.SocketSettings
import httpwire.transport.TlsOptions
import httpwire.transport.Transport
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import okhttp3.tls.HandshakeCertificates
import okhttp3.tls.HeldCertificate
import okio.BufferedSource
import okio.Path.Companion.toPath
import java.lang.reflect.Type
import java.net.InetAddress
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toJavaDuration

private val echo = { it: Received -> Answer.ok("${it.method} ${it.target} ${it.text()}") }

private fun onPeer(answers: (Received) -> Answer = echo, block: (AnsweringPeer) -> Unit) =
    AnsweringPeer.start(answers).use(block)

private object SilentListener : ClientListener

private object UnusedDialer : Dialer {
    override fun dial(peer: Origin): Transport = error("never dialed")
}

/** A property of the scope: how it is read, what the builder says of it, and another value. */
private class Option<T>(
    val name: String,
    val read: ClientScope.() -> T,
    val write: ClientScope.(T) -> Unit,
    val default: HttpClientBuilder.() -> T,
    val other: T,
) {
    fun check() {
        val scope = ClientDraft()
        scope.read() shouldBe HttpClient.builder().default()
        scope.read() shouldNotBe other
        scope.write(other)
        scope.read() shouldBe other
    }
}

private val others = Timeouts.DEFAULT.withRead(1.seconds.toJavaDuration())

private val options =
    listOf(
        Option("baseUrl", { baseUrl }, { baseUrl = it }, { baseUrl?.toString() }, "http://a.example/v1/"),
        Option("timeouts", { timeouts }, { timeouts = it }, { timeouts }, others),
        Option("timeout", { timeout }, { timeout = it }, { 1.minutes }, 3.seconds),
        Option("deadline", { deadline }, { deadline = it }, { null }, 3.seconds),
        Option("limits", { limits }, { limits = it }, { limits }, Limits.DEFAULT.withMaxFields(3)),
        Option("tls", { tls }, { tls = it }, { tls }, TlsOptions.builder().unverified().build()),
        Option("dialer", { dialer }, { dialer = it }, { dialer }, UnusedDialer),
        Option("resolver", { resolver }, { resolver = it }, { resolver }, NameResolver { listOf() }),
        Option("addressPolicy", {
            addressPolicy
        }, { addressPolicy = it }, { addressPolicy }, AddressPolicy.publicOnly()),
        Option("sockets", { sockets }, { sockets = it }, { sockets }, SocketSettings(null, true, 0, 0)),
        Option("unixSocket", { unixSocket }, { unixSocket = it }, { null }, "/run/s".toPath()),
        Option("blockSize", { blockSize }, { blockSize = it }, { blockSize }, 100),
        Option("codec", { codec }, { codec = it }, { codec }, UnusedCodec),
        Option("decoding", { decoding }, { decoding = it }, { decoding }, Decoding.DEFAULT.withMaxRatio(7)),
        Option("redirects", { redirects }, { redirects = it }, { redirects }, Redirects(3, true)),
        Option("pool", { pool }, { pool = it }, { pool }, PoolOptions.DEFAULT.withMaxPerOrigin(3)),
        Option("listener", { listener }, { listener = it }, { listener }, SilentListener),
    )

class ClientOptionsTest : FunSpec({
    withTests(nameFn = { "${it.name} reads as the builder has it, and as it was set" }, options) { it.check() }

    test("blocks change what they name, and leave the rest") {
        val scope: ClientScope = ClientDraft()
        scope.timeouts { read = 1.seconds }
        scope.timeouts shouldBe others
        scope.limits { maxFields = 3 }
        scope.limits shouldBe Limits.DEFAULT.withMaxFields(3)
        scope.redirects { maxCount = 3 }
        scope.redirects shouldBe Redirects.DEFAULT.withMaxCount(3)
        scope.redirects { allowingDowngrade() }
        scope.redirects shouldBe Redirects(3, true)
        scope.redirects { maxCount shouldBe 3 }
        scope.redirects()
        scope.redirects shouldBe Redirects.DEFAULT
        scope.pool {
            maxConnections = 1
            maxPerOrigin = 2
            idleTimeout = 3.seconds
            maxAge = 4.seconds
            maxWaiting = 5
            waitTimeout = 6.seconds
        }
        scope.pool shouldBe
            PoolOptions(1, 2, 3.seconds.toJavaDuration(), 4.seconds.toJavaDuration(), 5, 6.seconds.toJavaDuration())
        scope.pool {
            listOf(maxConnections, maxPerOrigin, idleTimeout, maxAge, maxWaiting, waitTimeout) shouldBe
                listOf(1, 2, 3.seconds, 4.seconds, 5, 6.seconds)
            maxAge = null
        }
        scope.pool.maxAge() shouldBe null
        ClientDraft().apply { defaults() }.redirects shouldBe Redirects.DEFAULT
        ClientDraft().apply { defaults() }.decoding shouldBe Decoding.DEFAULT
        ClientDraft().apply { decoding() }.decoding shouldBe Decoding.DEFAULT
    }

    test("what is wrong is refused at its own line") {
        httpClient {
            shouldThrow<HttpException.InvalidUrl> { baseUrl = "users/1" }
            shouldThrow<IllegalArgumentException> { header("a b", "c") }
            shouldThrow<IllegalArgumentException> { deadline = 0.seconds }
            shouldThrow<IllegalArgumentException> { redirects { maxCount = -1 } }
            shouldThrow<IllegalArgumentException> { pool { maxWaiting = -1 } }
            shouldThrow<IllegalArgumentException> { blockSize = 0 }
            shouldThrow<IllegalArgumentException> { sourceAddress("no.such.invalid") }
            shouldThrow<HttpException.InvalidUrl> { proxy("nothing://p") }
            baseUrl = null
            baseUrl = "http://a.example/"
            shouldThrow<IllegalStateException> { baseUrl = null }.message shouldBe
                "the base URL is http://a.example/, and can't be removed"
        }.close()
        shouldThrow<IllegalArgumentException> {
            httpClient {
                dialer = UnusedDialer
                proxy("http://p")
            }
        }
    }

    test("baseUrl and header hold for every request") {
        onPeer { peer ->
            httpClient {
                baseUrl = peer.url("/v1/")
                header("User-Agent", "me/1")
                header("Accept", "text/plain")
            }.use { client ->
                client.get("users/1").text() shouldBe "GET /v1/users/1 "
                client.get("/b") { header("Accept", "text/html") }.text() shouldBe "GET /b "
            }
            peer.received().map { it.field("User-Agent") } shouldContainExactly listOf("me/1", "me/1")
            peer.received().map { it.field("Accept") } shouldContainExactly listOf("text/plain", "text/html")
        }
    }

    test("timeouts, deadline and limits bound the calls") {
        val gate = CountDownLatch(1)
        val stuck = { it: Received ->
            if (it.target == "/stuck") gate.await(20, TimeUnit.SECONDS)
            Answer.of(200, "X: ${"x".repeat(200)}")
        }
        onPeer(stuck) { peer ->
            httpClient { timeouts { firstByte = 30.milliseconds } }.use {
                shouldThrow<HttpException.Timeout> { it.get(peer.url("/stuck")) }
            }
            httpClient { timeout = 30.milliseconds }.use {
                shouldThrow<HttpException.Timeout> { it.get(peer.url("/stuck")) }
            }
            httpClient { deadline = 30.milliseconds }.use {
                shouldThrow<HttpException.Timeout> { it.get(peer.url("/stuck")) }
            }
            httpClient { limits { maxLineBytes = 100 } }.use {
                shouldThrow<HttpException.LineTooLong> { it.get(peer.url("/")) }
            }
            gate.countDown()
        }
    }

    test("redirects are followed only if that is said") {
        onPeer({ if (it.target == "/a") Answer.of(302, "Location: /b") else echo(it) }) { peer ->
            httpClient().use { it.get(peer.url("/a")).status shouldBe 302 }
            httpClient { redirects() }.use { it.get(peer.url("/a")).text() shouldBe "GET /b " }
            httpClient { defaults() }.use { it.get(peer.url("/a")).text() shouldBe "GET /b " }
            httpClient { redirects { maxCount = 0 } }.use {
                shouldThrow<HttpException.TooManyRedirects> { it.get(peer.url("/a")) }
            }
        }
    }

    test("auth adds, and each origin gets its own") {
        onPeer { first ->
            onPeer { second ->
                httpClient {
                    baseUrl = first.url("/")
                    auth(Credentials.basic("user", "secret"))
                    auth(Credentials.basic("other", "secret").forOrigin(second.url("/")))
                }.use { client ->
                    client.get("a").text()
                    client.get(second.url("/")).text()
                }
                val values = (first.received() + second.received()).map { it.field("Authorization") }
                values shouldContainExactly
                    listOf("user", "other").map { Credentials.basic(it, "secret").basicHeader() }
            }
        }
    }

    test("proxies: one that is named, those that are chosen, and those of the environment") {
        onPeer { proxy ->
            val asked = mutableListOf<HttpUrl>()
            httpClient {
                proxy("http://${proxy.address()}") { header("X-For", "proxy") }
            }.use { it.get("http://a.example/a").text() shouldBe "GET http://a.example/a " }
            proxy.received().last().field("X-For") shouldBe "proxy"
            httpClient {
                proxy("http://127.0.0.1:1")
                proxies { url ->
                    asked += url
                    if (url.origin.host == "127.0.0.1") listOf() else listOf(Proxy.http(proxy.address()))
                }
            }.use { client ->
                client.get("http://b.example/b").text() shouldBe "GET http://b.example/b "
                client.get(proxy.url("/direct")).text() shouldBe "GET /direct "
            }
            asked.map { it.toString() } shouldContainExactly listOf("http://b.example/b", proxy.url("/direct"))

            val first = ProxyChooser.fromEnvironment().chainFor(HttpUrl.parse(proxy.url("/"))).firstOrNull()
            httpClient {
                proxy("http://127.0.0.1:1")
                proxiesFromEnvironment()
                listener {
                    connecting { peer -> peer shouldBe (first?.address ?: HttpUrl.parse(proxy.url("/")).origin) }
                }
            }.use { client -> if (first == null) client.get(proxy.url("/")).text() shouldBe "GET / " }
        }
    }

    test("proxy adds one to the way, after those before") {
        val way = listOf(Proxy.http("a.example:3128"), Proxy.http("b.example:3129"))
        httpClient { way.forEach { proxy(it) } }.use { it.newBuilder().proxies shouldBe way }
    }

    test("the pool is as small as it is said to be, and the wait for it as short") {
        onPeer { peer ->
            httpClient {
                pool {
                    maxPerOrigin = 1
                    waitTimeout = 30.milliseconds
                }
            }.use { client ->
                val held = client.get(peer.url("/"))
                shouldThrow<HttpException.Timeout> { client.get(peer.url("/")) }.phase shouldBe Phase.POOL
                held.close()
            }
        }
    }

    test("an interceptor sees a call, a hopInterceptor each exchange; the first one is outermost") {
        val seen = mutableListOf<String>()
        onPeer({ if (it.target == "/a") Answer.of(302, "Location: /b") else echo(it) }) { peer ->
            httpClient {
                redirects()
                for (name in listOf("call 1", "call 2")) {
                    interceptor { request, next ->
                        seen += name
                        next.handle(request)
                    }
                }
                hopInterceptor { request, next ->
                    seen += "hop " + HttpUrl.parse(request.target).target
                    next.handle(request)
                }
            }.use { it.get(peer.url("/a")).text() shouldBe "GET /b " }
        }
        seen shouldContainExactly listOf("call 1", "call 2", "hop /a", "hop /b")
    }

    test("the way: dialer, resolver, addressPolicy, sourceAddress, tls") {
        ScriptedPeer.inMemory(httpwire.testing.Script.start().expectHead().reply(OK)).use { peer ->
            httpClient { dialer = Dialer { Transport.of(peer.socket()) } }.use {
                it.get("http://a.example/").text() shouldBe "hi"
            }
        }
        onPeer { peer ->
            val here = NameResolver { listOf(InetAddress.getLoopbackAddress()) }
            httpClient { resolver = here }.use {
                it.get("http://a.example:${peer.port()}/").text() shouldBe "GET / "
            }
            httpClient {
                resolver = here
                addressPolicy = AddressPolicy.publicOnly()
            }.use { shouldThrow<HttpException.AddressRefused> { it.get("http://a.example:${peer.port()}/") } }
            httpClient { sourceAddress("127.0.0.1") }.use { it.get(peer.url("/")).text() shouldBe "GET / " }
            ClientDraft().apply { sourceAddress("127.0.0.1", 7) }.sockets.sourceAddress()!!.port shouldBe 7
        }
        val held = HeldCertificate.Builder().addSubjectAlternativeName("localhost").build()
        val tls = HandshakeCertificates.Builder().heldCertificate(held).build().sslContext()
        ScriptedPeer.listening(tls, httpwire.testing.Script.start().expectHead().reply(OK)).use { peer ->
            httpClient { tls { trusting(held.certificatePem()) } }.use {
                it.get("https://localhost:${peer.port()}/").text() shouldBe "hi"
            }
        }
    }
})

private object UnusedCodec : BodyCodec {
    override fun encode(value: Any, type: Type) = RequestBody.of("")

    override fun decode(source: BufferedSource, type: Type): Any? = null
}
