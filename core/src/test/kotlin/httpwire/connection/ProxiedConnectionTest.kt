package httpwire.connection

import httpwire.Headers
import httpwire.HttpException
import httpwire.Request
import httpwire.RequestBody
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.AddressPolicy
import httpwire.transport.Dialer
import httpwire.transport.Identities
import httpwire.transport.NameResolver
import httpwire.transport.ProxiedDialer
import httpwire.transport.Proxy
import httpwire.transport.loopbackDialer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import java.net.InetAddress
import java.nio.file.Path

private val HERE = NameResolver { listOf(InetAddress.getByAddress(byteArrayOf(127, 0, 0, 1))) }

private const val OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

private fun ListeningPeer.through(
    origin: String,
    proxy: Proxy = Proxy.http("p.test:${port()}"),
    configure: HttpConnectionBuilder.() -> Unit = {},
): HttpConnection = HttpConnection.builder(origin).resolver(HERE).proxy(proxy).apply(configure).build()

class ProxiedConnectionTest :
    FunSpec({
        test("a proxy of the caller's dialer that leaves is named by its address") {
            ScriptedPeer.listening(Script.start().expectHead().hangUp()).use { peer ->
                val dialer = ProxiedDialer(loopbackDialer, listOf(Proxy.http(peer.address()).tunnelling()))
                HttpConnection.builder("a.test").dialer(dialer).build().use { connection ->
                    val failure = shouldThrow<HttpException> { connection.connect() }
                    failure.circumstances!!.peer shouldBe peer.address()
                }
            }
        }

        withTests(
            nameFn = { (target, sent) -> "R10, R11: GET $target of a plain origin is asked of the proxy as $sent" },
            listOf(
                "/x?y=z" to "GET http://a.test:81/x?y=z",
                "" to "GET http://a.test:81/",
                "http://b.test/x" to "GET http://b.test/x",
            ),
        ) { (target, sent) ->
            val host = if ("b.test" in sent) "b.test" else "a.test:81"
            val head = "$sent HTTP/1.1\r\nHost: $host\r\nAccept-Encoding: identity\r\n\r\n"
            ScriptedPeer.listening(
                Script.start().expect(head).reply(OK).expect(head).reply(OK).expectEnd(),
            ).use { peer ->
                peer.through("a.test:81").use { connection ->
                    repeat(2) {
                        connection.request("GET", target)
                        connection.readResponse().text() shouldBe "hi"
                    }
                    connection.proxyResponseHeaders.shouldBeNull()
                }
                peer.verify()
            }
        }

        test("R13: OPTIONS * is asked with an absolute URL without a path") {
            val head = "OPTIONS http://a.test HTTP/1.1\r\nHost: a.test\r\nAccept-Encoding: identity\r\n\r\n"
            ScriptedPeer.listening(Script.start().expect(head).reply(OK).expectEnd()).use { peer ->
                peer.through("a.test").use { it.exchange(Request.builder("OPTIONS", "*").build()).text() shouldBe "hi" }
                peer.verify()
            }
        }

        test("the proxy's credentials and fields go with each request that it forwards, step by step too") {
            fun head(method: String, more: String) = "$method http://a.test/ HTTP/1.1\r\nHost: a.test\r\n" +
                "Accept-Encoding: identity\r\nX-Hop: 1\r\nProxy-Authorization: Basic dXM6cHc=\r\n$more\r\n"
            val script = Script.start()
                .expect(head("GET", "A: b\r\n")).reply(OK)
                .expect(head("POST", "Content-Length: 2\r\n") + "ab").reply(OK)
                .expect(head("GET", "A: b\r\n")).reply(OK).expectEnd()
            ScriptedPeer.listening(script).use { peer ->
                val proxy = Proxy.http(
                    "p.test:${peer.port()}",
                ).headers(Headers.of("X-Hop", "1")).credentials("us", "pw")
                peer.through("a.test", proxy).use { connection ->
                    connection.request("GET", "/", Headers.of("A", "b"))
                    connection.readResponse().text() shouldBe "hi"
                    connection.exchange("POST", "/", Headers.EMPTY, RequestBody.of("ab")).text() shouldBe "hi"
                    connection.putRequest("GET", "/")
                    connection.putHeader("A", "b")
                    connection.endHeaders()
                    connection.readResponse().text() shouldBe "hi"
                }
                peer.verify()
            }
        }

        test("through a tunnel only CONNECT has them, and the origin gets a path") {
            val script = Script.start()
                .expect(
                    "CONNECT a.test:443 HTTP/1.1\r\nX-Hop: 1\r\nProxy-Authorization: Basic dXM6cHc=\r\nHost: a.test:443\r\n\r\n",
                )
                .reply("HTTP/1.1 200 Open\r\nVia: p\r\n\r\n").startTls(Identities.good)
                .expect("GET / HTTP/1.1\r\nHost: a.test\r\nAccept-Encoding: identity\r\n\r\n").reply(OK).expectEnd()
            ScriptedPeer.listening(script).use { peer ->
                val proxy = Proxy.http(
                    "p.test:${peer.port()}",
                ).headers(Headers.of("X-Hop", "1")).credentials("us", "pw")
                peer.through("a.test", proxy) { tls(Identities.trusting) }.use { connection ->
                    connection.request("GET", "/")
                    connection.readResponse().text() shouldBe "hi"
                    connection.proxyResponseHeaders shouldBe Headers.of("Via", "p")
                }
                peer.verify()
            }
        }

        test("TLS in TLS: through an https proxy to an https origin") {
            val script = Script.start().startTls(Identities.good).expectHead().reply("HTTP/1.1 200 Open\r\n\r\n")
                .startTls(Identities.good).expectHead().reply(OK).expectEnd()
            ScriptedPeer.listening(script).use { peer ->
                val proxy = Proxy.https("proxy.test:${peer.port()}").tls(Identities.trusting)
                peer.through("a.test", proxy) { tls(Identities.trusting) }.use { connection ->
                    connection.request("GET", "/")
                    connection.readResponse().text() shouldBe "hi"
                }
            }
        }

        test("setTunnel adds one more hop to the proxies on the way") {
            val script = Script.start()
                .expect(
                    "CONNECT p2.test:3128 HTTP/1.1\r\nHost: p2.test:3128\r\n\r\n",
                ).reply("HTTP/1.1 200 OK\r\nN: 1\r\n\r\n")
                .expect(
                    "CONNECT a.test:80 HTTP/1.1\r\nHost: a.test:80\r\n\r\n",
                ).reply("HTTP/1.1 200 OK\r\nN: 2\r\n\r\n")
                .expectHead().reply(OK).expectEnd()
            ScriptedPeer.listening(script).use { peer ->
                val proxy = Proxy.http("p.test:${peer.port()}").tunnelling()
                peer.through("p2.test:3128", proxy).use { connection ->
                    connection.setTunnel("a.test")
                    connection.request("GET", "/")
                    connection.readResponse().text() shouldBe "hi"
                    connection.proxyResponseHeaders shouldBe Headers.of("N", "2")
                }
            }
        }

        test("a refusal in a chain names its hop, and a wrong password is not shown") {
            val script = Script.start().expectHead().reply("HTTP/1.1 200 OK\r\n\r\n")
                .expectHead().reply("HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n").expectEnd()
            ScriptedPeer.listening(script).use { peer ->
                val connection = HttpConnection.builder("a.test").secure().resolver(HERE)
                    .proxy(
                        Proxy.http("p.test:${peer.port()}"),
                        Proxy.http("q.test:3128").credentials("us", "geheim"),
                    ).build()
                val refused = shouldThrow<HttpException.TunnelRefused> { connection.request("GET", "/") }
                refused.hop.toString() shouldBe "http://q.test:3128"
                refused.status shouldBe 407
                refused.circumstances!!.peer shouldBe "q.test:3128 through 127.0.0.1:${peer.port()}"
                refused.toString() shouldNotContain "geheim"
            }
        }

        withTests(
            nameFn = { (words, _) -> "$words are refused together" },
            listOf<Pair<String, HttpConnectionBuilder.() -> Unit>>(
                "dialer and proxy" to { dialer(Dialer { error("") }).proxy(Proxy.http("p")) },
                "dialer and resolver" to { dialer(Dialer { error("") }).resolver(HERE) },
                "dialer and unixSocket" to { dialer(Dialer { error("") }).unixSocket(Path.of("/s")) },
                "dialer and addressPolicy" to {
                    dialer(Dialer { error("") }).addressPolicy(AddressPolicy.publicOnly())
                },
                "unixSocket and proxy" to { unixSocket(Path.of("/s")).proxy(Proxy.http("p")) },
            ),
        ) { (words, configure) ->
            shouldThrow<IllegalArgumentException> { HttpConnection.builder("a.test").apply(configure).build() }
                .message!! shouldContain "$words can't be set together"
        }
    })
