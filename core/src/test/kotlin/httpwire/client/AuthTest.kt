package httpwire.client

import httpwire.Request
import httpwire.RequestBody
import httpwire.auth.Credentials
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import okio.Buffer
import okio.Source
import java.util.concurrent.atomic.AtomicInteger

private fun asking(vararg challenges: String) =
    Answer.of(401, *challenges.map { "WWW-Authenticate: $it" }.toTypedArray()).body("who?")

private fun AnsweringPeer.client(credentials: Credentials): HttpClient =
    HttpClient.builder().baseUrl(url("/")).auth(credentials).build()

private const val DIGEST = """Digest realm="r", nonce="n1", qop="auth", algorithm=SHA-256"""

class AuthTest : FunSpec({
    test("Basic is sent without being asked, and not again after it was refused") {
        AnsweringPeer.start { if (it.target == "/no") asking("Basic realm=r") else Answer.ok("ok") }.use { server ->
            server.client(Credentials.basic("u", "p")).use { client ->
                client.get("/yes").text() shouldBe "ok"
                client.get("/no").use { it.status shouldBe 401 }
                server.received().map { it.field("Authorization") }.toSet() shouldBe setOf("Basic dTpw")
                server.received().size shouldBe 2
            }
        }
    }

    test("an Authorization of the request is left alone, and one that is not wanted is left out") {
        AnsweringPeer.start { asking(DIGEST) }.use { server ->
            server.client(Credentials.digest("u", "p")).use { client ->
                val own = Request.builder("GET", "/").header("Authorization", "Mine m").build()
                client.send(own).use { it.status shouldBe 401 }
                server.received().single().field("Authorization") shouldBe "Mine m"
            }
            server.client(Credentials.basic("u", "p")).use { client ->
                client.send(Request.builder("GET", "/").withoutHeader("Authorization").build()).close()
                server.received().last().field("Authorization") shouldBe ""
            }
        }
    }

    test("Digest answers a challenge, and from then on each request, with a count") {
        AnsweringPeer.start {
            if (it.field("Authorization") == "") asking("Basic realm=r", DIGEST) else Answer.ok("ok")
        }.use { server ->
            server.client(Credentials.digest("u", "p")).use { client ->
                val first = client.get("/a?b")
                first.text() shouldBe "ok"
                first.history.map { it.status } shouldContainExactly listOf(401)
                client.post("/b", RequestBody.of("x")).history.size shouldBe 0
                val sent = server.received().map { it.field("Authorization") }.filter { it != "" }
                sent.size shouldBe 2
                sent[0] shouldContain """uri="/a?b""""
                sent[0] shouldContain "nc=00000001"
                sent[1] shouldContain """uri="/b""""
                sent[1] shouldContain "nc=00000002"
                sent.forEach { it shouldNotContain "dTpw" }
                server.connectionCount() shouldBe 1
            }
        }
    }

    test("a wrong secret is tried once, a stale nonce is answered anew, and a new nonce is used") {
        AnsweringPeer.start { asking(DIGEST) }.use { server ->
            server.client(Credentials.digest("u", "wrong")).use { it.get("/").use { r -> r.status shouldBe 401 } }
            server.received().size shouldBe 2
        }
        val count = AtomicInteger()
        AnsweringPeer.start {
            when (count.incrementAndGet()) {
                1 -> asking(DIGEST)
                2 -> asking(DIGEST.replace("n1", "n2") + ", stale=true")
                3 -> Answer.of(200, "Authentication-Info: nextnonce=\"n3\"").body("in")
                else -> Answer.ok(it.field("Authorization"))
            }
        }.use { server ->
            server.client(Credentials.digest("u", "p")).use { client ->
                client.get("/").text() shouldBe "in"
                server.received()[2].field("Authorization") shouldContain """nonce="n2""""
                client.get("/").text() shouldContain """nonce="n3""""
            }
        }
    }

    test("Digest sends a wrong secret once in a call, also if it was refused in an earlier one") {
        AnsweringPeer.start { asking(DIGEST) }.use { server ->
            server.client(Credentials.digest("u", "wrong")).use { client ->
                repeat(3) { client.get("/").use { it.status shouldBe 401 } }
                server.received().map { it.field("Authorization").substringBefore(' ') } shouldContainExactly
                    listOf("", "Digest", "", "Digest", "", "Digest")
            }
        }
    }

    test("Digest never falls back to Basic") {
        AnsweringPeer.start { asking("Basic realm=r") }.use { server ->
            server.client(Credentials.digest("u", "p")).use { it.get("/").use { r -> r.status shouldBe 401 } }
            server.received().single().field("Authorization") shouldBe ""
        }
    }

    test("a body that can be sent once is not sent twice") {
        AnsweringPeer.start { asking(DIGEST) }.use { server ->
            server.client(Credentials.digest("u", "p")).use { client ->
                val once = RequestBody.of(Buffer().writeUtf8("x") as Source)
                client.post("/", once).use { it.status shouldBe 401 }
                server.received().size shouldBe 1
            }
        }
    }

    test("auth-int protects the body") {
        AnsweringPeer.start {
            val challenge = """Digest realm="r", nonce="n", qop="auth-int", algorithm=MD5"""
            it.field("Authorization").let { field -> if (field == "") asking(challenge) else Answer.ok(field) }
        }.use { server ->
            server.client(Credentials.digest("u", "p")).use { client ->
                fun md5(text: String) = Buffer().writeUtf8(text).md5().hex()
                val field = client.post("/", RequestBody.of("body")).text()
                fun value(name: String) = Regex("""\b$name="?([^",]*)""").find(field)!!.groupValues[1]
                val expected = md5(
                    listOf(
                        md5("u:r:p"),
                        "n",
                        value("nc"),
                        value("cnonce"),
                        "auth-int",
                        md5("POST:/:${md5("body")}"),
                    ).joinToString(":"),
                )
                value("response") shouldBe expected
            }
        }
    }

    test("a token is taken for each request, and once more if it is refused") {
        val tokens = AtomicInteger()
        AnsweringPeer.start {
            if (it.field("Authorization") == "Bearer t2") Answer.ok("ok") else asking("Bearer")
        }.use { server ->
            server.client(Credentials.bearer { "t${tokens.incrementAndGet()}" }).use { client ->
                client.get("/").use { it.status shouldBe 200 }
                server.received().map { it.field("Authorization") } shouldContainExactly
                    listOf("Bearer t1", "Bearer t2")
            }
            server.client(Credentials.bearer { "same" }).use { it.get("/").use { r -> r.status shouldBe 401 } }
            server.received().size shouldBe 3
            server.client(Credentials.bearer { "a\r\nb" }).use { client ->
                shouldThrow<IllegalArgumentException> { client.get("/") }.message!! shouldNotContain "a\r"
                client.statistics().leased shouldBe 0
            }
        }
    }

    test("T40: credentials need an origin, and no other one gets them") {
        shouldThrow<IllegalArgumentException> { HttpClient.builder().auth(Credentials.basic("u", "p")).build() }
        AnsweringPeer.start { Answer.ok("ok") }.use { one ->
            AnsweringPeer.start { Answer.ok("ok") }.use { other ->
                val bound = Credentials.basic("u", "p").forOrigin(one.url("/deep/path"))
                HttpClient.builder().auth(bound).build().use { client ->
                    client.get(one.url("/")).close()
                    client.get(other.url("/")).close()
                }
                one.received().single().field("Authorization") shouldBe "Basic dTpw"
                other.received().single().field("Authorization") shouldBe ""
                shouldThrow<IllegalArgumentException> { HttpClient.builder().auth(bound, bound).build() }
            }
        }
    }

    test("a proxy that forwards gets a Digest of its own, and the origin does not") {
        AnsweringPeer.start { origin ->
            val answer = origin.field("Proxy-Authorization")
            val challenge = "Proxy-Authenticate: Digest realm=\"p\", nonce=\"n\", qop=\"auth\", algorithm=MD5"
            if (answer == "") Answer.of(407, challenge) else Answer.ok(answer)
        }.use { proxy ->
            val way = httpwire.transport.Proxy.http(proxy.address()).credentials(Credentials.digest("u", "p"))
            HttpClient.builder().proxy(way).build().use { client ->
                val response = client.get("http://origin.test/a")
                response.history.map { it.status } shouldContainExactly listOf(407)
                response.text() shouldContain """uri="http://origin.test/a""""
                client.get("http://origin.test/b").text() shouldContain "nc=00000002"
                proxy.connectionCount() shouldBe 1
            }
        }
    }
})
