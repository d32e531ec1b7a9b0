package httpwire.client

import httpwire.CacheOutcome
import httpwire.HttpUrl
import httpwire.Request
import httpwire.auth.Credentials
import httpwire.client.cache.Cache
import httpwire.client.cache.CacheOptions
import httpwire.client.cookies.Cookie
import httpwire.client.cookies.CookieJar
import httpwire.client.cookies.PublicSuffixes
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import httpwire.testing.SelfSigned
import httpwire.transport.TlsOptions
import httpwire.transport.loopbackDialer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import java.time.Duration
import java.util.concurrent.CopyOnWriteArrayList

private fun setting(vararg cookies: String, answer: Answer = Answer.ok("ok")) =
    cookies.fold(answer) { all, cookie -> all.header("Set-Cookie", cookie) }

private fun moved(to: String, status: Int = 302) = Answer.of(status, "Location: $to").body("moved")

/** One server that is dialed for every host, and a client with a jar. */
private class Site(build: HttpClientBuilder.() -> Unit = {}, answers: (Received) -> Answer) : AutoCloseable {
    val server: AnsweringPeer = AnsweringPeer.start { answers(it) }
    val jar: CookieJar = CookieJar.inMemory(PublicSuffixes.CONSERVATIVE)
    val client: HttpClient = HttpClient.builder()
        .cookies(jar)
        .dialer { loopbackDialer.dial(HttpUrl.parse(server.url("/")).origin()) }
        .apply(build)
        .build()

    fun get(url: String) = client.get(url).use { it.text() }

    /** The Cookie field of each request, "" for none. */
    fun sent() = server.received().map { it.field("Cookie") }

    override fun close() {
        client.close()
        server.close()
    }
}

private fun Received.cookieFieldCount() = fields().count { it.key.equals("Cookie", ignoreCase = true) }

/** A jar that throws [failure] whenever it is asked. */
private class BrokenJar(val failure: () -> Nothing) : CookieJar by CookieJar.inMemory(PublicSuffixes.CONSERVATIVE) {
    var failsAtOnce = true

    override fun cookiesFor(url: HttpUrl): List<Cookie> = if (failsAtOnce) failure() else listOf()

    override fun store(url: HttpUrl, setCookies: List<String>): Unit = failure()
}

