package httpwire.examples.samples.dsl

import httpwire.CacheOutcome
import httpwire.Headers
import httpwire.HttpException
import httpwire.HttpUrl
import httpwire.client.ClientListener
import httpwire.client.HttpClient
import httpwire.client.hsts.HstsStore
import httpwire.client.pool.PoolOptions
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldStartWith

/** The samples of clients, other than those that are held to their bytes. */
internal val clientSamples = listOf("clientVerbs", "clientBounds", "clientRedirects", "clientRedirectsAsValue") +
    listOf("clientDowngrade", "clientAuth", "clientProxies", "clientPool", "clientPoolAsValue", "clientInterceptor") +
    listOf("clientListener", "clientListenerAsValue", "urlVerbs", "requestBounds", "secretHeader", "removeHeader") +
    listOf("idempotent", "tag", "clientDecoding", "clientDecodingAsValue", "clientCache") +
    listOf("clientRetries", "clientRetriesByKind", "clientRetriesAsValue") +
    listOf("clientCookies", "clientCookiesAsValue", "clientHsts", "clientHstsAsValue") +
    listOf("events", "eventsWithOptions", "eventsResumed", "downloadWithOptions", "downloadAnew")

private val methods = listOf("HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY", "GET", "PROPFIND")
private const val DIGEST = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=SHA-256"

private fun answer(request: Received): Answer = when {
    request.target == "/a" -> Answer.of(302, "Location: /b")
    request.target == "/private" && request.field("Authorization").isEmpty() -> Answer.of(401, DIGEST)
    else -> Answer.ok("hi")
}

private fun onPeer(block: (peer: AnsweringPeer, client: HttpClient) -> Unit) {
    AnsweringPeer.start(::answer).use { peer -> HttpClient.create().use { client -> block(peer, client) } }
}

class ClientSamplesTest : FunSpec({
    fun play(name: String, block: (peer: AnsweringPeer, client: HttpClient) -> Unit) = test(name) { onPeer(block) }

    play("clientVerbs, urlVerbs") { peer, client ->
        clientVerbs(client, peer.url("/")) shouldBe List(9) { 200 }
        urlVerbs(peer.url("/")) shouldBe List(9) { 200 }
        peer.received().map { it.method } shouldContainExactly methods + methods
    }

    play("clientBounds, clientPool, clientPoolAsValue, clientRedirectsAsValue, clientListenerAsValue") { peer, _ ->
        val made = listOf(clientBounds(), clientPool(), clientPoolAsValue(PoolOptions.DEFAULT)) +
            listOf(clientRedirectsAsValue(), clientListenerAsValue(object : ClientListener {}))
        for (client in made) client.use { it.get(peer.url("/")).text() shouldBe "hi" }
    }

    play("clientRedirects, clientDowngrade") { peer, _ ->
        clientRedirects(peer.url("/a")) shouldBe 1
        clientDowngrade().use { it.get(peer.url("/a")).text() shouldBe "hi" }
    }

    test("clientRetries, clientRetriesByKind, clientRetriesAsValue") {
        var count = 0
        AnsweringPeer.start {
            if (count++ % 2 ==
                0
            ) {
                Answer.of(503, "Retry-After: 0")
            } else {
                Answer.ok("hi")
            }
        }.use { peer ->
            clientRetries(peer.url("/")) shouldBe "hi"
            clientRetriesByKind().use { it.get(peer.url("/")).text() shouldBe "hi" }
            clientRetriesAsValue().use { it.get(peer.url("/")).use { busy -> busy.status shouldBe 503 } }
        }
    }

    play("clientDecoding, clientDecodingAsValue") { peer, _ ->
        clientDecoding(peer.url("/")) shouldBe "hi"
        clientDecodingAsValue().use { it.get(peer.url("/")).text() shouldBe "hi" }
        peer.received().map { it.field("Accept-Encoding") }.forEach { it shouldStartWith "gzip, deflate" }
    }

    play("clientCookies, clientCookiesAsValue") { _, _ ->
        val answer = { _: Received -> Answer.ok("hi").header("Set-Cookie", "sid=1") }
        AnsweringPeer.start(answer).use { site ->
            clientCookies(site.address()) shouldBe 200
            clientCookiesAsValue("127.0.0.1").use { it.get(site.url("/")).close() }
            site.received().map { it.field("Cookie") } shouldContainExactly listOf("", "sid=1", "lang=en")
        }
    }

    play("clientHsts, clientHstsAsValue") { peer, _ ->
        val store = HstsStore.inMemory()
        for (client in listOf(clientHsts(), clientHstsAsValue(store))) {
            client.use { it.get(peer.url("/")).text() shouldBe "hi" }
        }
        store.list() shouldBe listOf()
    }

    play("clientCache") { peer, _ ->
        peer.on("GET /stored").reply(200, "hi", "Cache-Control: max-age=60")
        clientCache(peer.url("/stored")) shouldBe listOf(CacheOutcome.MISS, CacheOutcome.HIT)
        peer.received().size shouldBe 1
    }

    play("clientAuth") { peer, _ ->
        AnsweringPeer.start(::answer).use { other ->
            clientAuth(peer.address(), other.address()) shouldBe listOf(200, 200)
            peer.received().last().field("Authorization") shouldStartWith "Digest username=\"user\""
            other.received().single().field("Authorization") shouldBe "Bearer token"
        }
    }

    play("clientProxies") { peer, _ ->
        clientProxies("http://${peer.address()}", isChosenByEnvironment = false).use { client ->
            client.get("http://a.example/c").text() shouldBe "hi"
            peer.received().single().target shouldBe "http://a.example/c"
            shouldThrow<HttpException> { client.get("http://a.internal/") }
        }
        clientProxies("http://${peer.address()}", isChosenByEnvironment = true).close()
    }

    play("clientInterceptor") { peer, _ ->
        val log = mutableListOf<String>()
        clientInterceptor(peer.url("/a"), log) shouldBe "hi"
        log shouldContainExactly listOf("GET: 200")
        peer.received().map { it.field("X-Hop") } shouldContainExactly listOf("0", "0")
    }

    play("clientListener") { peer, _ ->
        val seen = mutableListOf<String>()
        clientListener(peer.url("/a"), seen) shouldBe "hi"
        seen shouldContainExactly
            listOf("1: GET", "a new connection", "response: 302", "302 to /b") +
            listOf("2: GET", "an open connection", "response: 200")
    }

    play("requestBounds, secretHeader, removeHeader, idempotent, tag") { peer, client ->
        val url = HttpUrl.parse(peer.url("/")).toString()
        requestBounds(client, url) shouldBe "hi"
        secretHeader(client, url) shouldBe "hi"
        peer.received().last().field("X-Pin") shouldBe "1234"
        removeHeader(client, url, Headers.of("Accept", "text/html", "X", "1")) shouldBe "hi"
        peer.received().last().run { listOf(field("Accept"), field("X")) } shouldBe listOf("", "1")
        idempotent(client, url) shouldBe listOf(200, 200)
        peer.received().last().field("Idempotency-Key") shouldBe "order-1"
        tag(url) shouldBe "job 7"
    }
})
