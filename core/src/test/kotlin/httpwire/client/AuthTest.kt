package httpwire.client

import httpwire.Headers
import httpwire.HttpException.LimitExceeded
import httpwire.HttpException.UnexpectedResponse
import httpwire.Request
import httpwire.RequestBody
import httpwire.auth.Credentials
import httpwire.client.auth.Authentication
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.LOOPBACK
import httpwire.transport.Proxy
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempfile
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import okio.Buffer
import okio.BufferedSink
import okio.ByteString.Companion.encodeUtf8
import okio.Source
import java.util.concurrent.CyclicBarrier
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread

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

    test("calls at the same time that get the same nonce count its uses together") {
        val both = CyclicBarrier(2)
        AnsweringPeer.start {
            if (it.field("Authorization") != "") return@start Answer.ok("ok")
            both.await(10, TimeUnit.SECONDS)
            asking(DIGEST)
        }.use { server ->
            server.client(Credentials.digest("u", "p")).use { client ->
                List(2) { thread { client.get("/").close() } }.forEach(Thread::join)
                server.received().mapNotNull {
                    Regex("nc=0{7}(.)").find(it.field("Authorization"))?.groupValues?.get(1)
                }
                    .shouldContainExactlyInAnyOrder("1", "2")
            }
        }
    }

    test("each nonce is counted from 1, and one that is stale again is answered no more") {
        val count = AtomicInteger()
        AnsweringPeer.start {
            when (count.incrementAndGet()) {
                1 -> asking(DIGEST)
                2, 3 -> Answer.of(200, "Authentication-Info: nextnonce=\"n2\"").body("in")
                else -> asking(DIGEST.replace("n1", "n${count.get() + 1}") + ", stale=true")
            }
        }.use { server ->
            server.client(Credentials.digest("u", "p")).use { client ->
                repeat(2) { client.get("/").text() shouldBe "in" }
                client.get("/").use { it.status shouldBe 401 }
                val sent = server.received().map { it.field("Authorization") }
                sent.map { Regex("nonce=\"(n[0-9])\".*nc=0{7}(.)").find(it)?.run { groupValues[1] + groupValues[2] } }
                    .shouldContainExactly(null, "n11", "n21", "n22", "n51", "n61")
            }
        }
    }

    test("after a redirect a challenge is answered anew, and no answer is shown") {
        AnsweringPeer.start {
            val nonce = "nonce=\"n${it.target}\""
            when {
                nonce !in it.field("Authorization") -> asking(DIGEST.replace("nonce=\"n1\"", nonce) + ", stale=true")
                it.target == "/c" -> Answer.ok("in")
                else -> Answer.of(302, "Location: ${if (it.target == "/a") "/b" else "/c"}")
            }
        }.use { server ->
            val digest = Credentials.digest("u", "p")
            HttpClient.builder().baseUrl(server.url("/")).auth(digest).redirects().build().use { client ->
                val response = client.get("/a")
                response.text() shouldBe "in"
                response.request!!.isSecretHeader("Authorization") shouldBe true
                response.request!!.toString() shouldNotContain "response="
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

    context("auth-int is for a body of at most 1 MiB in memory") {
        val both = """Digest realm="r", nonce="n", qop="auth-int", algorithm=MD5"""
        val file = tempfile().apply { writeText("body") }
        val bodies = mapOf(
            "1 MiB" to RequestBody.of(ByteArray(1 shl 20)),
            "no body" to null,
            "1 byte more" to RequestBody.of(ByteArray((1 shl 20) + 1)),
            "a file" to RequestBody.of(file.toPath()),
            "an unknown length" to object : RequestBody {
                override fun length() = -1L

                override fun isRepeatable() = true

                override fun writeTo(sink: BufferedSink) {
                    sink.writeUtf8("body")
                }
            },
        )
        for ((name, body) in bodies) {
            val isHashed = name in setOf("1 MiB", "no body")
            val post = Request.builder("POST", "/").body(body).build()

            test("$name: ${if (isHashed) "answered" else "refused"}") {
                AnsweringPeer.start {
                    if (it.field("Authorization") ==
                        ""
                    ) {
                        asking(both)
                    } else {
                        Answer.ok("ok")
                    }
                }.use { server ->
                    server.client(Credentials.digest("u", "p")).use { client ->
                        if (isHashed) {
                            client.send(post).text() shouldBe "ok"
                        } else {
                            // Twice, because the client remembers challenges.
                            repeat(2) {
                                shouldThrow<LimitExceeded> { client.send(post) }.message shouldContain
                                    "qop=auth-int only, for which the body is hashed before it is sent; " +
                                    "that is done for at most 1048576 bytes in memory"
                            }
                            server.received().map { it.field("Authorization") } shouldContainExactly listOf("", "")
                        }
                        client.statistics().leased shouldBe 0
                    }
                }
            }

            test("$name: auth is taken if it is offered, in the same challenge or another one") {
                for (challenges in listOf(arrayOf(both.replace("auth-int", "auth-int, auth")), arrayOf(both, DIGEST))) {
                    AnsweringPeer.start {
                        it.field("Authorization").let { own -> if (own == "") asking(*challenges) else Answer.ok(own) }
                    }.use { server ->
                        val isFirst = isHashed && challenges.size > 1
                        server.client(Credentials.digest("u", "p")).use {
                            it.send(post).text() shouldContain if (isFirst) "qop=auth-int" else "qop=auth,"
                        }
                    }
                }
            }
        }
    }

    test(
        "a request that cannot be answered beforehand is sent without an answer, because the server may not want one",
    ) {
        AnsweringPeer.start {
            val isWanted = it.target != "/open" && it.field("Authorization") == ""
            if (isWanted) asking(DIGEST.replace("\"auth\"", "\"auth-int\"")) else Answer.ok(it.field("Authorization"))
        }.use { server ->
            server.client(Credentials.digest("u", "p")).use { client ->
                client.get("/").text() shouldContain "qop=auth-int"
                client.post("/open", RequestBody.of(ByteArray((1 shl 20) + 1))).text() shouldBe ""
            }
        }
    }

    context("RFC 7616 3.5: a server that sends rspauth must know the secret") {
        fun hash(text: String) = text.encodeUtf8().sha256().hex()

        /** What [secret] makes of the Authorization that came. */
        fun proof(received: Received, secret: String): String {
            val field = received.field("Authorization")
            fun value(name: String) = Regex("""\b$name="?([^",]*)""").find(field)!!.groupValues[1]
            val middle = listOf("nonce", "nc", "cnonce", "qop").joinToString(":", transform = ::value)
            return hash("${hash("u:r:$secret")}:$middle:${hash(":" + value("uri"))}")
        }
        val infos = mapOf<String, Pair<Boolean, (Received) -> String>>(
            "the right one" to (true to { "rspauth=\"${proof(it, "p")}\", qop=auth" }),
            "the right one in capitals" to (true to { "rspauth=\"${proof(it, "p").uppercase()}\"" }),
            "none" to (true to { "qop=auth" }),
            "one of auth-int, which is not checked" to (true to { "rspauth=\"${"0".repeat(64)}\", qop=auth-int" }),
            "one of another secret" to (false to { "qop=auth, rspauth=\"${proof(it, "other")}\"" }),
            "an empty one" to (false to { "rspauth=\"\"" }),
            "one of another request" to (false to { "rspauth=\"${proof(it, "p").reversed()}\", nextnonce=\"evil\"" }),
        )
        for ((name, info) in infos) {
            val (isAccepted, field) = info
            test("$name: ${if (isAccepted) "accepted" else "refused"}") {
                AnsweringPeer.start {
                    if (it.field("Authorization") == "") return@start asking(DIGEST)
                    Answer.of(200, "Authentication-Info: ${field(it)}").body("ok")
                }.use { server ->
                    server.client(Credentials.digest("u", "p")).use { client ->
                        repeat(2) {
                            if (isAccepted) {
                                client.get("/a?b").text() shouldBe "ok"
                            } else {
                                shouldThrow<UnexpectedResponse> { client.get("/a?b") }.message shouldContain
                                    "the server did not prove that it knows the secret: rspauth"
                            }
                        }
                        client.statistics().leased shouldBe 0
                        server.received().last().field("Authorization") shouldContain "nonce=\"n1\""
                    }
                }
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

    test("T35: of several proxies the one that has asked gets an answer, and the others hear nothing of it") {
        val open = "HTTP/1.1 200 Open\r\n\r\n"
        val challenge = "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=MD5\r\n"
        val refused = Script.start().expectHead().reply(open)
            .expectHead().reply("HTTP/1.1 407 Who\r\n${challenge}Content-Length: 0\r\n\r\n").expectEnd()
        val accepted = Script.start().expectHead().reply(open).expectHead().reply(open)
            .expectHead().reply("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        ScriptedPeer.listening(refused, accepted).use { peer ->
            val first = Proxy.http("first.test:${peer.port()}").credentials(Credentials.digest("one", "1"))
            val second = Proxy.http("second.test").credentials(Credentials.digest("two", "2")).tunnelling()
            HttpClient.builder().resolver { listOf(LOOPBACK) }.proxy(first, second).build().use {
                it.get("http://a.test/").text() shouldBe "ok"
            }
            val heads = peer.transcript(2).received().split("\r\n\r\n")
            heads.map { it.substringBefore(" HTTP/") }.take(3) shouldContainExactly
                listOf("CONNECT second.test:1080", "CONNECT a.test:80", "GET /")
            heads.map { it.substringAfter("username=", "").substringBefore(',') }.take(3) shouldContainExactly
                listOf("", "\"two\"", "")
        }
    }

    test("a proxy's next nonce is used, and a body that can be sent once is not sent to it twice") {
        AnsweringPeer.start {
            val answer = it.field("Proxy-Authorization")
            val challenge = "Proxy-Authenticate: Digest realm=\"p\", nonce=\"n\", qop=\"auth\", algorithm=MD5"
            if (answer == "" || it.method == "POST") return@start Answer.of(407, challenge)
            Answer.of(200, "Proxy-Authentication-Info: nextnonce=\"next\"").body(answer)
        }.use { proxy ->
            val way = Proxy.http(proxy.address()).credentials(Credentials.digest("u", "p"))
            HttpClient.builder().proxy(way).build().use { client ->
                val once = RequestBody.of(Buffer().writeUtf8("x") as Source)
                client.post("http://origin.test/", once).use { it.status shouldBe 407 }
                proxy.received().size shouldBe 1
                client.get("http://origin.test/a").text() shouldContain "nonce=\"n\""
                client.get("http://origin.test/a").text() shouldContain "nonce=\"next\""
            }
        }
    }

    test("a proxy that forwards gets a Digest of its own, and the origin does not") {
        AnsweringPeer.start { origin ->
            val answer = origin.field("Proxy-Authorization")
            val challenge = "Proxy-Authenticate: Digest realm=\"p\", nonce=\"n\", qop=\"auth\", algorithm=MD5"
            if (answer == "") Answer.of(407, challenge) else Answer.ok(answer)
        }.use { proxy ->
            val way = Proxy.http(proxy.address()).credentials(Credentials.digest("u", "p"))
            HttpClient.builder().proxy(way).build().use { client ->
                val response = client.get("http://origin.test/a")
                response.history.map { it.status } shouldContainExactly listOf(407)
                response.text() shouldContain """uri="http://origin.test/a""""
                client.get("http://origin.test/b").text() shouldContain "nc=00000002"
                proxy.connectionCount() shouldBe 1
            }
        }
    }

    test("a proxy that offers only auth-int is not answered; with another challenge that one is") {
        fun challenge(qop: String) = "Proxy-Authenticate: Digest realm=\"p\", nonce=\"n\", qop=\"$qop\", algorithm=MD5"
        for (challenges in listOf(listOf("auth-int"), listOf("auth-int", "auth"))) {
            AnsweringPeer.start {
                val answer = it.field("Proxy-Authorization")
                if (answer == "") Answer.of(407, *challenges.map(::challenge).toTypedArray()) else Answer.ok(answer)
            }.use { proxy ->
                val way = httpwire.transport.Proxy.http(proxy.address()).credentials(Credentials.digest("u", "p"))
                HttpClient.builder().proxy(way).build().use { client ->
                    val response = client.get("http://origin.test/a")
                    response.status shouldBe if (challenges.size == 1) 407 else 200
                    if (challenges.size > 1) response.text() shouldContain "qop=auth,"
                    response.close()
                }
                proxy.received().size shouldBe challenges.size
            }
        }
    }

    test("a challenge to a body that comes once is answered by the next request") {
        AnsweringPeer.start {
            if (it.field("Authorization") == "") asking(DIGEST) else Answer.ok("ok")
        }.use { server ->
            server.client(Credentials.digest("u", "p")).use { client ->
                fun upload() = client.post("/", RequestBody.of(Buffer().writeUtf8("once") as Source)).use { it.status }
                listOf(upload(), upload(), upload()) shouldBe listOf(401, 200, 200)
                server.received().last().field("Authorization") shouldContain "nc=00000002"
            }
        }
    }

    test("the challenges of proxies that are chosen anew each time do not fill the memory") {
        val authentication = Authentication(listOf(), null)
        val challenge = Headers.of("Proxy-Authenticate", DIGEST)
        val proxies = List(2_000) { Proxy.http("p$it.test:1").credentials(Credentials.digest("u", "p")) }
        proxies.forEach { authentication.challenged(it, challenge, false) shouldBe true }
        val known = proxies.count { authentication.proxyField(it, "GET", "/") != null }
        known shouldBeLessThan 1_001
        authentication.proxyField(proxies.last(), "GET", "/").shouldNotBeNull()
    }
})
