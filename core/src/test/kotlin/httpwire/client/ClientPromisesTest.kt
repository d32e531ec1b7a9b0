package httpwire.client

import httpwire.Headers
import httpwire.HttpUrl
import httpwire.Request
import httpwire.RequestBody
import httpwire.auth.Credentials
import httpwire.body.multipart.MultipartBody
import httpwire.client.cookies.Cookie
import httpwire.client.cookies.CookieJar
import httpwire.client.decoding.ContentDecoder
import httpwire.client.decoding.Decoding
import httpwire.client.pool.PoolOptions
import httpwire.client.proxy.ProxyChooser
import httpwire.client.redirect.Redirects
import httpwire.sse.EventOptions
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.trace.Moment
import httpwire.transport.Proxy
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldNotContain
import okio.BufferedSource
import okio.Source
import java.time.Duration

/** Whatever a caller says that becomes a part of a head: each is refused where it is said, or when it is sent. */
private val INTO_HEADS: Map<String, HttpClientBuilder.(String) -> Request.Builder> = mapOf(
    "a field of the request" to { get().header("A", it) },
    "a field that is set" to { get().setHeader("A", it) },
    "a secret field" to { get().secretHeader("A", it) },
    "a field's name" to { get().header(it, "a") },
    "Upgrade" to { get().header("Upgrade", it) },
    "Expect" to { get().header("Expect", it) },
    "an idempotency key" to { get().idempotencyKey(it) },
    "a default field" to {
        header("A", it)
        get()
    },
    "the name of a default field" to {
        header(it, "a")
        get()
    },
    "a field for a proxy" to {
        proxy(Proxy.http("p.test").headers(Headers.of("A", it)))
        get()
    },
    "a token for an origin" to {
        auth(Credentials.bearer { it }.forOrigin("http://a.test/"))
        get()
    },
    "a token for a proxy" to {
        proxy(Proxy.http("p.test").credentials(Credentials.bearer { it }))
        get()
    },
    "a token for a proxy with a tunnel" to {
        proxy(Proxy.http("p.test").tunnelling().credentials(Credentials.bearer { it }))
        get()
    },
    "the type of a body" to { text ->
        get().method("PUT").body(
            object : RequestBody by RequestBody.of("b") {
                override fun contentType() = text
            },
        )
    },
    "the boundary of a multipart body" to {
        get().method("PUT").body(MultipartBody.builder().boundary(it).add("a", "b").build())
    },
    "a content coding" to { text ->
        decoding(
            Decoding.DEFAULT.with(
                object : ContentDecoder {
                    override fun getCodings() = listOf(text)

                    override fun decode(coded: BufferedSource): Source = coded
                },
            ),
        )
        get()
    },
    "a cookie" to {
        cookies(CookieJar.inMemory().apply { put(Cookie.builder("a", it).host("a.test").build()) })
        get()
    },
    "the ID of an event" to {
        EventOptions.DEFAULT.withLastEventId(it)
        get()
    },
)

private fun get() = Request.builder("GET", "http://a.test/")

/** What `docs/client.md` says of the whole client, and no spec of a part holds. */
class ClientPromisesTest : FunSpec({
    for ((what, ask) in INTO_HEADS) {
        test("T4, T7: nothing with CR, LF or NUL in it comes into a head, and no message shows it: $what") {
            for (bad in listOf("hush\r\nX: y", "hush\n", "\rhush", "hu\u0000sh", "hush\r\n y")) {
                // Nothing is even dialed for it, nor looked up.
                val builder = HttpClient.builder().resolver { throw AssertionError("looked up") }
                val refused = shouldThrow<IllegalArgumentException> {
                    val request = builder.ask(bad).build()
                    builder.build().use { it.send(request).close() }
                }
                // The name of a coding is no secret.
                if (what != "a content coding") refused.toString() shouldNotContain "hush"
            }
        }
    }

    test("the defaults are those of the page") {
        PoolOptions.DEFAULT shouldBe PoolOptions(0, 64, Duration.ofSeconds(30), null, Integer.MAX_VALUE, null)
        Redirects.DEFAULT shouldBe Redirects(20, false)
        Decoding.DEFAULT shouldBe Decoding(200, 5, 8 shl 20, listOf())
        HttpClient.builder().defaults().run { redirects to decoding } shouldBe (Redirects.DEFAULT to Decoding.DEFAULT)
    }

    test("a builder switches nothing on; create() follows redirects and asks for codings") {
        AnsweringPeer.start { if (it.target == "/a") Answer.of(302, "Location: /b") else Answer.ok("b") }.use { peer ->
            HttpClient.builder().build().use { it.get(peer.url("/a")).use { response -> response.status shouldBe 302 } }
            val fields = peer.received().single().fields().map { it.key }
            fields shouldContainExactly listOf("Host", "Accept-Encoding", "User-Agent")
            peer.received().single().field("Accept-Encoding") shouldBe "identity"
            HttpClient.create().use { it.get(peer.url("/a")).text() shouldBe "b" }
            peer.received().last().field("Accept-Encoding") shouldBe "gzip, deflate, br, zstd"
        }
    }

    test("the connection used last is used next") {
        AnsweringPeer.start { Answer.ok("${it.connection}") }.use { peer ->
            HttpClient.builder().build().use { client ->
                val (first, second) = List(2) { client.get(peer.url("/")) }
                second.text()
                val latest = first.text()
                List(3) { client.get(peer.url("/")).text() } shouldContainExactly List(3) { latest }
                client.statistics().idle shouldBe 2
            }
        }
    }

    test("an idle connection to another origin makes room for a new one") {
        AnsweringPeer.start { Answer.ok("one") }.use { one ->
            AnsweringPeer.start { Answer.ok("other") }.use { other ->
                val pool = PoolOptions.DEFAULT.withMaxConnections(1)
                HttpClient.builder().pool(pool).build().use { client ->
                    client.get(one.url("/")).text() shouldBe "one"
                    client.get(other.url("/")).text() shouldBe "other"
                    client.statistics().run { listOf(opened, evicted, idle.toLong()) } shouldContainExactly
                        listOf(2, 1, 1)
                }
            }
        }
    }

    test("a chooser is asked for each exchange, in the thread of the call, and what it throws goes to the caller") {
        AnsweringPeer.start { if (it.target == "/a") Answer.of(302, "Location: /b") else Answer.ok("b") }.use { peer ->
            val asked = mutableListOf<String>()
            val caller = Thread.currentThread()
            val chooser = ProxyChooser { url ->
                asked += "${url.target} ${Thread.currentThread() === caller}"
                check(url.target != "/no") { "not there" }
                listOf()
            }
            HttpClient.builder().redirects().proxies(chooser).build().use { client ->
                client.get(peer.url("/a")).text() shouldBe "b"
                shouldThrow<IllegalStateException> { client.get(peer.url("/no")) }.message shouldBe "not there"
                client.statistics().leased shouldBe 0
            }
            asked shouldContainExactly listOf("/a true", "/b true", "/no true")
        }
    }

    test("a second listener replaces the first one") {
        val heard = mutableListOf<String>()
        fun listener(name: String) = object : ClientListener {
            override fun exchangeStarted(moment: Moment, request: Request) {
                heard += "$name ${HttpUrl.parse(request.target).target}"
            }
        }
        AnsweringPeer.start { Answer.ok("b") }.use { peer ->
            HttpClient.builder().listener(listener("first")).listener(listener("second")).build().use {
                it.get(peer.url("/a")).text()
            }
        }
        heard shouldContainExactly listOf("second /a")
    }
})
