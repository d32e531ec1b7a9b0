package httpwire.client

import httpwire.HttpException
import httpwire.Request
import httpwire.auth.Credentials
import httpwire.client.proxy.ProxyChooser
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.AddressPolicy
import httpwire.transport.Identities
import httpwire.transport.LOOPBACK
import httpwire.transport.Proxy
import httpwire.transport.TlsOptions
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import okhttp3.tls.HeldCertificate

private fun answer(text: String) = "HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n$text"

private const val TUNNEL_IS_OPEN = "HTTP/1.1 200 Connection established\r\n\r\n"
private const val BASIC = "Basic dTpw"

/** A way to an https origin `a.test`, and what the first peer on it does before TLS with the origin. */
private enum class Way(val before: Script, val proxy: (String) -> Proxy?) {
    DIRECT(Script.start(), { null }),
    TUNNEL(Script.start().expectHead().reply(TUNNEL_IS_OPEN), { Proxy.http(it) }),
    TUNNEL_IN_TLS(
        Script.start().startTls(Identities.good).expectHead().reply(TUNNEL_IS_OPEN),
        { Proxy.https(it).tls(Identities.trusting) },
    ),
    SOCKS(
        Script.start().expectBytes(3).reply("\u0005\u0000").expectBytes(4 + 1 + 6 + 2)
            .reply("\u0005\u0000\u0000\u0001\u0000\u0000\u0000\u0000\u0000\u0000"),
        { Proxy.socks5h(it) },
    ),
}

private val REFUSED: Map<String, HeldCertificate> = mapOf(
    "another name" to Identities.issue("b.test"),
    "the name of the proxy" to Identities.issue("127.0.0.1", "proxy.test"),
    "expired" to Identities.expired(),
    "not yet valid" to Identities.notYetValid(),
    "self-signed" to Identities.selfSigned(),
)

/** Refused by httpwire itself, after Java's TLS has accepted them. */
private val REFUSED_AFTER: Map<String, HeldCertificate> = mapOf(
    "a wildcard for a whole domain" to Identities.issue("*.test"),
    "a common name only" to Identities.issue { commonName("a.test") },
)

private fun client(way: Way, address: String, configure: HttpClientBuilder.() -> Unit = {}): HttpClient =
    HttpClient.builder().tls(Identities.trusting).apply {
        val proxy = way.proxy(address)
        if (proxy == null) resolver { listOf(LOOPBACK) } else proxy(proxy)
    }.apply(configure).build()

private fun Way.url(port: Int) = if (this == Way.DIRECT) "https://a.test:$port/" else "https://a.test/"

private val MAPPED = listOf("127.0.0.1", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]")

