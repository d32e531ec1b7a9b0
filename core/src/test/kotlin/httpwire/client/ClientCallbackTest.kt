package httpwire.client

import httpwire.Origin
import httpwire.Request
import httpwire.RequestBody
import httpwire.auth.Credentials
import httpwire.call.Handler
import httpwire.call.Interceptor
import httpwire.client.decoding.ContentDecoder
import httpwire.client.decoding.Decoding
import httpwire.client.pool.PoolOptions
import httpwire.client.proxy.ProxyChooser
import httpwire.connection.HttpResponse
import httpwire.testing.Answer
import httpwire.testing.Answer.After
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.trace.Moment
import httpwire.transport.AddressPolicy
import httpwire.transport.Dialer
import httpwire.transport.Identities
import httpwire.transport.LOOPBACK
import httpwire.transport.NameResolver
import httpwire.transport.Proxy
import httpwire.transport.loopbackDialer
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeSameInstanceAs
import okio.Buffer
import okio.BufferedSink
import okio.BufferedSource
import okio.Source
import java.lang.reflect.Modifier
import java.net.InetAddress
import java.time.Duration
import kotlin.concurrent.thread

/** What Kotlin's callbacks may throw, whatever Java's signatures say. */
private val THROWN: Map<String, () -> Throwable> = mapOf(
    "Exception" to { Exception("planted") },
    "IllegalStateException" to { IllegalStateException("planted") },
    "AssertionError" to { AssertionError("planted") },
)

/** Throws once, at the call number [turn] of those that are named [name]. */
private class Fuse(private val name: String, private val thrown: Throwable, private var turn: Int = 1) {
    var isBlown = false
        private set

    @Synchronized
    fun at(where: String) {
        if (where != name || isBlown || --turn > 0) return
        isBlown = true
        throw thrown
    }
}

/** A client that has all moments but those of TLS and of proxies in its calls. */
private object Everyday {
    private const val CHALLENGE = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=MD5"

    private class Server {
        var lostCount = 0

        fun answer(request: Received): Answer = when (request.target) {
            "/lost" -> if (lostCount++ == 0) Answer.nothing(After.CLOSE) else Answer.ok("found")
            "/moved" -> Answer.of(302, "Location: /asking").body("moved")
            "/asking" -> if (request.field("Authorization") == "") Answer.of(401, CHALLENGE).body("who?") else last()
            else -> Answer.ok("ok")
        }

        private fun last() = Answer.raw(
            "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nConnection: close\r\n" +
                "Transfer-Encoding: chunked\r\n\r\n4;a=b\r\nlast\r\n0\r\nT: u\r\n\r\n",
        )
    }

    fun run(fuse: Fuse, thrown: Throwable) {
        AnsweringPeer.start(Server()::answer).use { server ->
            val builder = HttpClient.builder().defaults().auth(Credentials.digest("u", "p"))
                .baseUrl("http://b.test:${server.port()}/").pool(PoolOptions.DEFAULT.withMaxPerOrigin(1))
                // Nobody listens at the first of them.
                .resolver { listOf(InetAddress.getByAddress(byteArrayOf(127, 0, 0, 9)), LOOPBACK) }
            builder.listener(EachMoment(fuse::at)).build().use { client ->
                val outcome = runCatching { converse(client) }
                fuse.isBlown shouldBe true
                outcome.exceptionOrNull() shouldBeSameInstanceAs thrown
                requireUnharmed(client)
                converse(client)
                requireUnharmed(client)
            }
        }
    }

    private fun converse(client: HttpClient) {
        val post = Request.builder("POST", "/").body(RequestBody.of("x")).expectContinue(Duration.ofMillis(1)).build()
        client.send(post).text() shouldBe "ok"
        client.get("/lost").text() shouldBe "found"
        withOneThatWaits(client)
        client.get("/moved").text() shouldBe "last"
    }

