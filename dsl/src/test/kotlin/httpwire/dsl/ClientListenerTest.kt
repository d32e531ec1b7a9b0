package httpwire.dsl

import httpwire.HttpException
import httpwire.HttpUrl
import httpwire.Origin
import httpwire.Request
import httpwire.auth.Credentials
import httpwire.client.ClientListener
import httpwire.dsl.internal.ClientMoments
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.trace.ByteListener
import httpwire.trace.Moment
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import java.time.Duration
import kotlin.time.Duration.Companion.seconds

private val challenge = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=SHA-256"

class ClientListenerTest : FunSpec({
    test("a client's moments come between those of its connections") {
        val seen = mutableListOf<String>()
        val answers = { it: httpwire.testing.Received ->
            when {
                it.target == "/a" -> Answer.of(302, "Location: /b")
                it.field("Authorization").isEmpty() -> Answer.of(401, challenge)
                else -> Answer.ok("hi")
            }
        }
        AnsweringPeer.start(answers).use { peer ->
            httpClient {
                redirects()
                auth(Credentials.digest("user", "secret").forOrigin(peer.url("/")))
                listener {
                    exchangeStarted { request -> seen += "$exchangeNumber ${HttpUrl.parse(request.target).target}" }
                    leased { origin, isOpen -> seen += "leased ${origin.port == peer.port()} $isOpen" }
                    connecting { seen += "connecting" }
                    headReceived { status, _, _ -> seen += "$exchangeNumber: $status" }
                    redirected { status, from, to -> seen += "$status ${from.target} to ${to.target}" }
                    challenged { status, url -> seen += "$status ${url.target}" }
                    bodyBytesReceived { piece -> seen += piece.utf8() }
                }
            }.use { it.get(peer.url("/a")).text() shouldBe "hi" }
        }
        seen shouldContainExactly
            listOf("1 /a", "leased true false", "connecting", "1: 302", "302 /a to /b") +
            listOf("2 /b", "leased true true", "2: 401", "401 /b", "3 /b", "leased true true", "3: 200", "hi")
    }

    test("queued and resent, and two blocks after a listener") {
        val seen = mutableListOf<String>()
        val answers = { it: httpwire.testing.Received ->
            if (it.connection == 1 && it.before == 1) Answer.nothing(Answer.After.RESET) else Answer.ok("hi")
        }
        AnsweringPeer.start(answers).use { peer ->
            httpClient {
                pool {
                    maxPerOrigin = 1
                    waitTimeout = 1.seconds / 50
                }
                listener = object : ClientListener {
                    override fun queued(moment: Moment, origin: Origin) {
                        seen += "value: queued"
                    }
                }
                listener { queued { seen += "first: queued" } }
                listener {
                    queued { seen += "second: queued" }
                    resent { seen += "resent" }
                }
            }.use { client ->
                val held = client.get(peer.url("/"))
                shouldThrow<HttpException.Timeout> { client.get(peer.url("/")) }
                held.text() shouldBe "hi"
                client.get(peer.url("/")).text()
            }
        }
        seen shouldContainExactly listOf("value: queued", "first: queued", "second: queued", "resent")
    }

    test("every moment reaches its block, and the listener before it; only a ByteListener costs a copy") {
        val seen = mutableListOf<String>()
        val url = HttpUrl.parse("http://a.example/")
        val failure = HttpException.Cancelled("no", null)
        val blocks = ClientMoments().apply {
            exchangeStarted { seen += "exchangeStarted ${it.method}" }
            queued { seen += "queued ${it.host}" }
            leased { _, isOpen -> seen += "leased $isOpen" }
            resent { seen += "resent ${it.message}" }
            redirected { status, _, _ -> seen += "redirected $status" }
            challenged { status, _ -> seen += "challenged $status" }
            retried { delay, why -> seen += "retried $delay ${why?.message}" }
            answeredFromCache { seen += "answeredFromCache ${it.target}" }
        }
        val listener = blocks.after(object : ClientListener {
            override fun exchangeStarted(moment: Moment, request: Request) {
                seen += "before"
            }
        })
        val moment = Moment.now(1)
        listener.exchangeStarted(moment, Request.get("/"))
        listener.queued(moment, url.origin)
        listener.leased(moment, url.origin, true)
        listener.resent(moment, failure)
        listener.redirected(moment, 302, url, url)
        listener.challenged(moment, 401, url)
        listener.retried(moment, Duration.ofSeconds(2), null)
        listener.answeredFromCache(moment, url)
        seen shouldContainExactly
            listOf("before", "exchangeStarted GET", "queued a.example", "leased true", "resent no", "redirected 302") +
            listOf("challenged 401", "retried 2s null", "answeredFromCache /")

        (listener is ByteListener) shouldBe false
        (ClientMoments().apply { headBytesSent { } }.after(null) is ByteListener) shouldBe true
    }

    test("all blocks are called even if one throws, and what it throws comes out of the call") {
        val seen = mutableListOf<String>()
        AnsweringPeer.start { Answer.ok("hi") }.use { peer ->
            httpClient {
                listener {
                    exchangeStarted { error("no") }
                    exchangeStarted { seen += "second" }
                }
            }.use { shouldThrow<IllegalStateException> { it.get(peer.url("/")) }.message shouldBe "no" }
        }
        seen shouldContainExactly listOf("second")
    }
})