class ClientRouteTest : FunSpec({
    for (way in Way.entries) {
        withTests(
            nameFn = { "T37, F37: $it, $way: refused before a byte of the request, and no place is lost" },
            REFUSED.keys + REFUSED_AFTER.keys,
        ) {
            val refusal =
                REFUSED[it]?.let { certificate -> way.before.expectTlsRefusal(Identities.server(certificate)) }
                    ?: way.before.startTls(Identities.server(REFUSED_AFTER.getValue(it))).expectEnd()
            ScriptedPeer.listening(refusal).use { peer ->
                client(way, peer.address()).use { client ->
                    val failure = shouldThrow<HttpException.TlsFailed> { client.get(way.url(peer.port())) }
                    failure.circumstances!!.delivery.isResendSafe shouldBe true
                    client.statistics().run { listOf(leased.toLong(), idle.toLong(), opened, resent) } shouldBe
                        listOf(0L, 0L, 0L, 0L)
                }
            }
        }
        test("T37: the right certificate, $way") {
            val script = way.before.startTls(Identities.server(Identities.issue("a.test"))).expectHead()
                .reply(answer("one")).expectHead().reply(answer("two"))
            ScriptedPeer.listening(script).use { peer ->
                client(way, peer.address()).use { client ->
                    client.get(way.url(peer.port())).text() shouldBe "one"
                    client.get(way.url(peer.port())).text() shouldBe "two"
                }
            }
        }
        test("T36, T37: a client that does not verify leaves no connection to one that does, $way") {
            val certificate = Identities.server(Identities.selfSigned())
            val accepted = way.before.startTls(certificate).expectHead().reply(answer("seen")).expectEnd()
            ScriptedPeer.listening(accepted, way.before.expectTlsRefusal(certificate)).use { peer ->
                client(way, peer.address()) { tls(TlsOptions.builder().unverified().build()) }.use { trusting ->
                    trusting.get(way.url(peer.port())).text() shouldBe "seen"
                    trusting.newBuilder().tls(Identities.trusting).build().use { strict ->
                        strict.statistics().idle shouldBe 1
                        shouldThrow<HttpException.TlsFailed> { strict.get(way.url(peer.port())) }
                        strict.statistics().run { listOf(leased, idle) } shouldBe listOf(0, 1)
                    }
                }
            }
        }
        test("a connection that breaks while it is opened is not opened twice, $way") {
            val broken = way.before.ignoreInput().reset()
            ScriptedPeer.listening(broken).use { peer ->
                client(way, peer.address()).use { client ->
                    shouldThrow<HttpException> { client.get(way.url(peer.port())) }
                    client.statistics().run { listOf(leased.toLong(), opened, resent) } shouldBe listOf(0L, 0L, 0L)
                }
                peer.connectionCount() shouldBe 1
            }
        }
    }

    test("T37: an HTTPS proxy is checked with the options for it, and hears nothing if it is another") {
        val refusal = Script.start().expectTlsRefusal(Identities.server(Identities.issue("b.test")))
        ScriptedPeer.listening(refusal, refusal).use { peer ->
            val proxy = Proxy.https(peer.address()).tls(Identities.trusting)
            for (url in listOf("https://a.test/", "http://a.test/")) {
                // What the client accepts of origins does not matter for the proxy.
                HttpClient.builder().tls(TlsOptions.builder().unverified().build()).proxy(proxy).build().use { client ->
                    shouldThrow<HttpException.TlsFailed> { client.get(url) }.message!! shouldContain "b.test"
                }
            }
        }
    }

    test("a proxy that ends before it answers CONNECT is not asked twice") {
        ScriptedPeer.listening(Script.start().expectHead().hangUp()).use { peer ->
            client(Way.TUNNEL, peer.address()).use { client ->
                shouldThrow<HttpException> { client.get("https://a.test/") }
                client.statistics().run { listOf(leased.toLong(), opened, resent) } shouldBe listOf(0L, 0L, 0L)
            }
        }
    }

    context("T35: a proxy's credentials go to that proxy only") {
        test("with CONNECT, not through the tunnel") {
            val script = Way.TUNNEL.before.startTls(Identities.server(Identities.issue("a.test"))).expectHead()
                .reply(answer("one"))
            ScriptedPeer.listening(script).use { peer ->
                HttpClient.builder().tls(Identities.trusting).proxy(Proxy.http(peer.address()).credentials("u", "p"))
                    .build().use { it.get("https://a.test/").text() shouldBe "one" }
                val heads = peer.transcript().received().split("\r\n\r\n")
                heads[0] shouldContain "Proxy-Authorization: $BASIC"
                heads[1] shouldNotContain "Authorization"
            }
        }
        test("not to the next proxy, nor to an origin that is reached directly, after a redirect either") {
            AnsweringPeer.start { Answer.ok("origin") }.use { origin ->
                AnsweringPeer.start { Answer.of(302, "Location: ${origin.url("/")}") }.use { second ->
                    AnsweringPeer.start { Answer.of(302, "Location: http://second.test/") }.use { first ->
                        val chooser = ProxyChooser {
                            when (it.origin().host()) {
                                "first.test" -> listOf(Proxy.http(first.address()).credentials("u", "p"))
                                "second.test" -> listOf(Proxy.http(second.address()).credentials("x", "y"))
                                else -> listOf()
                            }
                        }
                        HttpClient.builder().redirects().proxies(chooser).build().use { client ->
                            client.get("http://first.test/").text() shouldBe "origin"
                        }
                        first.received().map { it.field("Proxy-Authorization") } shouldContainExactly listOf(BASIC)
                        second.received().map { it.field("Proxy-Authorization") } shouldContainExactly
                            listOf(Credentials.basic("x", "y").basicHeader())
                        origin.received().map { it.field("Proxy-Authorization") } shouldContainExactly listOf("")
                    }
                }
            }
        }
        test("one that the caller sets on a direct request is refused before anything is sent") {
            AnsweringPeer.start { Answer.ok("origin") }.use { origin ->
                HttpClient.builder().build().use { client ->
                    val request = Request.builder("GET", origin.url("/")).header("Proxy-Authorization", "Basic x")
                    shouldThrow<IllegalArgumentException> { client.send(request.build()) }
                    client.statistics().leased shouldBe 0
                }
                origin.received().size shouldBe 0
            }
        }
    }

    context("T36: clients that share a pool do not share connections that were made in another way") {
        test("another proxy's credentials") {
            AnsweringPeer.start { Answer.ok(it.field("Proxy-Authorization")) }.use { proxy ->
                val way = Proxy.http(proxy.address())
                HttpClient.builder().proxy(way.credentials("u", "p")).build().use { one ->
                    one.newBuilder().proxy(way.credentials("u", "q")).build().use { other ->
                        one.get("http://a.test/").text() shouldBe BASIC
                        other.get("http://a.test/").text() shouldBe Credentials.basic("u", "q").basicHeader()
                        one.get("http://a.test/").text() shouldBe BASIC
                        proxy.connectionCount() shouldBe 2
                        one.statistics().run { listOf(idle.toLong(), opened, reused) } shouldBe listOf(2L, 2L, 1L)
                    }
                }
            }
        }
        test("another resolver") {
            AnsweringPeer.start { Answer.ok("one") }.use { peer ->
                HttpClient.builder().resolver { listOf(LOOPBACK) }.build().use { one ->
                    one.newBuilder().resolver { listOf() }.build().use { other ->
                        one.get("http://a.test:${peer.port()}/").text() shouldBe "one"
                        shouldThrow<HttpException> { other.get("http://a.test:${peer.port()}/") }
                    }
                }
            }
        }
    }

    context("T44: an address that is not allowed is not connected to") {
        withTests(nameFn = { "asked for directly: $it" }, MAPPED) { host ->
            AnsweringPeer.start { Answer.ok("inside") }.use { inside ->
                HttpClient.builder().addressPolicy(AddressPolicy.publicOnly()).build().use { client ->
                    shouldThrow<HttpException.AddressRefused> { client.get("http://$host:${inside.port()}/") }
                    client.statistics().run { listOf(leased.toLong(), opened, resent) } shouldBe listOf(0L, 0L, 0L)
                }
                inside.connectionCount() shouldBe 0
            }
        }
        withTests(nameFn = {
            "after a redirect: $it"
        }, listOf("127.0.0.2", "[::ffff:127.0.0.2]", "inside.test")) { host ->
            AnsweringPeer.start { Answer.ok("inside") }.use { inside ->
                AnsweringPeer.start { Answer.of(302, "Location: http://$host:${inside.port()}/") }.use { outside ->
                    val loopbackTwo = java.net.InetAddress.getByAddress(byteArrayOf(127, 0, 0, 2))
                    HttpClient.builder().redirects().resolver { listOf(loopbackTwo) }
                        .addressPolicy { it == LOOPBACK }.build().use { client ->
                            val refused = shouldThrow<HttpException.AddressRefused> { client.get(outside.url("/")) }
                            refused.circumstances!!.hop shouldBe 2
                            client.statistics().run { listOf(leased, idle) } shouldBe listOf(0, 1)
                        }
                }
                inside.connectionCount() shouldBe 0
            }
        }
    }

    test("T40: user information in a URL is refused, and so is a redirect to one") {
        AnsweringPeer.start { Answer.of(302, "Location: http://u:p@${it.field("Host")}/in") }.use { server ->
            HttpClient.builder().redirects().build().use { client ->
                val url = "http://u:p@${server.address()}/"
                shouldThrow<HttpException.InvalidUrl> { client.get(url) }.message!! shouldNotContain "u:p"
                client.get(server.url("/")).use { it.status shouldBe 302 }
                server.received().single().field("Authorization") shouldBe ""
                client.statistics().leased shouldBe 0
            }
        }
    }
})