    private fun withOneThatWaits(client: HttpClient) {
        val held = client.get("/held")
        var failure: Throwable? = null
        val other = thread { failure = runCatching { client.get("/waited").text() }.exceptionOrNull() }
        try {
            await { client.statistics().waiting == 1 || !other.isAlive }
        } finally {
            held.use { it.text() }
            other.join(10_000)
        }
        failure?.let { throw it }
    }
}

/** A client whose calls go through a proxy and TLS. */
private object Tunnelled {
    private val script = Script.start().expectHead().reply("HTTP/1.1 200 OK\r\n\r\n").startTls(Identities.good)
        .expectHead().reply("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    fun run(fuse: Fuse, thrown: Throwable) {
        ScriptedPeer.listening(Script.start().ignoreInput(), script).use { peer ->
            runThrough(peer.address(), fuse, thrown, peer::abandon)
        }
    }

    fun runBegun(fuse: Fuse, thrown: Throwable) {
        ScriptedPeer.listening(script, script).use { peer -> runThrough(peer.address(), fuse, thrown, peer::abandon) }
    }

    private fun runThrough(address: String, fuse: Fuse, thrown: Throwable, abandon: () -> Unit) {
        HttpClient.builder().proxy(Proxy.http(address)).tls(Identities.trusting)
            .listener(EachMoment(fuse::at)).build().use { client ->
                runCatching { client.get("https://a.test/").text() }.exceptionOrNull() shouldBeSameInstanceAs thrown
                requireUnharmed(client)
                client.get("https://a.test/").text() shouldBe "ok"
                requireUnharmed(client)
            }
        abandon()
    }
}

private fun requireUnharmed(client: HttpClient) {
    client.statistics().run { listOf(leased.toLong(), waiting.toLong(), leaked) } shouldBe listOf(0L, 0L, 0L)
}

private val NOT_YET = setOf("retried", "answeredFromCache")
private val BEFORE_TUNNEL = setOf("hopAsked", "tunnelRequested")
private val AFTER_TUNNEL = setOf("tunnelAnswered", "hopAccepted", "tlsStarted", "tlsEstablished")
private val EVERYDAY =
    ClientListener::class.java.methods.filterNot { Modifier.isStatic(it.modifiers) }.map { it.name }.toSet() - NOT_YET -
        BEFORE_TUNNEL -
        AFTER_TUNNEL

