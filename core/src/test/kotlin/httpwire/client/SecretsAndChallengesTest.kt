package httpwire.client

import httpwire.HttpUrl
import httpwire.Request
import httpwire.auth.Credentials
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.trace.Moment
import httpwire.transport.Proxy
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.shouldBe
import java.time.Duration

private const val PROXY_CHALLENGE = "Proxy-Authenticate: Digest realm=\"p\", nonce=\"n\", qop=\"auth\", algorithm=MD5"

class SecretsAndChallengesTest : FunSpec({
    test("a proxy that says stale=true each time is answered a bounded number of times") {
        AnsweringPeer.start { Answer.of(407, "$PROXY_CHALLENGE, stale=true") }.use { proxy ->
            val way = Proxy.http(proxy.address()).credentials(Credentials.digest("u", "p"))
            HttpClient.builder().proxy(way).deadline(Duration.ofSeconds(2)).build().use { client ->
                val outcome = runCatching { client.get("http://origin.test/a").use { it.status } }
                proxy.received().size shouldBeLessThan 10
                outcome.getOrNull() shouldBe 407
            }
        }
    }

    test("a proxy is answered once more for a nonce that was too old, and not again after a refusal") {
        fun talk(vararg answers: Answer): List<Int> {
            val next = answers.iterator()
            AnsweringPeer.start { next.next() }.use { proxy ->
                val way = Proxy.http(proxy.address()).credentials(Credentials.digest("u", "p"))
                HttpClient.builder().proxy(way).build().use { client ->
                    val response = client.get("http://origin.test/a")
                    response.close()
                    client.statistics().leased shouldBe 0
                    return response.history.map { it.status } + response.status
                }
            }
        }

        val asking = Answer.of(407, PROXY_CHALLENGE)
        talk(asking, Answer.of(407, "$PROXY_CHALLENGE, stale=true"), Answer.ok("in")) shouldBe listOf(407, 407, 200)
        talk(asking, asking, Answer.ok("in")) shouldBe listOf(407, 407)
    }

    test("the listener hears of a proxy's challenge that is answered") {
        var challenges = 0
        AnsweringPeer.start {
            if (it.field("Proxy-Authorization") == "") Answer.of(407, PROXY_CHALLENGE) else Answer.ok("ok")
        }.use { proxy ->
            val way = Proxy.http(proxy.address()).credentials(Credentials.digest("u", "p"))
            val listener = object : ClientListener {
                override fun challenged(moment: Moment, status: Int, url: HttpUrl) {
                    challenges++
                }
            }
            HttpClient.builder().proxy(way).listener(listener).build().use { it.get("http://origin.test/a").text() }
        }
        challenges shouldBe 1
    }

    test("T34: a field whose name says that it is a secret does not go with a redirect to another origin") {
        AnsweringPeer.start { Answer.ok(it.field("X-Api-Key")) }.use { other ->
            AnsweringPeer.start { Answer.of(302, "Location: ${other.url("/")}") }.use { here ->
                HttpClient.builder().redirects().build().use { client ->
                    client.send(
                        Request.builder("GET", here.url("/")).header("X-Api-Key", "hush").build(),
                    ).text() shouldBe
                        ""
                }
            }
        }
    }
})
