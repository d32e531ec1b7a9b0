package httpwire.client

import httpwire.HttpException
import httpwire.HttpUrl
import httpwire.Request
import httpwire.client.redirect.Redirects
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Identities
import httpwire.transport.loopbackDialer
import httpwire.transport.origin
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain

private const val ONE = "http://a.test"
private const val OTHER = "http://b.test"

/** The origins on the way, and up to which of them the secrets go. */
private val CHAINS: Map<String, Pair<List<String>, Int>> = mapOf(
    "the same origin" to (listOf(ONE, ONE) to 2),
    "the same origin in another spelling" to (listOf(ONE, "HTTP://A.test:80") to 2),
    "another host" to (listOf(ONE, OTHER) to 1),
    "another port" to (listOf(ONE, "http://a.test:81") to 1),
    "a subdomain" to (listOf(ONE, "http://x.a.test") to 1),
    "the domain above" to (listOf("http://x.a.test", ONE) to 1),
    "a name that ends alike" to (listOf(ONE, "http://xa.test") to 1),
    "a name that begins alike" to (listOf(ONE, "http://a.test.b.test") to 1),
    "another host, and on there" to (listOf(ONE, OTHER, OTHER) to 1),
    "another host, and back" to (listOf(ONE, OTHER, ONE) to 1),
    "six of them, and back in the end" to (listOf(ONE, ONE, OTHER, "http://c.test", OTHER, ONE, ONE) to 2),
)

private val SECRETS = mapOf(
    "Authorization" to "Bearer t",
    "Cookie" to "c=d",
    "X-Marked" to "m",
    "X-Api-Key" to "k",
    "X-Default-Token" to "of the client",
)

private fun request(url: String): Request = Request.builder("GET", url).header("Authorization", "Bearer t")
    .header("Cookie", "c=d").header("X-Api-Key", "k").secretHeader("X-Marked", "m").build()

private fun following(redirects: Redirects = Redirects.DEFAULT) =
    HttpClient.builder().redirects(redirects).header("X-Default-Token", "of the client").header("X-Plain", "p")

private fun secretsOf(head: String) = SECRETS.keys.filter { head.contains("$it:", ignoreCase = true) }

private fun moved(location: String) = "HTTP/1.1 302 Found\r\nLocation: $location\r\nContent-Length: 0\r\n\r\n"

private const val LAST = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlast"

class RedirectOriginTest : FunSpec({
    withTests(nameFn = { "T34: secrets and a redirect to: $it" }, CHAINS.keys) { name ->
        val (chain, keptCount) = CHAINS.getValue(name)
        AnsweringPeer.start {
            val next = it.target.drop(1).toInt() + 1
            if (next == chain.size) Answer.ok("last") else Answer.of(302, "Location: ${chain[next]}/$next")
        }.use { server ->
            val here = HttpUrl.parse(server.url("/")).origin()
            following().dialer { loopbackDialer.dial(here) }.build().use { client ->
                client.send(request(chain[0] + "/0")).text() shouldBe "last"
                client.statistics().leased shouldBe 0
            }
            val received = server.received()
            received.map { it.field("Host") } shouldContainExactly
                chain.map { HttpUrl.parse("$it/").origin().authority().removeSuffix(":80").lowercase() }
            for ((index, each) in received.withIndex()) {
                for ((field, value) in SECRETS) {
                    withClue("$field to ${chain[index]}") {
                        each.field(field) shouldBe if (index < keptCount) value else ""
                    }
                }
                each.field("X-Plain") shouldBe "p"
            }
        }
    }

    test("a Host of the caller's own stays with the first origin, an idempotency key goes along") {
        AnsweringPeer.start {
            if (it.target ==
                "/a"
            ) {
                Answer.of(307, "Location: $OTHER/b")
            } else {
                Answer.ok("")
            }
        }.use { server ->
            val here = HttpUrl.parse(server.url("/")).origin()
            following().dialer { loopbackDialer.dial(here) }.build().use { client ->
                val request = Request.builder("POST", "$ONE/a").header("Host", "virtual.test").idempotencyKey("k")
                client.send(request.build()).close()
            }
            server.received().map { it.field("Host") } shouldContainExactly listOf("virtual.test", "b.test")
            server.received().map { it.field("Idempotency-Key") } shouldContainExactly listOf("k", "k")
        }
    }

    test("T34: from http to https on the same host and port no secret goes along") {
        val secure = Script.start().expectHead().reply(LAST)
        ScriptedPeer.listening(Script.start().expectHead().reply(moved("https://a.test:8080/"))).use { plain ->
            ScriptedPeer.listening(Identities.good, secure).use { peer ->
                over(following(), plain, peer).use { client ->
                    client.send(request("http://a.test:8080/")).text() shouldBe "last"
                }
                secretsOf(plain.transcript().received()) shouldContainExactly SECRETS.keys.toList()
                secretsOf(peer.transcript().received()) shouldContainExactly listOf()
            }
        }
    }

    test("T34: from https to http is refused, and nothing is sent; if it is allowed, no secret goes along") {
        val first = Script.start().expectHead().reply(moved("http://a.test:8080/?token=hush"))
        ScriptedPeer.listening(Script.start().expectHead().reply(LAST)).use { plain ->
            ScriptedPeer.listening(Identities.good, first, first).use { peer ->
                over(following(), plain, peer).use { client ->
                    val refused = shouldThrow<HttpException.UnexpectedResponse> {
                        client.send(request("https://a.test:8080/"))
                    }
                    refused.status shouldBe 302
                    refused.message!! shouldContain "from https to http"
                    refused.message!! shouldNotContain "hush"
                    plain.connectionCount() shouldBe 0
                    client.statistics().leased shouldBe 0
                }
                over(following(Redirects.DEFAULT.allowingDowngrade()), plain, peer).use { client ->
                    client.send(request("https://a.test:8080/")).text() shouldBe "last"
                }
                secretsOf(plain.transcript().received()) shouldContainExactly listOf()
            }
        }
    }
})

/** A client for which all origins with TLS are [secure], and all others are [plain]. */
private fun over(builder: HttpClientBuilder, plain: ListeningPeer, secure: ListeningPeer): HttpClient = builder
    .tls(Identities.trusting)
    .dialer { loopbackDialer.dial(if (it.isSecure) secure.origin() else plain.origin()) }
    .build()