class ClientCallbackTest : FunSpec({
    test("F59: a listener that throws before the request is sent leaves the connection to the others") {
        AnsweringPeer.start { Answer.ok("hi") }.use { peer ->
            HttpClient.builder().build().use { client ->
                client.get(peer.url("/")).text() shouldBe "hi"
                val throwing = object : ClientListener {
                    override fun leased(moment: Moment, origin: Origin, isOpen: Boolean) = error("planted")
                }
                client.newBuilder().listener(throwing).build().use {
                    runCatching { it.get(peer.url("/")) }.isFailure shouldBe true
                }
                client.get(peer.url("/")).text() shouldBe "hi"
            }
            peer.connectionCount() shouldBe 1
        }
    }

    for ((kind, make) in THROWN) {
        withTests(nameFn = {
            "a listener that throws $kind in $it: no place is lost, and the next call works"
        }, EVERYDAY) {
            val thrown = make()
            Everyday.run(Fuse(it, thrown), thrown)
        }
        withTests(
            nameFn = { "a listener that throws $kind in $it, through a proxy with TLS" },
            BEFORE_TUNNEL + AFTER_TUNNEL,
        ) {
            val thrown = make()
            if (it in
                AFTER_TUNNEL
            ) {
                Tunnelled.runBegun(Fuse(it, thrown), thrown)
            } else {
                Tunnelled.run(Fuse(it, thrown), thrown)
            }
        }
        withTests(nameFn = {
            "F59: $it that throws $kind: no place is lost, and the next call works"
        }, CALLBACKS.keys) {
            val thrown = make()
            callBack(CALLBACKS.getValue(it), Fuse("here", thrown), thrown)
        }
        withTests(nameFn = { "$it that throws $kind the second time, after a redirect" }, CALLBACKS.keys - ONCE_ONLY) {
            val thrown = make()
            callBack(CALLBACKS.getValue(it), Fuse("here", thrown, 2), thrown)
        }
    }

    for ((kind, make) in THROWN) {
        test("a listener that throws $kind in closed, of a connection that makes way for another one") {
            val thrown = make()
            val fuse = Fuse("closed", thrown)
            AnsweringPeer.start { Answer.ok("one") }.use { one ->
                AnsweringPeer.start { Answer.ok("two") }.use { two ->
                    val pool = PoolOptions.DEFAULT.withMaxConnections(1)
                    HttpClient.builder().pool(pool).listener(EachMoment(fuse::at)).build().use { client ->
                        client.get(one.url("/")).text() shouldBe "one"
                        runCatching { client.get(two.url("/")).text() }.exceptionOrNull() shouldBeSameInstanceAs thrown
                        requireUnharmed(client)
                        client.get(two.url("/")).text() shouldBe "two"
                    }
                }
            }
        }
        test("a listener that throws $kind in closed, of idle connections that end with the client: all are closed") {
            val thrown = make()
            val fuse = Fuse("closed", thrown)
            val scripts = Array(3) {
                Script.start().expectHead().reply("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").expectEnd()
            }
            ScriptedPeer.listening(*scripts).use { peer ->
                val client = HttpClient.builder().listener(EachMoment(fuse::at)).build()
                val held = List(3) { client.get("http://${peer.address()}/") }
                held.forEach { it.text() shouldBe "ok" }
                client.statistics().idle shouldBe 3
                runCatching { client.close() }.exceptionOrNull() shouldBeSameInstanceAs thrown
                client.statistics().run { listOf(leased, idle) } shouldBe listOf(0, 0)
            }
        }
    }

    test("each of these moments has a scene") {
        (EVERYDAY + BEFORE_TUNNEL + AFTER_TUNNEL + NOT_YET) shouldBe
            EachMoment::class.java.declaredMethods.map { it.name }.filterNot { '$' in it || it == "at" }.toSet()
    }
})

/**
 * How a client calls [Fuse.at] with `here`, for the request that it gets.
 *
 * @property breaksConnection whether a request is under way then, so that its connection cannot be used again
 */
private class Callback(
    val configure: HttpClientBuilder.(Fuse) -> Unit = {},
    val request: Request.Builder.(Fuse) -> Unit = {},
    val breaksConnection: Boolean = false,
)

private val CALLBACKS: Map<String, Callback> = mapOf(
    "an interceptor, before" to intercepted { request, next, fuse ->
        fuse.at("here")
        next.handle(request)
    },
    "an interceptor, after" to intercepted { request, next, fuse ->
        val response = next.handle(request)
        response.requireUnblown(fuse)
    },
    "a hop interceptor, before" to Callback({ fuse ->
        hopInterceptor { request, next ->
            fuse.at("here")
            next.handle(request)
        }
    }),
    "a hop interceptor, after" to Callback({ fuse ->
        hopInterceptor { request, next -> next.handle(request).requireUnblown(fuse) }
    }),
    "a body asked for its length" to body(false) { fuse -> Body({ fuse.at("here") }) },
    "a body before its first byte" to body { fuse -> Body({}, { fuse.at("here") }) },
    "a body in its middle" to body { fuse -> Body({}, {}, { fuse.at("here") }) },
    "a body after its end" to body { fuse -> Body({}, {}, {}, { fuse.at("here") }) },
    "a body that is live, in its middle" to body { fuse -> Body({}, {}, { fuse.at("here") }, {}, false) },
    "a token's supplier" to Callback({ fuse ->
        auth(
            Credentials.bearer {
                fuse.at("here")
                "token"
            },
        )
    }),
    "a chooser of proxies" to Callback({ fuse ->
        proxies(
            ProxyChooser {
                fuse.at("here")
                listOf()
            },
        )
    }),
    "a resolver" to Callback({ fuse ->
        resolver(
            NameResolver {
                fuse.at("here")
                listOf(LOOPBACK)
            },
        )
    }),
    "an address policy" to Callback({ fuse ->
        addressPolicy(
            AddressPolicy {
                fuse.at("here")
                true
            },
        )
    }),
    "a dialer" to Callback({ fuse ->
        dialer(
            Dialer {
                fuse.at("here")
                loopbackDialer.dial(it)
            },
        )
    }),
    "a decoder when it begins" to decoded { fuse -> Decoder({ fuse.at("here") }) },
    "a decoder that reads" to decoded { fuse -> Decoder({}, { fuse.at("here") }) },
)