class CookiesTest : FunSpec({
    test("RFC 6265bis §3: what a response sets is sent with the next requests, in one field") {
        Site {
            if (it.target ==
                "/login"
            ) {
                setting("SID=31d4d96e407aad42", "lang=en-US; Path=/")
            } else {
                Answer.ok("ok")
            }
        }.use { site ->
            for (path in listOf("login", "a", "b")) site.get("http://a.test/$path")
            site.get("http://b.test/a")
            site.sent() shouldContainExactly
                listOf("", "SID=31d4d96e407aad42; lang=en-US", "SID=31d4d96e407aad42; lang=en-US", "")
            site.server.received()[1].cookieFieldCount() shouldBe 1
        }
    }

    test("T42: each hop of a redirect stores its cookies, and gets those of its own host only") {
        Site({ redirects() }) {
            when (it.target) {
                "/1" -> setting("one=1", answer = moved("/2"))
                "/2" -> setting("two=2", answer = moved("http://b.test/3"))
                "/3" -> setting("three=3", answer = moved("http://a.test/4"))
                else -> Answer.ok("end")
            }
        }.use { site ->
            site.get("http://a.test/1") shouldBe "end"
            site.sent() shouldContainExactly listOf("", "one=1", "", "one=1; two=2")
            site.jar.cookiesFor(HttpUrl.parse("http://b.test/")).map { it.name } shouldContainExactly listOf("three")
        }
    }

    test("RFC 6265bis §5.3: refusals set cookies too, a 401 even for the answer to it, and interim responses do not") {
        Site({ auth(Credentials.bearer { "t" }.forOrigin("http://a.test")) }) {
            when (it.target) {
                "/401" -> if ("first" in
                    it.field("Cookie")
                ) {
                    Answer.ok("in")
                } else {
                    setting("first=1", answer = Answer.of(401, "WWW-Authenticate: Bearer"))
                }

                "/500" -> setting("second=2", answer = Answer.of(500))

                else -> Answer.raw(
                    "HTTP/1.1 103 Early Hints\r\nSet-Cookie: early=1\r\n\r\n" +
                        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                )
            }
        }.use { site ->
            for (path in listOf("401", "500", "early")) site.get("http://a.test/$path")
            site.jar.list().map { it.name } shouldContainExactly listOf("first", "second")
        }
    }

    test("a Cookie field of the request is sent as it is, and the cookies of its response are kept") {
        Site({ redirects() }) {
            when (it.target) {
                "/1" -> setting("jar=1", answer = moved("/2"))
                "/2" -> moved("http://b.test/3")
                "/3" -> moved("http://a.test/4")
                else -> Answer.ok("ok")
            }
        }.use { site ->
            site.jar.put(Cookie.builder("b", "b").host("b.test").build())
            site.client.send(Request.builder("GET", "http://a.test/1").header("Cookie", "own=1").build()).close()
            // To another origin the caller's own field does not follow, and from there on the jar is asked.
            site.sent() shouldContainExactly listOf("own=1", "own=1", "b=b", "jar=1")
            site.server.received().map { it.cookieFieldCount() } shouldContainExactly listOf(1, 1, 1, 1)
        }
    }

    test("no cookie is sent with a request that wants none, and none is kept without cookies()") {
        Site({}) { setting("a=1") }.use { site ->
            site.get("http://a.test/")
            site.client.send(Request.builder("GET", "http://a.test/").withoutHeader("Cookie").build()).close()
            site.client.newBuilder().cookies(null).build().use { it.get("http://a.test/").close() }
            site.sent() shouldContainExactly listOf("", "", "")
        }
    }

    test("T42: RFC 6265bis §5.8.3: the host is that of the URL and not of a Host field") {
        Site({}) { setting("a=1") }.use { site ->
            val request = Request.builder("GET", "http://a.test/").header("Host", "b.test").build()
            site.client.send(request).close()
            site.client.send(request).close()
            site.jar.list().single().domain shouldBe "a.test"
            site.sent() shouldContainExactly listOf("", "a=1")
        }
    }

    test("RFC 6265bis §5.8.3: a secure cookie goes over TLS only") {
        val identity = SelfSigned.forHosts("a.test")
        AnsweringPeer.start(identity.serverContext()).use { secure ->
            secure.otherwise { setting("s=1; Secure") }
            Site({}) { Answer.ok("ok") }.use { site ->
                val here = HttpUrl.parse(secure.url("/")).origin()
                val there = HttpUrl.parse(site.server.url("/")).origin()
                val both = site.client.newBuilder().tls(TlsOptions.trusting(identity.certificatePem()))
                    .dialer { loopbackDialer.dial(if (it.isSecure) here else there) }
                both.build().use { client ->
                    for (scheme in listOf("https", "http", "https")) client.get("$scheme://a.test/").close()
                }
                secure.received().map { it.field("Cookie") } shouldContainExactly listOf("", "s=1")
                site.sent() shouldContainExactly listOf("")
            }
        }
    }

    test("T34: the field is a secret: it is in no redirect to another origin, no text of the request, no summary") {
        val heads = CopyOnWriteArrayList<Boolean>()
        Site({ redirects().record() }) {
            if (it.target ==
                "/1"
            ) {
                moved("http://b.test/2")
            } else {
                Answer.ok("ok")
            }
        }.use { site ->
            site.jar.put(Cookie.builder("name", "hush").host("a.test").build())
            val client = site.client.newBuilder().hopInterceptor { request, next ->
                heads += "cookie" in request.secretHeaderNames
                request.toString() shouldNotContain "hush"
                next.handle(request)
            }.build()
            client.use { it.get("http://a.test/1").use { response -> response.summary() shouldNotContain "hush" } }
            site.sent() shouldContainExactly listOf("name=hush", "")
            heads shouldContainExactly listOf(true, false)
        }
    }

    test("T4: no server can put a line or another pair into the field with what it sets") {
        val fields = listOf("a=b\u0001c", "a=b\tc", "a=\"x; y\"", "=; =", "x=1; Path=/; y=2", "a=b=c", "\u00e4=\u00ff")
        Site({}) { if (it.target == "/set") setting(*fields.toTypedArray()) else Answer.ok("ok") }.use { site ->
            site.get("http://a.test/set")
            site.get("http://a.test/x")
            site.sent().last() shouldBe "a=b=c; x=1; \u00e4=\u00ff"
            site.server.received().last().cookieFieldCount() shouldBe 1
            site.jar.list().none { ';' in it.value || '\u0001' in it.value } shouldBe true
        }
    }

    for (failure in listOf<() -> Nothing>({ error("mine") }, { throw AssertionError("mine") })) {
        test("T30: what a jar throws comes to the caller, and the connection is given back: $failure") {
            val broken = BrokenJar(failure)
            Site({ cookies(broken) }) { setting("a=1") }.use { site ->
                shouldThrow<Throwable> { site.get("http://a.test/") }.message!! shouldContain "mine"
                site.server.received().shouldBeEmpty()
                broken.failsAtOnce = false
                shouldThrow<Throwable> { site.get("http://a.test/") }.message!! shouldContain "mine"
                site.client.statistics().leased shouldBe 0
            }
        }
    }

    test("clients share the jar with those that are made of them; cookies() makes a new one, and null none") {
        Site({}) { Answer.ok("ok") }.use { site ->
            site.client.newBuilder().cookies shouldBe site.jar
            (site.client.newBuilder().cookies().cookies == site.jar) shouldBe false
            HttpClient.builder().cookies shouldBe null
        }
    }

    test("what the cache answers sets no cookie again, fresh or stale; what the server says does") {
        val options = CacheOptions.DEFAULT.storingSetCookie().withStaleIfError(Duration.ofHours(1))
        Cache.inMemory(1 shl 20, options).use { cache ->
            var isFailing = false
            Site({ cache(cache) }) {
                when {
                    it.target == "/fresh" -> setting("a=old").header("Cache-Control", "max-age=60")

                    it.target == "/stale" && isFailing -> Answer.of(503)

                    it.target == "/stale" -> setting(
                        "b=old",
                    ).header("Cache-Control", "max-age=0").header("ETag", "\"1\"")

                    else -> Answer.ok("ok")
                }
            }.use { site ->
                for (path in listOf("fresh", "stale")) site.get("http://a.test/$path")
                isFailing = true
                site.jar.store(HttpUrl.parse("http://a.test/"), listOf("a=new", "b=new"))
                for ((path, outcome) in mapOf("fresh" to CacheOutcome.HIT, "stale" to CacheOutcome.STALE)) {
                    site.client.get("http://a.test/$path").use {
                        it.cacheOutcome shouldBe outcome
                        it.text()
                    }
                }
                site.get("http://a.test/other")
                site.sent().last() shouldBe "a=new; b=new"
            }
        }
    }
})