/** Those that are not asked again after the redirect. */
private val ONCE_ONLY = setOf(
    "an interceptor, before",
    "an interceptor, after",
    "a resolver",
    "an address policy",
    "a dialer",
    "a body that is live, in its middle",
    "a decoder when it begins",
    "a decoder that reads",
)

private fun intercepted(block: (Request, Handler, Fuse) -> HttpResponse) =
    Callback({ fuse -> interceptor(Interceptor { request, next -> block(request, next, fuse) }) })

private fun body(breaksConnection: Boolean = true, make: (Fuse) -> RequestBody) =
    Callback({}, { fuse -> method("PUT").body(make(fuse)) }, breaksConnection)

private fun decoded(make: (Fuse) -> ContentDecoder) = Callback({ decoding(Decoding.DEFAULT.with(make(it))) })

private fun HttpResponse.requireUnblown(fuse: Fuse): HttpResponse {
    try {
        fuse.at("here")
        return this
    } catch (e: Throwable) {
        close()
        throw e
    }
}

private class Body(
    private val atLength: () -> Unit,
    private val atStart: () -> Unit = {},
    private val inside: () -> Unit = {},
    private val atEnd: () -> Unit = {},
    private val isRepeatable: Boolean = true,
) : RequestBody {
    override fun length(): Long {
        atLength()
        return 8
    }

    override fun writeTo(sink: BufferedSink) {
        atStart()
        sink.writeUtf8("half").flush()
        inside()
        sink.writeUtf8("half")
        atEnd()
    }

    override fun isRepeatable() = isRepeatable
}

private class Decoder(private val atStart: () -> Unit, private val atRead: () -> Unit = {}) : ContentDecoder {
    override fun getCodings() = listOf("own")

    override fun decode(coded: BufferedSource): Source {
        atStart()
        return object : Source by coded {
            override fun read(sink: Buffer, byteCount: Long): Long {
                atRead()
                return coded.read(sink, byteCount)
            }
        }
    }
}

private fun callBack(callback: Callback, fuse: Fuse, thrown: Throwable) {
    AnsweringPeer.start {
        val answer = if (it.target == "/a") Answer.of(307, "Location: /b") else Answer.of(200, "Content-Encoding: own")
        answer.body("text")
    }.use { server ->
        HttpClient.builder().defaults().baseUrl("http://b.test:${server.port()}/").apply {
            callback.configure(this, fuse)
            if (dialer == null && resolver === NameResolver.SYSTEM) resolver(NameResolver { listOf(LOOPBACK) })
        }.build().use { client ->
            fun call() = client.send(Request.builder("GET", "/a").apply { callback.request(this, fuse) }.build())
            val outcome = runCatching { call().use { it.read() } }
            fuse.isBlown shouldBe true
            generateSequence(outcome.exceptionOrNull()) { it.cause }.any { it === thrown } shouldBe true
            requireUnharmed(client)
            if (callback.breaksConnection) client.statistics().idle shouldBe 0
            call().use { (it.status < 400) shouldBe true }
            requireUnharmed(client)
        }
    }
}
